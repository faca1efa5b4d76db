use std::cell::UnsafeCell;
use std::collections::VecDeque;
use std::ptr::NonNull;

use super::header::{Header, TaskRef, borrow};
use super::run::Picked;

/// The ready queue of one thread: tasks that are queued and not done, in the order in which they
/// became ready. It keeps no references; the owner's list does.
#[derive(Default)]
pub(crate) struct Queue(UnsafeCell<VecDeque<NonNull<Header>>>);

impl Queue {
    #[inline]
    pub(super) fn push(&self, task: &TaskRef) {
        self.with(|queue| queue.push_back(task.0));
    }

    /// Picks the task that has been ready for the longest time.
    #[inline]
    pub(crate) fn pop(&self) -> Option<Picked> {
        // SAFETY: what is queued is not done, so that the list keeps it until its run is over.
        self.with(VecDeque::pop_front).map(|task| Picked(unsafe { borrow(task) }))
    }

    /// Picks the task at `index`, and keeps the others in order.
    pub(crate) fn take(&self, index: usize) -> Option<Picked> {
        // SAFETY: as in `pop`.
        self.with(|queue| queue.remove(index)).map(|task| Picked(unsafe { borrow(task) }))
    }

    /// Takes that task out.
    pub(super) fn remove(&self, task: &TaskRef) {
        self.with(|queue| queue.retain(|queued| *queued != task.0));
    }

    pub(super) fn clear(&self) {
        self.with(VecDeque::clear);
    }

    /// How many tasks are ready.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.with(|queue| queue.len())
    }

    /// `f` runs no code of others: a `RefCell` would only count what cannot happen.
    #[inline]
    fn with<R>(&self, f: impl FnOnce(&mut VecDeque<NonNull<Header>>) -> R) -> R {
        // SAFETY: the queue is not `Sync`, and nobody else holds it while `f` runs.
        f(unsafe { &mut *self.0.get() })
    }
}
