//! Stage 3: a result that is not there yet.

use std::marker::PhantomData;
use std::rc::Rc;

use crate::event_loop::EventLoop;
use crate::kernel::Cancelled;

/// A result that is not there yet. It is settled once: with a result, or by being cancelled.
/// Clones are the same promise.
pub struct Promise<T> {
    // To do: its loop, what came of it, and who waits. Then delete this line.
    types: PhantomData<Rc<T>>,
}

impl<T: Clone + 'static> Promise<T> {
    /// A promise that nobody has settled.
    pub fn new(event_loop: &EventLoop) -> Self {
        todo!("nothing has come of it")
    }

    /// Settles it with a result. `false` if it was settled or cancelled before.
    pub fn set_result(&self, result: T) -> bool {
        todo!("once; and see that those who wait are called back")
    }

    /// Cancels it. `false` if it was settled before. Of a task it is a request: see `task.rs`.
    pub fn cancel(&self) -> bool {
        todo!("settle it with `Cancelled`, or ask the task that it belongs to")
    }

    /// Its result; nothing while it is pending.
    pub fn result(&self) -> Option<Result<T, Cancelled>> {
        todo!("look, and never wait")
    }

    /// Calls back when it is settled; in the next turn, if it is.
    pub fn add_done_callback(&self, callback: impl FnOnce(&EventLoop) + 'static) {
        todo!("a callback never runs at once: it goes through the queue")
    }
}

impl<T> Clone for Promise<T> {
    fn clone(&self) -> Self {
        todo!("the same promise once more")
    }
}
