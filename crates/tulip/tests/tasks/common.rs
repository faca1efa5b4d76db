use std::cell::RefCell;
use std::fmt::Display;
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tulip::Runtime;
use tulip::runtime::Builder;

pub(crate) fn runtime() -> Runtime {
    Runtime::new().unwrap()
}

/// A runtime that tells nobody of panics.
pub(crate) fn quiet() -> Runtime {
    Builder::current_thread().on_unhandled_panic(|_| {}).build().unwrap()
}

/// What happened, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    pub(crate) fn say(&self, words: impl Display) {
        self.0.borrow_mut().push(words.to_string());
    }

    pub(crate) fn take(&self) -> Vec<String> {
        self.0.take()
    }
}

/// Says it when it is dropped.
pub(crate) struct Says(pub(crate) Log, pub(crate) &'static str);

impl Drop for Says {
    fn drop(&mut self) {
        self.0.say(self.1);
    }
}

/// Counts how many of its kind were dropped.
#[derive(Clone, Debug, Default)]
pub(crate) struct Drops(Arc<AtomicUsize>);

impl Drops {
    pub(crate) fn one(&self) -> CountsDrop {
        CountsDrop(Arc::clone(&self.0))
    }

    pub(crate) fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

#[derive(Debug)]
pub(crate) struct CountsDrop(Arc<AtomicUsize>);

impl CountsDrop {
    pub(crate) fn again(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl Drop for CountsDrop {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// The words of the panic in which `body` ends.
pub(crate) fn panic_of<R>(body: impl FnOnce() -> R) -> String {
    let payload = panic::catch_unwind(AssertUnwindSafe(body)).err().expect("it panics");
    match payload.downcast::<String>() {
        Ok(words) => *words,
        Err(payload) => (*payload.downcast::<&str>().unwrap()).to_owned(),
    }
}
