//! A promise that is right, but for the mistake of its loop.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use tulip_conformance::stage3::{Cancelled, Promise};

use crate::event_loop::Loop;
use crate::mistake::Mistake;

pub(crate) struct Promised<T> {
    shared: Rc<Shared<T>>,
}

struct Shared<T> {
    event_loop: Loop,
    outcome: RefCell<Option<Result<T, Cancelled>>>,
    waiters: RefCell<Vec<Box<dyn FnOnce()>>>,
    /// Who is asked to cancel, if not the promise itself.
    on_cancel: OnceCell<Box<dyn Fn() -> bool>>,
}

impl<T: Clone + 'static> Promised<T> {
    pub(crate) fn new(event_loop: &Loop) -> Self {
        Self {
            shared: Rc::new(Shared {
                event_loop: event_loop.clone(),
                outcome: RefCell::new(None),
                waiters: RefCell::default(),
                on_cancel: OnceCell::new(),
            }),
        }
    }

    pub(crate) fn event_loop(&self) -> &Loop {
        &self.shared.event_loop
    }

    pub(crate) fn outcome(&self) -> Option<Result<T, Cancelled>> {
        self.shared.outcome.borrow().clone()
    }

    pub(crate) fn settle(&self, outcome: Result<T, Cancelled>) -> bool {
        let event_loop = &self.shared.event_loop;
        let may_change = match self.outcome() {
            None => true,
            Some(Ok(_)) => outcome.is_ok() && event_loop.makes(Mistake::SettlesTwice),
            Some(Err(_)) => {
                outcome.is_ok() && event_loop.makes(Mistake::SettlesTheCancelled)
            }
        };
        if !may_change {
            return false;
        }
        self.shared.outcome.replace(Some(outcome));
        let mut waiters = self.shared.waiters.take();
        if event_loop.makes(Mistake::WaitersBackwards) {
            waiters.reverse();
        }
        for waiter in waiters {
            if event_loop.makes(Mistake::CallsBackAtOnce) {
                waiter();
            } else {
                event_loop.queue(waiter);
            }
        }
        true
    }

    pub(crate) fn ask_to_cancel(&self) -> bool {
        match self.shared.on_cancel.get() {
            Some(ask) => self.outcome().is_none() && ask(),
            None => self.settle(Err(Cancelled)),
        }
    }

    pub(crate) fn asks_on_cancel(&self, ask: impl Fn() -> bool + 'static) {
        let first = self.shared.on_cancel.set(Box::new(ask));
        assert!(first.is_ok(), "a promise belongs to one task");
    }

    pub(crate) fn on_done(&self, callback: Box<dyn FnOnce()>) {
        let event_loop = &self.shared.event_loop;
        if self.outcome().is_none() {
            self.shared.waiters.borrow_mut().push(callback);
        } else if event_loop.makes(Mistake::CallsTheLateAtOnce) {
            callback();
        } else if !self.forgets_the_late() {
            event_loop.queue(callback);
        }
    }
}

impl<T: Clone + 'static> Promised<T> {
    fn forgets_the_late(&self) -> bool {
        let event_loop = &self.shared.event_loop;
        let is_cancelled = self.outcome().is_some_and(|outcome| outcome.is_err());
        event_loop.makes(Mistake::ForgetsTheLate)
            || is_cancelled && event_loop.makes(Mistake::ForgetsTheLateOfTheCancelled)
    }
}

impl Promise for Promised<u32> {
    fn set_result(&self, result: u32) -> bool {
        self.settle(Ok(result))
    }

    fn cancel(&self) -> bool {
        self.ask_to_cancel()
    }

    fn result(&self) -> Option<Result<u32, Cancelled>> {
        self.outcome()
    }

    fn add_done_callback(&self, callback: impl FnOnce() + 'static) {
        self.on_done(Box::new(callback));
    }
}

impl<T> Clone for Promised<T> {
    fn clone(&self) -> Self {
        Self { shared: Rc::clone(&self.shared) }
    }
}
