use std::mem::ManuallyDrop;
use std::ptr::NonNull;
use std::task::{RawWaker, RawWakerVTable, Waker};

use super::context;
use super::header::TaskPtr;
use super::run::Injected;
use super::state::{flags, refs};
use crate::loom::atomic::Ordering;

/// All wakers of all tasks have this one table, so that `Waker::will_wake` compares pointers.
static WAKER: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, drop_waker);

/// A waker that holds no reference of its own: polling counts nothing.
///
/// # Safety
///
/// The caller holds a reference for as long as it uses the waker.
#[inline]
pub(super) unsafe fn borrowed(task: TaskPtr) -> ManuallyDrop<Waker> {
    // SAFETY: the functions below keep the contract of `RawWaker`.
    ManuallyDrop::new(unsafe { Waker::new(task.0.as_ptr().cast_const().cast(), &WAKER) })
}

/// # Safety
///
/// The data is that of a waker with the table above.
#[inline]
unsafe fn of(data: *const ()) -> TaskPtr {
    // SAFETY: `borrowed` made the first of them of a task, and `clone` the others.
    TaskPtr(unsafe { NonNull::new_unchecked(data.cast_mut()) }.cast())
}

unsafe fn clone(data: *const ()) -> RawWaker {
    // SAFETY: the waker holds a reference, or borrows one.
    unsafe { of(data).retain() };
    RawWaker::new(data, &WAKER)
}

unsafe fn wake_by_ref(data: *const ()) {
    // SAFETY: the waker holds a reference, or borrows one.
    unsafe { of(data).wake() }
}

unsafe fn wake(data: *const ()) {
    // SAFETY: the waker holds a reference, and is gone afterwards.
    unsafe {
        of(data).wake();
        of(data).release();
    }
}

unsafe fn drop_waker(data: *const ()) {
    // SAFETY: the waker holds a reference, and is gone afterwards.
    unsafe { of(data).release() }
}

impl TaskPtr {
    /// Puts the task into the ready queue, from whatever thread.
    ///
    /// # Safety
    ///
    /// The caller holds a reference.
    #[inline]
    pub(super) unsafe fn wake(self) {
        // SAFETY: the caller's reference; the owner is who it says it is.
        unsafe {
            if context::is_current(self.header().core) {
                self.wake_here();
            } else {
                self.wake_there(0);
            }
        }
    }

    /// A wake on the task's own thread: a compare, a flag, a push.
    ///
    /// # Safety
    ///
    /// The caller is the owner and holds a reference.
    #[inline]
    pub(super) unsafe fn wake_here(self) {
        // SAFETY: the caller's reference.
        let header = unsafe { self.header() };
        // SAFETY: the caller is the owner, and `told` is done with the view before it returns.
        unsafe { (*header.core).told.wakes(&*header.core, self.view()) };
        let now = header.flags.get();
        if now & (flags::QUEUED | flags::DONE) != 0 {
            return;
        }
        header.flags.set(now | flags::QUEUED);
        if now & flags::RUNNING == 0 {
            // SAFETY: the caller is the owner. The task is not done, so it is in the owner's
            // list, whose reference keeps it while it stands in the queue.
            unsafe { (*header.core).queue.push(self) };
        }
    }

    /// A wake from another thread, which may also ask the task to stop.
    ///
    /// # Safety
    ///
    /// The caller holds a reference.
    #[cold]
    pub(super) unsafe fn wake_there(self, request: u32) {
        // SAFETY: the caller's reference.
        let header = unsafe { self.header() };
        // Release: what the waker did before it woke is seen by the poll that comes. Pairs with
        // the Acquire with which the owner takes the bit away again.
        let before = header.refs.fetch_or(refs::INJECTED | request, Ordering::Release);
        if before & refs::INJECTED != 0 {
            return;
        }
        // SAFETY: the caller's reference. The injector holds the new one.
        unsafe { self.retain() };
        if let Err(Injected(task)) =
            context::shared(header.core).injector.push(Injected(self))
        {
            // The runtime is gone. The bit stays: nobody will ever run the task.
            // SAFETY: the injector did not take the reference.
            unsafe { task.release() };
        }
    }
}
