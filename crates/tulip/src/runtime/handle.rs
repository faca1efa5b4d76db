use std::error::Error;
use std::fmt;
use std::panic::Location;

#[cfg(not(loom))]
use crate::blocking;
use crate::task::{self, JoinHandle, RuntimeRef, context};

/// A way to a runtime from any thread.
///
/// It does not keep the runtime from ending. Tasks that are spawned after the end are cancelled
/// at once.
#[derive(Clone, Debug)]
pub struct Handle(pub(super) RuntimeRef);

impl Handle {
    /// The runtime that this thread is inside of.
    ///
    /// # Panics
    ///
    /// If there is none.
    #[track_caller]
    pub fn current() -> Self {
        context::expect(|core| Self(RuntimeRef::new(core)))
    }

    /// The runtime that this thread is inside of.
    pub fn try_current() -> Result<Self, NoRuntime> {
        context::with(|core| Self(RuntimeRef::new(core))).ok_or(NoRuntime)
    }

    /// Makes a task of a future.
    #[track_caller]
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        task::spawn_to(&self.0, future, Location::caller())
    }

    /// Runs a job on the runtime's blocking pool, as [`spawn_blocking`](crate::spawn_blocking).
    #[cfg(not(loom))]
    #[track_caller]
    pub fn spawn_blocking<T, J>(&self, job: J) -> JoinHandle<T>
    where
        J: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let at = Location::caller();
        task::spawn_to(&self.0, blocking::outcome_of(self.0.shared(), at, job), at)
    }
}

/// There is no runtime on this thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoRuntime;

impl fmt::Display for NoRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(context::OUTSIDE)
    }
}

impl Error for NoRuntime {}
