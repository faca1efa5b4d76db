//! Whose thread this is, and who keeps the runtime's memory.

use std::cell::Cell;
use std::fmt;
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

/// Whether this thread is inside the runtime `core`, which makes it the owner of its tasks.
#[inline]
pub(super) fn is_current(core: *const Core) -> bool {
    ptr::eq(CURRENT.with(Cell::get), core)
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
        None => outside(),
    }
}

#[cold]
#[track_caller]
fn outside() -> ! {
    panic!("{OUTSIDE}")
}

pub(crate) const OUTSIDE: &str = "there is no Tulip runtime on this thread: call this within `Runtime::block_on` or under `#[tulip::main]`, or reach a runtime on another thread by its `Handle`";

/// The place where a runtime lives, on its own thread. Its address stays, and its memory outlives
/// it for as long as a [`RuntimeRef`] or a task is left.
pub(crate) struct Home(NonNull<Core>);

impl Home {
    pub(crate) fn new(core: Core) -> Self {
        Self(NonNull::from(Box::leak(Box::new(core))))
    }

    /// Makes this runtime the one that this thread is inside of, until the guard is dropped.
    pub(crate) fn enter(&self) -> Entered<'_> {
        let before = CURRENT.with(|current| current.replace(self.0.as_ptr()));
        // SAFETY: a `Home` stays on its thread, and keeps its share of the memory.
        Entered { before, core: unsafe { self.0.as_ref() } }
    }

    pub(crate) fn reference(&self) -> RuntimeRef {
        retain(self.0.as_ptr());
        RuntimeRef(self.0)
    }
}

impl Drop for Home {
    /// Adds the owner's count to the atomic one, and takes the runtime's own share away: who
    /// keeps the memory now does so until the last of them is gone.
    fn drop(&mut self) {
        let core = self.0.as_ptr();
        debug_assert!(!is_current(core), "a guard borrows the home");
        // SAFETY: a `Home` stays on its thread; this is the owner's last look.
        let rest = unsafe { (*core).kept.get() } - OWN_SHARE;
        // Release: what the owner did with the memory happens before it goes. Acquire: so does
        // what the others did.
        if shared(core).kept.fetch_add(rest, Ordering::AcqRel) + rest == 0 {
            // SAFETY: nobody is left; `new` made the box.
            drop(unsafe { Box::from_raw(core) });
        }
    }
}

impl fmt::Debug for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SAFETY: a `Home` stays on its thread, and keeps its share of the memory.
        unsafe { self.0.as_ref() }.fmt(f)
    }
}

/// The runtime's own share: so large that the atomic count cannot come to an end while its
/// [`Home`] stands, whatever the owner's count is.
pub(crate) const OWN_SHARE: isize = isize::MAX / 2;

/// This thread is inside a runtime: it is the owner of its tasks.
#[derive(Debug)]
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
pub(crate) struct RuntimeRef(NonNull<Core>);

// SAFETY: all that a `RuntimeRef` gives to other threads is `Shared`, which is `Sync`; it touches
// the rest on the owner's thread alone.
unsafe impl Send for RuntimeRef {}
// SAFETY: as above.
unsafe impl Sync for RuntimeRef {}

impl RuntimeRef {
    #[inline]
    pub(crate) fn new(core: &Core) -> Self {
        retain(core);
        Self(NonNull::from(core))
    }

    /// Whether this thread is inside that runtime.
    #[inline]
    pub(crate) fn is_current(&self) -> bool {
        is_current(self.0.as_ptr())
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

    /// The part that threads share.
    #[inline]
    pub(crate) fn shared(&self) -> &Shared {
        shared(self.0.as_ptr())
    }

    pub(super) fn as_ptr(&self) -> *const Core {
        self.0.as_ptr()
    }
}

impl Clone for RuntimeRef {
    fn clone(&self) -> Self {
        retain(self.0.as_ptr());
        Self(self.0)
    }
}

impl Drop for RuntimeRef {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: `new`, `clone` or `Home::reference` counted this one.
        unsafe { release(self.0.as_ptr()) }
    }
}

impl fmt::Debug for RuntimeRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RuntimeRef")
    }
}

/// The part of a runtime that threads share. The caller counts among those who keep its memory.
#[inline]
pub(super) fn shared<'a>(core: *const Core) -> &'a Shared {
    // SAFETY: the memory is there, and the reference is to the shared part alone, never to the
    // owner's.
    unsafe { &*ptr::addr_of!((*core).shared) }
}

/// Counts one more who keeps the runtime's memory. The caller is one of them.
#[inline]
pub(super) fn retain(core: *const Core) {
    if is_current(core) {
        // SAFETY: this thread is the owner.
        let kept = unsafe { &(*core).kept };
        kept.set(kept.get() + 1);
    } else {
        // Relaxed: the caller counts already.
        shared(core).kept.fetch_add(1, Ordering::Relaxed);
    }
}

/// # Safety
///
/// The caller counts among those who keep the runtime's memory, and does no more afterwards.
#[inline]
pub(super) unsafe fn release(core: *const Core) {
    if is_current(core) {
        // SAFETY: this thread is the owner.
        let kept = unsafe { &(*core).kept };
        kept.set(kept.get() - 1);
        return;
    }
    // Release, and the fence below: what everybody did with the memory happens before it goes.
    if shared(core).kept.fetch_sub(1, Ordering::Release) == 1 {
        fence(Ordering::Acquire);
        // SAFETY: that was the last: `Home` has added the owner's count and given up its share.
        drop(unsafe { Box::from_raw(core.cast_mut()) });
    }
}
