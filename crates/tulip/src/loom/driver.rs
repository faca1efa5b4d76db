//! The driver under loom: no time, no I/O. It parks, and is unparked.
#![allow(clippy::unused_self, reason = "the twin of the real one")]

use crate::loom::{Arc, Condvar, Mutex};

#[derive(Debug)]
pub(crate) struct Driver {
    unparker: Unparker,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClockKind {
    Real,
    Paused,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Park {
    Now,
    UntilNext,
}

impl Driver {
    pub(crate) fn new(_: ClockKind) -> Self {
        Self { unparker: Unparker(Arc::new((Mutex::new(false), Condvar::new()))) }
    }

    pub(crate) fn turn(&self, park: Park) {
        let (unparked, condvar) = &*self.unparker.0;
        let mut unparked = unparked.lock().expect("nobody panics with this lock");
        while park == Park::UntilNext && !*unparked {
            unparked = condvar.wait(unparked).expect("nobody panics with this lock");
        }
        *unparked = false;
    }

    pub(crate) fn unparker(&self) -> Unparker {
        self.unparker.clone()
    }

    pub(crate) fn refill(&self) {}

    pub(crate) fn close(&self) {}
}

#[derive(Clone, Debug)]
pub(crate) struct Unparker(Arc<(Mutex<bool>, Condvar)>);

impl Unparker {
    pub(crate) fn unpark(&self) {
        *self.0.0.lock().expect("nobody panics with this lock") = true;
        self.0.1.notify_one();
    }
}
