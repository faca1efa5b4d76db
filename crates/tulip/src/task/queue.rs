use std::cell::UnsafeCell;
use std::collections::VecDeque;
use std::fmt;

use super::header::TaskPtr;

/// The ready queue of one thread: tasks that are queued and not done, in the order in which they
/// became ready. It keeps no references; the owner's list does.
///
/// Not `Sync`, and no method runs code of others while it holds the deque: a `RefCell` would
/// only count what cannot happen.
#[derive(Default)]
pub(crate) struct Queue(UnsafeCell<VecDeque<TaskPtr>>);

impl Queue {
    #[inline]
    pub(super) fn push(&self, task: TaskPtr) {
        // SAFETY: nobody else holds the deque, as the type says; so in all methods.
        unsafe { &mut *self.0.get() }.push_back(task);
    }

    #[inline]
    pub(super) fn pop(&self) -> Option<TaskPtr> {
        // SAFETY: as in `push`.
        unsafe { &mut *self.0.get() }.pop_front()
    }

    /// Takes the task at `index` out, and keeps the others in order.
    pub(super) fn take(&self, index: usize) -> Option<TaskPtr> {
        // SAFETY: as in `push`.
        unsafe { &mut *self.0.get() }.remove(index)
    }

    /// Takes that task out.
    pub(super) fn remove(&self, task: TaskPtr) {
        // SAFETY: as in `push`; comparing pointers is not code of others.
        unsafe { &mut *self.0.get() }.retain(|queued| *queued != task);
    }

    pub(super) fn clear(&self) {
        // SAFETY: as in `push`.
        unsafe { &mut *self.0.get() }.clear();
    }

    /// How many tasks are ready.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        // SAFETY: as in `push`.
        unsafe { &*self.0.get() }.len()
    }
}

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue").field("len", &self.len()).finish()
    }
}
