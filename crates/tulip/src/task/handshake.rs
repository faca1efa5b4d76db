use std::task::Waker;

use super::header::TaskRef;
use super::panic::{UnhandledPanic, call_quietly};
use super::state::join;
use crate::loom::atomic::Ordering;

/// How owner and handle pass the outcome on: the owner publishes it, the handle leaves a waker,
/// takes it, or goes.
impl TaskRef {
    /// Sets the join byte and wakes whoever waits: the one read-modify-write of a task's life.
    ///
    /// # Safety
    ///
    /// The outcome is in its place, and the caller is the owner or alone with the task.
    pub(super) unsafe fn publish(&self, outcome: u8) {
        // Release: the handle that sees the bit sees the outcome. Acquire: the waker that the
        // handle left, or all that it did before it was dropped.
        let before = self.join.fetch_or(join::COMPLETE | outcome, Ordering::AcqRel);
        if before & join::DROPPED != 0 {
            // A panic out of the destructor of an outcome that nobody asked for ends here.
            // SAFETY: the handle went before there was an outcome: it is the caller's.
            call_quietly(|| unsafe { self.discard(outcome) });
        } else if before & join::WAKER != 0 {
            // SAFETY: the bit gives the slot to the caller.
            let waker = unsafe { self.swap_waker(None) };
            // So does one out of a foreign waker.
            call_quietly(|| waker.into_iter().for_each(Waker::wake));
        }
    }

    /// The join byte, once the outcome is there.
    #[inline]
    pub(super) fn outcome(&self) -> Option<u8> {
        // Acquire: with `COMPLETE` comes the outcome.
        let byte = self.join.load(Ordering::Acquire);
        (byte & join::COMPLETE != 0).then_some(byte)
    }

    /// Leaves a waker for the owner. `false` if the outcome is there.
    ///
    /// # Safety
    ///
    /// The caller is the handle.
    #[inline]
    pub(super) unsafe fn leave_waker(&self, waker: &Waker) -> bool {
        let byte = self.join.load(Ordering::Acquire);
        let empty = byte & !join::WAKER;
        // The slot is taken back first, if it was given away.
        if byte & join::COMPLETE != 0 || self.exchange(byte, empty).is_err() {
            return false;
        }
        // SAFETY: without the bit the slot is the handle's.
        let is_there = self.join_waker.with(|slot| unsafe {
            (*slot).as_ref().is_some_and(|old| old.will_wake(waker))
        });
        if !is_there {
            // SAFETY: as above.
            drop(unsafe { self.swap_waker(Some(waker.clone())) });
        }
        let left = self.exchange(empty, empty | join::WAKER).is_ok();
        if !left {
            // SAFETY: the bit is not set, and the owner will not look again.
            drop(unsafe { self.swap_waker(None) });
        }
        left
    }

    /// The handle goes.
    ///
    /// # Safety
    ///
    /// The caller is the handle, has not taken the outcome, and gives up its reference next, also
    /// if this panics.
    #[inline]
    pub(super) unsafe fn detach(&self) {
        let mut byte = self.join.load(Ordering::Acquire);
        while byte & join::COMPLETE == 0 {
            // The waker is taken back: the task must not keep alive who no longer waits.
            match self.exchange(byte, byte & !join::WAKER | join::DROPPED) {
                // SAFETY: the bit is gone, so that the slot is the handle's.
                Ok(_) => return drop(unsafe { self.swap_waker(None) }),
                Err(now) => byte = now,
            }
        }
        // SAFETY: the outcome is there and the handle's.
        unsafe { self.discard(byte) }
    }

    /// The handle changes the byte, which is not complete as far as it knows. On the owner's
    /// thread it is so: nobody else writes the byte while this runs.
    #[inline]
    fn exchange(&self, from: u8, to: u8) -> Result<u8, u8> {
        if from == to {
            return Ok(from);
        }
        if self.runtime.is_current() {
            self.join.store(to, Ordering::Relaxed);
            return Ok(from);
        }
        // Release: the owner that sees the new byte sees what is in the slot. Acquire: the
        // outcome, if that is why it fails.
        self.join.compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire)
    }

    /// Puts something into the slot of the join waker, and takes out what was there. Who drops or
    /// wakes that runs foreign code, but the slot is whole again.
    ///
    /// # Safety
    ///
    /// The join byte gives the slot to the caller.
    unsafe fn swap_waker(&self, new: Option<Waker>) -> Option<Waker> {
        // SAFETY: as the caller says.
        self.join_waker.with_mut(|slot| unsafe { std::mem::replace(&mut *slot, new) })
    }

    /// Drops an outcome that nobody asked for. A panic is told.
    ///
    /// # Safety
    ///
    /// The outcome is there and the caller's; `outcome` says what it is.
    unsafe fn discard(&self, outcome: u8) {
        if outcome & join::PANICKED != 0 {
            // SAFETY: the outcome is the caller's, and a panic.
            let panic = unsafe { self.take::<Box<UnhandledPanic>>() };
            (self.runtime.shared().on_unhandled_panic)(&panic);
        } else if outcome & join::CANCELLED == 0 {
            // SAFETY: the outcome is the caller's, and an output.
            unsafe { (self.vtable.drop_output)((self.vtable.stage)(self.0)) }
        }
    }

    /// Takes the outcome out of its place: the task's output, or a `Box<UnhandledPanic>`.
    ///
    /// # Safety
    ///
    /// The outcome is there, the caller's, and an `O`.
    #[inline]
    pub(super) unsafe fn take<O>(&self) -> O {
        // SAFETY: as the caller says; `cell` has put it there as such.
        unsafe { (self.vtable.stage)(self.0).cast::<O>().read() }
    }
}
