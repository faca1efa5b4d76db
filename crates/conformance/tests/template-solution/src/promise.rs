//! Stage 3: a result that is not there yet.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use crate::event_loop::EventLoop;
use crate::kernel::Cancelled;

/// A result that is not there yet. Clones are the same promise.
pub struct Promise<T> {
    shared: Rc<Shared<T>>,
}

struct Shared<T> {
    event_loop: EventLoop,
    outcome: RefCell<Option<Result<T, Cancelled>>>,
    waiters: RefCell<Vec<Waiter>>,
    /// Who is asked to cancel, if not the promise itself.
    on_cancel: OnceCell<Box<dyn Fn() -> bool>>,
}

type Waiter = Box<dyn FnOnce(&EventLoop)>;

impl<T: Clone + 'static> Promise<T> {
    /// A promise that nobody has settled.
    pub fn new(event_loop: &EventLoop) -> Self {
        Self {
            shared: Rc::new(Shared {
                event_loop: event_loop.clone(),
                outcome: RefCell::new(None),
                waiters: RefCell::default(),
                on_cancel: OnceCell::new(),
            }),
        }
    }

    /// Settles it with a result. `false` if it was settled or cancelled before.
    pub fn set_result(&self, result: T) -> bool {
        self.settle(Ok(result))
    }

    /// Cancels it. `false` if it was settled before. Of a task it is a request.
    pub fn cancel(&self) -> bool {
        match self.shared.on_cancel.get() {
            Some(ask) => self.result().is_none() && ask(),
            None => self.settle(Err(Cancelled)),
        }
    }

    /// Its result; nothing while it is pending.
    pub fn result(&self) -> Option<Result<T, Cancelled>> {
        self.shared.outcome.borrow().clone()
    }

    /// Calls back when it is settled; in the next turn, if it is.
    pub fn add_done_callback(&self, callback: impl FnOnce(&EventLoop) + 'static) {
        if self.result().is_some() {
            self.shared.event_loop.call_soon(callback);
        } else {
            self.shared.waiters.borrow_mut().push(Box::new(callback));
        }
    }

    pub(crate) fn settle(&self, outcome: Result<T, Cancelled>) -> bool {
        if self.result().is_some() {
            return false;
        }
        self.shared.outcome.replace(Some(outcome));
        for waiter in self.shared.waiters.take() {
            self.shared.event_loop.call_soon(waiter);
        }
        true
    }

    pub(crate) fn asks_on_cancel(&self, ask: impl Fn() -> bool + 'static) {
        let first = self.shared.on_cancel.set(Box::new(ask));
        assert!(first.is_ok(), "a promise belongs to one task");
    }
}

impl<T> Clone for Promise<T> {
    fn clone(&self) -> Self {
        Self {
            shared: Rc::clone(&self.shared),
        }
    }
}
