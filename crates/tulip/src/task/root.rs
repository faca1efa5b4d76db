use std::panic::resume_unwind;

use super::id::Id;
use super::join::JoinHandle;
use super::spawn;
use crate::inspect::Place;
use crate::runtime::Core;

/// The future of `block_on`, as a task like any other. Dropping this ends it.
pub(crate) struct Root<'a, T> {
    handle: JoinHandle<T>,
    core: &'a Core,
}

impl<'a, T> Root<'a, T> {
    pub(crate) fn new(
        core: &'a Core,
        future: impl Future<Output = T> + 'a,
        at: Place,
    ) -> Self {
        // SAFETY: the task is done before `'a` ends: `join` is called when it is, and dropping a
        // root makes it so.
        let handle = unsafe { spawn::with_id(core, Id::ROOT, future, at, None) };
        Self { handle, core }
    }

    #[inline]
    pub(crate) fn is_finished(&self) -> bool {
        self.handle.is_finished()
    }

    /// The future's output. If it panicked, the panic goes on.
    pub(crate) fn join(mut self) -> T {
        let outcome = self.handle.take().expect("the future has ended");
        outcome.unwrap_or_else(|error| resume_unwind(error.into_panic()))
    }
}

impl<T> Drop for Root<'_, T> {
    /// A root that is dropped before its end belongs to a scheduler that panicked.
    fn drop(&mut self) {
        if let Some(task) = self.handle.task().filter(|_| !self.is_finished()) {
            self.core.queue.remove(task);
            // SAFETY: the task is in the list, and stands in the queue no more.
            unsafe { task.cancel(self.core) };
        }
    }
}
