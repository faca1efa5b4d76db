//! Waiting for several promises, whatever becomes of them.

use std::cell::{Cell, RefCell};
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use crate::event_loop::EventLoop;
use crate::promise::{DoneCallback, Promise};

/// What [`wait`] waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// That each of them is settled.
    All,
    /// That one is.
    First,
    /// That one fails, or all are settled. Being cancelled is no failure.
    FirstError,
}

/// Promises, by whether they were settled when a [`wait`] ended, in the order of the arguments.
#[derive(Clone, Debug)]
pub struct Waited<T: 'static> {
    /// Those that were settled, with a result, an error, or by being cancelled.
    pub done: Vec<Promise<T>>,
    /// Those that go on.
    pub pending: Vec<Promise<T>>,
}

/// Waits, and changes nothing: it never fails for one of them, and cancels none, neither when
/// `timeout` has passed nor when it is cancelled itself (R50).
///
/// # Panics
///
/// If there is nothing to wait for, or one of them belongs to another loop.
#[track_caller]
pub fn wait<T: Clone + 'static>(
    event_loop: &EventLoop,
    promises: &[Promise<T>],
    until: Until,
    timeout: Option<Duration>,
) -> Promise<Waited<T>> {
    assert!(
        !promises.is_empty(),
        "there is nothing to wait for: give it a promise at least"
    );
    for promise in promises {
        promise.assert_is_of(event_loop.core());
    }
    let at = Location::caller();
    let waited = Promise::labelled(event_loop.core(), "wait", at);
    let waiting = Rc::new(Waits {
        promises: promises.to_vec(),
        until,
        left: Cell::new(promises.iter().filter(|promise| !promise.is_done()).count()),
        callbacks: RefCell::default(),
        waited: waited.clone(),
    });
    if waiting.is_over() {
        waiting.finish();
        return waited;
    }
    for promise in promises.iter().filter(|promise| !promise.is_done()) {
        let counts = Rc::clone(&waiting);
        let callback =
            promise.add_done_callback(move |_, promise| counts.one_is_done(promise));
        waiting.callbacks.borrow_mut().push((promise.clone(), callback));
    }
    let timer = timeout.map(|timeout| {
        let waiting = Rc::clone(&waiting);
        let deadline = event_loop.time().saturating_add(timeout);
        event_loop.core().call_at(deadline, Box::new(move |_| waiting.finish()), at)
    });
    // Also if it is cancelled: nobody is told any more.
    waited.add_done_callback(move |_, _| {
        waiting.forget();
        if let Some(timer) = timer {
            timer.cancel();
        }
    });
    waited
}

struct Waits<T: 'static> {
    promises: Vec<Promise<T>>,
    until: Until,
    /// How many are not settled.
    left: Cell<usize>,
    callbacks: RefCell<Vec<(Promise<T>, DoneCallback)>>,
    waited: Promise<Waited<T>>,
}

impl<T: Clone + 'static> Waits<T> {
    fn one_is_done(&self, promise: &Promise<T>) {
        self.left.set(self.left.get() - 1);
        if self.left.get() == 0 || self.ends_with(promise) {
            self.finish();
        }
    }

    fn is_over(&self) -> bool {
        let mut settled = self.promises.iter().filter(|promise| promise.is_done());
        self.left.get() == 0 || settled.any(|promise| self.ends_with(promise))
    }

    fn ends_with(&self, settled: &Promise<T>) -> bool {
        match self.until {
            Until::All => false,
            Until::First => true,
            Until::FirstError => settled.has_failed(),
        }
    }

    fn finish(&self) {
        let promises = self.promises.iter().cloned();
        let (done, pending) = promises.partition(Promise::is_done);
        // It may have been cancelled meanwhile.
        let _ = self.waited.set_result(Waited { done, pending });
    }

    fn forget(&self) {
        for (promise, callback) in self.callbacks.take() {
            promise.remove_done_callback(callback);
        }
    }
}
