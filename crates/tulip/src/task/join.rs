use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::error::JoinError;
use super::header::TaskRef;
use super::id::Id;
use super::state::join;
use crate::inspect::{Wait, noted};

/// Waits for a task's outcome.
///
/// Dropping it detaches the task, which goes on. It may cross threads if the outcome may, also
/// where the task may not.
#[must_use = "dropping a handle detaches its task: bind it to `_` if you mean that"]
pub struct JoinHandle<T> {
    /// Nothing once the outcome is out.
    task: Option<TaskRef>,
    id: Id,
    outcome: PhantomData<T>,
}

// SAFETY: `&JoinHandle` gives out no `&T`.
unsafe impl<T: Send> Sync for JoinHandle<T> {}

impl<T> Unpin for JoinHandle<T> {}

impl<T> JoinHandle<T> {
    /// The one handle of a task whose output is a `T`.
    #[inline]
    pub(super) fn new(task: TaskRef, id: Id) -> Self {
        Self { task: Some(task), id, outcome: PhantomData }
    }

    /// Asks the task to stop: its future is dropped when the scheduler comes to it, and whoever
    /// waits gets an error that [is cancelled](JoinError::is_cancelled).
    ///
    /// A task that ends before that has ended: its outcome wins. Nothing is dropped here.
    #[track_caller]
    pub fn abort(&self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }

    /// Whether the outcome is there. Awaiting the handle does not wait then.
    #[inline]
    pub fn is_finished(&self) -> bool {
        self.task.as_ref().is_none_or(|task| task.outcome().is_some())
    }

    /// The task's id.
    pub fn id(&self) -> Id {
        self.id
    }

    /// The outcome, if it is there and was not taken yet.
    #[inline]
    pub(super) fn take(&mut self) -> Option<Result<T, JoinError>> {
        let byte = self.task.as_ref()?.outcome()?;
        let task = self.task.take()?;
        // SAFETY: the outcome is the handle's when it is there, and it is what the byte says.
        Some(unsafe {
            match byte {
                _ if byte & join::CANCELLED != 0 => Err(JoinError::cancelled(self.id)),
                _ if byte & join::PANICKED != 0 => Err(JoinError::panicked(task.take())),
                _ => Ok(task.take()),
            }
        })
    }

    /// As awaiting it, without a note of the wait.
    #[inline]
    pub(crate) fn poll_outcome(&mut self, cx: &Context<'_>) -> Poll<Result<T, JoinError>> {
        let task =
            self.task.as_ref().expect("a JoinHandle is not polled after it was ready");
        // SAFETY: this is the handle.
        if unsafe { task.leave_waker(cx.waker()) } {
            return Poll::Pending;
        }
        Poll::Ready(self.take().expect("the outcome came instead"))
    }

    pub(super) fn task(&self) -> Option<&TaskRef> {
        self.task.as_ref()
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
        // Where the handle itself is awaited, the caller is that line.
        noted(self.poll_outcome(cx), Wait::Join, Location::caller())
    }
}

impl<T> Drop for JoinHandle<T> {
    #[inline]
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            // SAFETY: this is the handle, whose reference goes next.
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
