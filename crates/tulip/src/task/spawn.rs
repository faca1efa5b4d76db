use std::panic::Location;

use super::cell;
use super::context::{self, RuntimeRef};
use super::id::Id;
use super::join::JoinHandle;
use super::state::refs;
use crate::inspect::Place;
use crate::runtime::Core;

/// Makes a task of a future. It runs when the scheduler comes to it; nothing runs now.
///
/// # Panics
///
/// If there is no runtime on this thread; a [`Handle`](crate::runtime::Handle) spawns from
/// elsewhere.
#[track_caller]
#[inline]
pub fn spawn<F: Future<Output: Send> + Send + 'static>(future: F) -> JoinHandle<F::Output> {
    spawn_local(future)
}

/// Makes a task of a future that stays on its thread.
///
/// # Panics
///
/// If there is no runtime on this thread.
#[track_caller]
#[inline]
pub fn spawn_local<F: Future + 'static>(future: F) -> JoinHandle<F::Output> {
    Builder::new().spawn_local(future)
}

/// Makes a task with a name.
///
/// ```
/// use tulip::task;
///
/// # tulip::Runtime::new()?.block_on(async {
/// let answer = task::Builder::new().name("answer").spawn(async { 42 });
/// assert_eq!(answer.await?, 42);
/// # Ok::<(), std::io::Error>(())
/// # })?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "a builder makes no task before `spawn`"]
pub struct Builder {
    name: Option<Box<str>>,
}

impl Builder {
    /// A task without a name.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// The name by which reports and traces call the task.
    pub fn name(self, name: impl Into<String>) -> Self {
        Self { name: Some(name.into().into_boxed_str()) }
    }

    /// As [`spawn`].
    #[track_caller]
    pub fn spawn<F>(self, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        self.spawn_local(future)
    }

    /// As [`spawn_local`].
    #[track_caller]
    #[inline]
    pub fn spawn_local<F: Future + 'static>(self, future: F) -> JoinHandle<F::Output> {
        let at = Location::caller();
        context::expect(|core| spawn_on(core, future, at, self.name))
    }
}

/// Makes a task on the owner's thread.
#[inline]
pub(crate) fn spawn_on<F: Future + 'static>(
    core: &Core,
    future: F,
    at: Place,
    name: Option<Box<str>>,
) -> JoinHandle<F::Output> {
    // SAFETY: nothing that the future borrows ends.
    unsafe { with_id(core, Id(core.next_id()), future, at, name) }
}

/// # Safety
///
/// What the future borrows lives until the task is done.
#[inline]
pub(super) unsafe fn with_id<F: Future>(
    core: &Core,
    id: Id,
    future: F,
    at: Place,
    name: Option<Box<str>>,
) -> JoinHandle<F::Output> {
    let (task, handle) = cell::allocate(RuntimeRef::new(core), future, id, at, 0);
    if core.owned.closed.get() {
        // SAFETY: nobody has seen the task.
        unsafe { task.refuse() };
    } else {
        task.enlist(core, name);
    }
    handle
}

/// Makes a task for a runtime, from whatever thread.
pub(crate) fn spawn_to<F: Future<Output: Send> + Send + 'static>(
    runtime: &RuntimeRef,
    future: F,
    at: Place,
) -> JoinHandle<F::Output> {
    if let Some(core) = runtime.core() {
        return spawn_on(core, future, at, None);
    }
    let id = Id(runtime.shared().next_id());
    let (task, handle) = cell::allocate(runtime.clone(), future, id, at, refs::INJECTED);
    if let Err(task) = runtime.shared().injector.push(task) {
        // SAFETY: the injector did not take the task, so that nobody has seen it.
        unsafe { task.refuse() };
    }
    handle
}
