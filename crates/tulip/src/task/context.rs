//! Whose thread this is, and who keeps the runtime's memory.

use std::cell::Cell;
use std::marker::PhantomData;
use std::ptr::{self, NonNull};

use crate::loom::atomic::{Ordering, fence};
use crate::runtime::{Core, Shared};

#[cfg(not(loom))]
thread_local! {
    static CURRENT: Cell<*const Core> = const { Cell::new(ptr::null()) };
}
#[cfg(loom)]
loom::thread_local! {
    static CURRENT: Cell<*const Core> = Cell::new(ptr::null());
}

/// Calls `f` with the runtime that this thread is inside of; `None` if there is none.
#[inline]
pub(crate) fn with<R>(f: impl FnOnce(&Core) -> R) -> Option<R> {
    let core = CURRENT.with(Cell::get);
    // SAFETY: `Entered` put the pointer there on this thread and takes it away before the
    // runtime's memory can go; `f` is done by then, because it runs within.
    unsafe { core.as_ref() }.map(f)
}

/// Calls `f` with the runtime that this thread is inside of.
///
/// # Panics
///
/// If there is none.
#[inline]
#[track_caller]
pub(crate) fn expect<R>(f: impl FnOnce(&Core) -> R) -> R {
    match with(f) {
        Some(result) => result,
        None => panic!("{OUTSIDE}"),
    }
}

pub(crate) const OUTSIDE: &str = "there is no Tulip runtime on this thread: call this within `Runtime::block_on` or under `#[tulip::main]`, or reach a runtime on another thread by its `Handle`";

/// The place where a runtime lives, on its own thread. Its address stays.
#[derive(Debug)]
pub(crate) struct Home {
    runtime: RuntimeRef,
    /// It cannot leave its thread.
    stays: PhantomData<*const Core>,
}

impl Home {
    pub(crate) fn new(core: Core) -> Self {
        let core = NonNull::from(Box::leak(Box::new(core)));
        Self { runtime: RuntimeRef(core), stays: PhantomData }
    }

    /// Makes this runtime the one that this thread is inside of, until the guard is dropped.
    pub(crate) fn enter(&self) -> Entered<'_> {
        let before = CURRENT.with(|current| current.replace(self.runtime.0.as_ptr()));
        // SAFETY: a `Home` stays on its thread, and its reference keeps the memory.
        Entered { before, core: unsafe { self.runtime.0.as_ref() } }
    }

    pub(crate) fn reference(&self) -> RuntimeRef {
        self.runtime.clone()
    }
}

impl Drop for Home {
    /// Adds the owner's count to the atomic one, and takes away what that began with, but for the
    /// home's own reference, which goes next: who keeps the memory then does so until the last of
    /// them is gone.
    fn drop(&mut self) {
        // SAFETY: a `Home` stays on its thread; this is the owner's last look.
        let kept = unsafe { self.runtime.0.as_ref() }.kept.get();
        // Relaxed: the release of the home's own reference orders it.
        self.runtime.shared().kept.fetch_add(kept + 1 - UNSETTLED, Ordering::Relaxed);
    }
}

/// What the atomic count begins with: so much that it cannot come to an end while the [`Home`]
/// stands, whatever the owner's count is.
pub(crate) const UNSETTLED: isize = isize::MAX / 2;

/// This thread is inside a runtime: it is the owner of its tasks.
pub(crate) struct Entered<'a> {
    before: *const Core,
    pub(crate) core: &'a Core,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        CURRENT.with(|current| current.set(self.before));
    }
}

/// Keeps a runtime's memory, from any thread.
///
/// Tasks, handles, timers and sockets outlive the runtime itself where somebody else holds them;
/// each of them counts as one of these. On the owner's thread the count is a plain cell,
/// elsewhere an atomic. Either of them may be negative: their sum is what counts, and [`Home`]
/// adds them up when the runtime ends.
#[derive(Debug)]
pub(crate) struct RuntimeRef(NonNull<Core>);

// SAFETY: all that a `RuntimeRef` gives to other threads is `Shared`, which is `Sync`; it touches
// the rest on the owner's thread alone.
unsafe impl Send for RuntimeRef {}
// SAFETY: as above.
unsafe impl Sync for RuntimeRef {}

impl RuntimeRef {
    /// One more, for what is made on the owner's thread.
    #[inline]
    pub(crate) fn new(core: &Core) -> Self {
        core.kept.set(core.kept.get() + 1);
        Self(NonNull::from(core))
    }

    /// Whether this thread is inside that runtime.
    #[inline]
    pub(crate) fn is_current(&self) -> bool {
        ptr::eq(CURRENT.with(Cell::get), self.0.as_ptr())
    }

    /// The runtime, if this thread is inside of it.
    #[inline]
    pub(crate) fn core(&self) -> Option<&Core> {
        if !self.is_current() {
            return None;
        }
        // SAFETY: this thread is the owner, and `self` keeps the memory.
        Some(unsafe { self.0.as_ref() })
    }

    #[cold]
    fn drop_there(&self) {
        // Release, and the fence below: what everybody did with the memory happens before it
        // goes.
        if self.shared().kept.fetch_sub(1, Ordering::Release) == 1 {
            fence(Ordering::Acquire);
            // SAFETY: that was the last, and the owner has settled its count.
            drop(unsafe { Box::from_raw(self.0.as_ptr()) });
        }
    }

    /// The part that threads share.
    #[inline]
    pub(crate) fn shared(&self) -> &Shared {
        // SAFETY: the memory is there, and the reference is to the shared part alone, never to
        // the owner's.
        unsafe { &*ptr::addr_of!((*self.0.as_ptr()).shared) }
    }
}

impl Clone for RuntimeRef {
    #[inline]
    fn clone(&self) -> Self {
        if let Some(core) = self.core() {
            return Self::new(core);
        }
        // Relaxed: `self` counts already.
        self.shared().kept.fetch_add(1, Ordering::Relaxed);
        Self(self.0)
    }
}

impl Drop for RuntimeRef {
    #[inline]
    fn drop(&mut self) {
        match self.core() {
            Some(core) => core.kept.set(core.kept.get() - 1),
            None => self.drop_there(),
        }
    }
}
