//! A handle that is right, but for the mistake of its loop.

use std::mem;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use tulip_conformance::stage3::{Bell, Handle};

use crate::mistake::Mistake;

type Call = Box<dyn FnOnce() + Send>;

#[derive(Clone)]
pub(crate) struct Caller {
    inbox: Arc<Mutex<Vec<Call>>>,
    bell: Bell,
    has_rung: Arc<AtomicBool>,
    mistake: Mistake,
}

impl Caller {
    pub(crate) fn new(bell: Bell, mistake: Mistake) -> Self {
        Self { inbox: Arc::default(), bell, has_rung: Arc::default(), mistake }
    }

    /// The loop's side: the calls that lie there, in the order in which it takes them.
    pub(crate) fn take(&self) -> Vec<Call> {
        let mut calls = mem::take(&mut *self.inbox.lock().expect("nobody panics with it"));
        if self.mistake == Mistake::CallsBackwards {
            calls.reverse();
        }
        calls
    }
}

impl Handle for Caller {
    fn call_soon_threadsafe(&self, callback: impl FnOnce() + Send + 'static) {
        if self.mistake == Mistake::RingsTooEarly {
            self.bell.ring();
        }
        let mut inbox = self.inbox.lock().expect("nobody panics with it");
        if self.mistake == Mistake::LosesCalls {
            inbox.clear();
        }
        let is_first = inbox.is_empty();
        inbox.push(Box::new(callback));
        let held = (self.mistake == Mistake::RingsUnderTheLock).then_some(inbox);
        match self.mistake {
            Mistake::RingsNobody | Mistake::RingsTooEarly => {}
            Mistake::RingsForTheFirst if !is_first => {}
            Mistake::RingsOnce if self.has_rung.swap(true, Ordering::Relaxed) => {}
            _ => self.bell.ring(),
        }
        drop(held);
    }
}
