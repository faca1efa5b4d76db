use std::any::Any;
use std::error::Error;
use std::fmt;
use std::io;

use super::id::Id;
use super::panic::UnhandledPanic;

/// Why a task has no result: it was stopped, or it panicked.
pub struct JoinError {
    id: Id,
    panic: Option<Box<UnhandledPanic>>,
}

// SAFETY: a shared reference looks at the payload only where it is a `&str` or a `String`.
unsafe impl Sync for JoinError {}

impl JoinError {
    pub(super) fn cancelled(id: Id) -> Self {
        Self { id, panic: None }
    }

    pub(super) fn panicked(panic: Box<UnhandledPanic>) -> Self {
        Self { id: panic.id(), panic: Some(panic) }
    }

    /// Whether the task was stopped before it had a result: by
    /// [`abort`](super::JoinHandle::abort), or because its runtime ended.
    pub fn is_cancelled(&self) -> bool {
        self.panic.is_none()
    }

    /// Whether the task panicked.
    pub fn is_panic(&self) -> bool {
        self.panic.is_some()
    }

    /// What the task panicked with, to be passed to [`std::panic::resume_unwind`].
    ///
    /// # Panics
    ///
    /// If the task was cancelled.
    #[track_caller]
    pub fn into_panic(self) -> Box<dyn Any + Send> {
        match self.try_into_panic() {
            Ok(payload) => payload,
            Err(error) => panic!("{error}: ask `is_panic` before `into_panic`"),
        }
    }

    /// What the task panicked with; this error again if it was cancelled.
    pub fn try_into_panic(self) -> Result<Box<dyn Any + Send>, Self> {
        match self.panic {
            Some(panic) => Ok(panic.into_payload()),
            None => Err(self),
        }
    }

    /// The task's id.
    pub fn id(&self) -> Id {
        self.id
    }
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.panic {
            Some(panic) => panic.write(f, format_args!(" panicked")),
            None => write!(f, "task {} was cancelled", self.id),
        }
    }
}

impl fmt::Debug for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JoinError({self})")
    }
}

impl Error for JoinError {}

impl From<JoinError> for io::Error {
    fn from(error: JoinError) -> Self {
        Self::other(error)
    }
}
