use std::future::Future;
use std::panic::Location;

use super::cell::{self, Birth};
use super::context::{self, RuntimeRef};
use super::header::TaskPtr;
use super::id::Id;
use super::join::JoinHandle;
use super::run::Injected;
use super::state::flags;
use crate::runtime::Core;

/// Makes a task of a future. It runs when the scheduler comes to it; nothing runs now.
///
/// # Panics
///
/// If there is no runtime on this thread; a [`Handle`](crate::runtime::Handle) spawns from
/// elsewhere.
#[track_caller]
#[inline]
pub fn spawn<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    spawn_local(future)
}

/// Makes a task of a future that stays on its thread.
///
/// # Panics
///
/// If there is no runtime on this thread.
#[track_caller]
#[inline]
pub fn spawn_local<F>(future: F) -> JoinHandle<F::Output>
where
    F: Future + 'static,
    F::Output: 'static,
{
    let at = Location::caller();
    context::expect(|core| spawn_on(core, future, at, None))
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
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.spawn_local(future)
    }

    /// As [`spawn_local`].
    #[track_caller]
    pub fn spawn_local<F>(self, future: F) -> JoinHandle<F::Output>
    where
        F: Future + 'static,
        F::Output: 'static,
    {
        let at = Location::caller();
        context::expect(|core| spawn_on(core, future, at, self.name))
    }
}

/// Makes a task on the owner's thread.
#[inline]
pub(crate) fn spawn_on<F: Future>(
    core: &Core,
    future: F,
    at: &'static Location<'static>,
    name: Option<Box<str>>,
) -> JoinHandle<F::Output> {
    with_id(core, future, at, name, core.next_id())
}

#[inline]
pub(super) fn with_id<F: Future>(
    core: &Core,
    future: F,
    at: &'static Location<'static>,
    name: Option<Box<str>>,
    id: u64,
) -> JoinHandle<F::Output> {
    let id = Id(id);
    let task = cell::allocate(core, future, &Birth { id, at, injected: false });
    let handle = JoinHandle::new(task, id);
    // SAFETY: the task is new, and this is its owner.
    unsafe {
        if core.owned.is_closed() {
            task.refuse();
        } else {
            task.enlist(core, id, name);
        }
    }
    handle
}

/// Makes a task for a runtime, from whatever thread.
pub(crate) fn spawn_to<F>(
    runtime: &RuntimeRef,
    future: F,
    at: &'static Location<'static>,
) -> JoinHandle<F::Output>
where
    F: Future + Send,
    F::Output: Send,
{
    if let Some(core) = runtime.core() {
        return spawn_on(core, future, at, None);
    }
    let id = Id(runtime.shared().next_id());
    let task = cell::allocate(runtime.as_ptr(), future, &Birth { id, at, injected: true });
    let handle = JoinHandle::new(task, id);
    if let Err(Injected(task)) = runtime.shared().injector.push(Injected(task)) {
        // SAFETY: the injector did not take the task, so that nobody has seen it.
        unsafe { task.refuse() };
    }
    handle
}

impl TaskPtr {
    /// Puts a new task into the owner's list and queue.
    ///
    /// # Safety
    ///
    /// The caller is the owner, and hands over one reference.
    #[inline]
    pub(super) unsafe fn enlist(self, core: &Core, id: Id, name: Option<Box<str>>) {
        // SAFETY: the caller's reference.
        let header = unsafe { self.header() };
        let slot = core.owned.insert(self, id);
        header.slot.set(slot);
        let mut now = header.flags.get() & !flags::NEW;
        if let Some(name) = name {
            core.owned.name(slot, name);
            now |= flags::NAMED;
        }
        header.flags.set(now);
        // SAFETY: the task is in the owner's list now.
        core.told.begins(core, unsafe { self.view() });
        core.queue.push(self);
    }
}
