//! Waiting for several promises, by counting.

use std::cell::{Cell, RefCell};
use std::panic::Location;
use std::rc::{Rc, Weak};

use crate::event_loop::EventLoop;
use crate::promise::{Promise, PromiseError};

/// A promise of all results, in the order of the arguments (R46).
///
/// It fails with the first error, at once; the others go on, and their errors count as seen
/// (R47). Cancelling it cancels all that are left, and it ends when they have (R48). Nothing at
/// all is settled at once.
///
/// # Panics
///
/// If one of them belongs to another loop.
#[track_caller]
pub fn gather<T: Clone + 'static>(
    event_loop: &EventLoop,
    promises: &[Promise<T>],
) -> Promise<Vec<T>> {
    let all = Promise::labelled(event_loop.core(), "gather", Location::caller());
    let gathering = Rc::new(Gathering {
        promises: promises.to_vec(),
        left: Cell::new(promises.len()),
        cancel_requested: Cell::new(false),
        all: RefCell::new(Some(all.clone())),
    });
    for promise in promises {
        promise.assert_is_of(event_loop.core());
    }
    if promises.is_empty() {
        gathering.finish();
    }
    for promise in promises {
        let gathering = Rc::clone(&gathering);
        promise.add_done_callback(move |_, promise| gathering.one_is_done(promise));
    }
    let weak: Weak<Gathering<T>> = Rc::downgrade(&gathering);
    all.asks_on_cancel(move || weak.upgrade().is_some_and(|gathering| gathering.cancel()));
    all
}

struct Gathering<T: 'static> {
    promises: Vec<Promise<T>>,
    /// How many are not settled.
    left: Cell<usize>,
    cancel_requested: Cell<bool>,
    /// `None` once it is settled.
    all: RefCell<Option<Promise<Vec<T>>>>,
}

impl<T: Clone + 'static> Gathering<T> {
    fn one_is_done(&self, promise: &Promise<T>) {
        self.left.set(self.left.get() - 1);
        let error = promise.result().err();
        if self.left.get() == 0 {
            self.finish();
        } else if let Some(error) = error.filter(|_| !self.cancel_requested.get()) {
            self.settle(Err(error));
        }
    }

    fn finish(&self) {
        let results: Result<Vec<T>, _> =
            self.promises.iter().map(Promise::result).collect();
        let is_cancelled = self.cancel_requested.get();
        self.settle(if is_cancelled { Err(PromiseError::Cancelled) } else { results });
    }

    fn settle(&self, outcome: Result<Vec<T>, PromiseError>) {
        if let Some(all) = self.all.take() {
            // Nobody else settles it.
            let _ = all.settle(outcome);
        }
    }

    fn cancel(&self) -> bool {
        // Each of them is to be asked: no `any`, which would stop at the first.
        let asked = self.promises.iter().filter(|promise| promise.cancel()).count();
        self.cancel_requested.set(asked > 0);
        asked > 0
    }
}
