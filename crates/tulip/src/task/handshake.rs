use std::panic::Location;
use std::task::Waker;

use super::context;
use super::header::{Header, TaskPtr};
use super::panic::{Panicked, UnhandledPanic, call_quietly};
use super::state::{flags, join, refs};
use crate::loom::atomic::Ordering;

/// How owner and handle pass the outcome on: the owner publishes it, the handle leaves a waker,
/// takes it, or goes.
impl TaskPtr {
    /// Sets the join byte and wakes whoever waits: the one read-modify-write of a task's life.
    ///
    /// # Safety
    ///
    /// The outcome is in its place, and the caller, who is the owner or alone with the task,
    /// holds a reference.
    pub(super) unsafe fn publish(self, outcome: u8) {
        // SAFETY: the caller's reference.
        let header = unsafe { self.header() };
        // Release: the handle that sees the bit sees the outcome. Acquire: the waker that the
        // handle left, or all that it did before it was dropped.
        let before = header.join.fetch_or(join::COMPLETE | outcome, Ordering::AcqRel);
        if before & join::DROPPED != 0 {
            // A panic out of the destructor of an outcome that nobody asked for ends here.
            // SAFETY: the handle went before there was an outcome: it is the caller's.
            call_quietly(|| unsafe { self.discard(outcome) });
        } else if before & join::WAKER != 0 {
            // SAFETY: the bit gives the slot to the caller.
            let waker = header.join_waker.with_mut(|slot| unsafe { (*slot).take() });
            // So does one out of a foreign waker.
            call_quietly(|| waker.into_iter().for_each(Waker::wake));
        }
    }

    /// The join byte, once the outcome is there.
    ///
    /// # Safety
    ///
    /// The caller holds a reference.
    #[inline]
    pub(super) unsafe fn outcome(self) -> Option<u8> {
        // SAFETY: the caller's reference. Acquire: with `COMPLETE` comes the outcome.
        let byte = unsafe { self.header() }.join.load(Ordering::Acquire);
        (byte & join::COMPLETE != 0).then_some(byte)
    }

    /// Leaves a waker for the owner. `false` if the outcome is there.
    ///
    /// # Safety
    ///
    /// The caller is the handle.
    #[inline]
    pub(super) unsafe fn leave_waker(self, waker: &Waker) -> bool {
        // SAFETY: the handle's reference.
        let header = unsafe { self.header() };
        let byte = header.join.load(Ordering::Acquire);
        if byte & join::COMPLETE != 0 {
            return false;
        }
        if context::is_current(header.core) {
            // SAFETY: handle and owner are on this thread.
            unsafe { header.leave_here(waker, byte) };
            return true;
        }
        // SAFETY: the caller is the handle.
        unsafe { header.leave_there(waker, byte) }
    }

    /// Asks the task to stop.
    ///
    /// # Safety
    ///
    /// The caller holds a reference.
    pub(super) unsafe fn abort(self, at: &'static Location<'static>) {
        // SAFETY: the caller's reference.
        let header = unsafe { self.header() };
        if !context::is_current(header.core) {
            // SAFETY: the caller's reference.
            return unsafe { self.wake_there(refs::ABORT) };
        }
        let now = header.flags.get();
        if now & flags::DONE == 0 {
            header.flags.set(now | flags::ABORT);
            // SAFETY: this thread is the owner.
            unsafe {
                let core = &*header.core;
                core.told.aborts(core, self.view(), at);
                // One that has not come out of the injector yet carries `QUEUED`.
                self.wake_here();
            }
        }
    }

    /// The handle goes.
    ///
    /// # Safety
    ///
    /// The caller is the handle, has not taken the outcome, and gives up its reference.
    #[inline]
    pub(super) unsafe fn detach(self) {
        // SAFETY: the handle's reference.
        let header = unsafe { self.header() };
        let mut byte = header.join.load(Ordering::Acquire);
        while byte & join::COMPLETE == 0 {
            // The waker is taken back: the task must not keep alive who no longer waits.
            let gone = byte & !join::WAKER | join::DROPPED;
            if context::is_current(header.core) {
                header.join.store(gone, Ordering::Relaxed);
            } else if let Err(now) = header.exchange(byte, gone) {
                byte = now;
                continue;
            }
            // SAFETY: the bit is gone, so that the slot is the handle's; its reference goes last.
            unsafe {
                drop(header.join_waker.with_mut(|slot| (*slot).take()));
                return self.release();
            }
        }
        // SAFETY: the outcome is there and the handle's; its reference goes last, also if the
        // destructor of the outcome panics.
        unsafe {
            let _last = Release(self);
            self.discard(byte);
        }
    }

