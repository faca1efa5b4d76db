use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::error::JoinError;
use super::header::TaskPtr;
use super::id::Id;
use super::state::join;
use crate::inspect::{Wait, waits_at};

/// Waits for a task's outcome.
///
/// Dropping it detaches the task, which goes on. It may cross threads if the outcome may, also
/// where the task may not.
#[must_use = "dropping a handle detaches its task: bind it to `_` if you mean that"]
pub struct JoinHandle<T> {
    /// Holds a reference. Nothing once the outcome is out.
    task: Option<TaskPtr>,
    id: Id,
    outcome: PhantomData<T>,
}

// SAFETY: what crosses threads is the outcome, and the header's shared part: the join byte, the
// slot that it guards, and the references.
unsafe impl<T: Send> Send for JoinHandle<T> {}
// SAFETY: `&JoinHandle` gives out no `&T`.
unsafe impl<T: Send> Sync for JoinHandle<T> {}

impl<T> Unpin for JoinHandle<T> {}

impl<T> JoinHandle<T> {
    /// Takes over one of the references of a task whose output is a `T`.
    #[inline]
    pub(super) fn new(task: TaskPtr, id: Id) -> Self {
        Self { task: Some(task), id, outcome: PhantomData }
    }

    /// Asks the task to stop: its future is dropped when the scheduler comes to it, and whoever
    /// waits gets an error that [is cancelled](JoinError::is_cancelled).
    ///
    /// A task that ends before that has ended: its outcome wins. Nothing is dropped here.
    #[track_caller]
    pub fn abort(&self) {
        if let Some(task) = self.task {
            // SAFETY: the handle holds a reference.
            unsafe { task.abort(Location::caller()) };
        }
    }

    /// Whether the outcome is there. Awaiting the handle does not wait then.
    #[inline]
    pub fn is_finished(&self) -> bool {
        // SAFETY: the handle holds a reference.
        self.task.is_none_or(|task| unsafe { task.outcome() }.is_some())
    }

    /// The task's id.
    pub fn id(&self) -> Id {
        self.id
    }

    /// The outcome, if it is there and was not taken yet.
    #[inline]
    pub(super) fn take(&mut self) -> Option<Result<T, JoinError>> {
        let task = self.task?;
        // SAFETY: the handle holds a reference until it has taken the outcome, which is its own
        // when it is there; it is what the byte says.
        unsafe {
            let byte = task.outcome()?;
            self.task = None;
            let outcome = if byte & join::CANCELLED != 0 {
                Err(JoinError::cancelled(self.id))
            } else if byte & join::PANICKED != 0 {
                Err(JoinError::panicked(task.take_panic()))
            } else {
                Ok(task.take_output::<T>())
            };
            task.release();
            Some(outcome)
        }
    }

    pub(super) fn task(&self) -> Option<TaskPtr> {
        self.task
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    /// # Panics
    ///
    /// If it was ready before.
    #[inline]
    #[track_caller]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let task = self.task.expect("a JoinHandle is not polled after it was ready");
        // SAFETY: the handle holds a reference.
        if unsafe { task.leave_waker(cx.waker()) } {
            // Where the handle itself is awaited, the caller is that line.
            waits_at(Wait::Join, Location::caller());
            return Poll::Pending;
        }
        Poll::Ready(self.take().expect("the outcome came instead"))
    }
}

impl<T> Drop for JoinHandle<T> {
    #[inline]
    fn drop(&mut self) {
        if let Some(task) = self.task {
            // SAFETY: the handle gives up its reference.
            unsafe { task.detach() };
        }
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle")
            .field("id", &self.id)
            .field("is_finished", &self.is_finished())
            .finish_non_exhaustive()
    }
}
