use std::mem::{self, ManuallyDrop};
use std::ptr::NonNull;
use std::task::{RawWaker, RawWakerVTable, Waker};

use super::header::{Borrowed, TaskRef, borrow};
use super::state::{flags, refs};
use crate::loom::atomic::Ordering;
use crate::runtime::Core;

/// All wakers of all tasks have this one table, so that `Waker::will_wake` compares pointers.
static WAKER: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, drop_waker);

/// # Safety
///
/// The data is that of a waker with the table above, which lives for as long as the result.
#[inline]
unsafe fn of(data: *const ()) -> Borrowed {
    // SAFETY: `waker` made the first of them of a task, and `clone` the others.
    unsafe { borrow(NonNull::new_unchecked(data.cast_mut()).cast()) }
}

unsafe fn clone(data: *const ()) -> RawWaker {
    // SAFETY: the waker holds a reference, or borrows one.
    mem::forget(TaskRef::clone(&*unsafe { of(data) }));
    RawWaker::new(data, &WAKER)
}

unsafe fn wake(data: *const ()) {
    // SAFETY: the waker hands its reference over.
    ManuallyDrop::into_inner(unsafe { of(data) }).wake();
}

unsafe fn wake_by_ref(data: *const ()) {
    // SAFETY: the waker holds a reference, or borrows one.
    unsafe { of(data) }.wake();
}

unsafe fn drop_waker(data: *const ()) {
    // SAFETY: the waker hands its reference over.
    drop(ManuallyDrop::into_inner(unsafe { of(data) }));
}

impl TaskRef {
    /// A waker that holds no reference of its own: polling counts nothing.
    ///
    /// # Safety
    ///
    /// This reference lives for as long as the waker is used.
    #[inline]
    pub(super) unsafe fn waker(&self) -> ManuallyDrop<Waker> {
        // SAFETY: the functions above keep the contract of `RawWaker`.
        ManuallyDrop::new(unsafe {
            Waker::new(self.0.as_ptr().cast_const().cast(), &WAKER)
        })
    }

    /// Puts the task into the ready queue, from whatever thread.
    #[inline]
    pub(super) fn wake(&self) {
        match self.owner() {
            Some(core) => self.wake_here(core),
            None => self.wake_there(0),
        }
    }

    /// Asks the task to stop.
    #[track_caller]
    pub(super) fn abort(&self) {
        let Some(core) = self.owner() else {
            return self.wake_there(refs::ABORT);
        };
        if !self.has(flags::DONE) {
            self.flags.set(self.flags.get() | flags::ABORT);
            told! { core.told.aborts(core, self, std::panic::Location::caller()); }
            // One that has not come out of the injector yet carries `QUEUED`.
            self.wake_here(core);
        }
    }

    /// A wake on the task's own thread: a compare, a flag, a push.
    #[inline]
    pub(crate) fn wake_here(&self, core: &Core) {
        told! { core.told.wakes(core, self); }
        let now = self.flags.get();
        if now & (flags::QUEUED | flags::DONE) != 0 {
            return;
        }
        self.flags.set(now | flags::QUEUED);
        if now & flags::RUNNING == 0 {
            // The task is not done, so that it is in the owner's list.
            core.queue.push(self);
        }
    }

    /// A wake from another thread, which may also ask the task to stop.
    #[cold]
    fn wake_there(&self, request: u32) {
        // Release: what the waker did before it woke is seen by the poll that comes. Pairs with
        // the Acquire with which the owner takes the bit away again.
        let before = self.refs.fetch_or(refs::INJECTED | request, Ordering::Release);
        if before & refs::INJECTED == 0 {
            // If it comes back, the runtime is gone. The bit stays: nobody will ever run the
            // task.
            drop(self.runtime.shared().injector.push(self.clone()));
        }
    }
}