    /// Drops an outcome that nobody asked for. A panic is told.
    ///
    /// # Safety
    ///
    /// The caller holds a reference, and the outcome is there and the caller's; `outcome` says
    /// what it is.
    unsafe fn discard(self, outcome: u8) {
        // SAFETY: the caller's reference and outcome.
        unsafe {
            let header = self.header();
            if outcome & join::PANICKED == 0 {
                return (header.vtable.drop_output)(self, outcome);
            }
            let panic = self.take_panic();
            (context::shared(header.core).on_unhandled_panic)(&UnhandledPanic(&panic));
        }
    }

    /// Takes the panic that a task ended in out of its place.
    ///
    /// # Safety
    ///
    /// The caller holds a reference, and the outcome is there, the caller's, and a panic.
    #[allow(clippy::unnecessary_box_returns, reason = "the box is what lies there")]
    pub(super) unsafe fn take_panic(self) -> Box<Panicked> {
        // SAFETY: as the caller says; `cell` has put it there as such.
        unsafe { (self.header().vtable.stage)(self).cast::<Box<Panicked>>().read() }
    }

    /// Takes the output that a task ended with out of its place.
    ///
    /// # Safety
    ///
    /// The caller holds a reference, and the outcome is there, the caller's, and a `T`.
    #[inline]
    pub(super) unsafe fn take_output<T>(self) -> T {
        // SAFETY: as the caller says; `cell` has put it there as such.
        unsafe { (self.header().vtable.stage)(self).cast::<T>().read() }
    }
}

/// The handle's half of the join byte.
impl Header {
    /// Nobody else writes the byte while this runs: the owner is on this thread.
    ///
    /// # Safety
    ///
    /// The caller is the handle, on the owner's thread; `byte` is not complete.
    #[inline]
    unsafe fn leave_here(&self, waker: &Waker, byte: u8) {
        // SAFETY: owner and handle are on this thread, so that the slot is theirs.
        let keep = byte & join::WAKER != 0
            && self.join_waker.with(|slot| unsafe {
                (*slot).as_ref().is_some_and(|old| old.will_wake(waker))
            });
        if !keep {
            let new = Some(waker.clone());
            // SAFETY: as above. What was there is dropped when the slot is whole again.
            let old = self.join_waker.with_mut(|slot| unsafe { slot.replace(new) });
            self.join.store(byte | join::WAKER, Ordering::Relaxed);
            drop(old);
        }
    }

    /// # Safety
    ///
    /// The caller is the handle; `byte` is not complete.
    unsafe fn leave_there(&self, waker: &Waker, byte: u8) -> bool {
        let new = Some(waker.clone());
        let empty = byte & !join::WAKER;
        // The slot is taken back first, if it was given away.
        if byte != empty && self.exchange(byte, empty).is_err() {
            return false;
        }
        // SAFETY: without the bit the slot is the handle's.
        let old = self.join_waker.with_mut(|slot| unsafe { slot.replace(new) });
        drop(old);
        if self.exchange(empty, empty | join::WAKER).is_ok() {
            return true;
        }
        // SAFETY: the bit is not set, and the owner will not look again.
        let unused = self.join_waker.with_mut(|slot| unsafe { (*slot).take() });
        drop(unused);
        false
    }

    /// Release: the owner that sees the new byte sees what is in the slot. Acquire: the outcome,
    /// if that is why it fails.
    fn exchange(&self, from: u8, to: u8) -> Result<u8, u8> {
        self.join.compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire)
    }
}

/// Gives a reference back when it is dropped.
struct Release(TaskPtr);

impl Drop for Release {
    fn drop(&mut self) {
        // SAFETY: whoever made this gave up its reference.
        unsafe { self.0.release() }
    }
}
