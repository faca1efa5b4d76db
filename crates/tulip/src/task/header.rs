use std::panic::Location;
use std::ptr::NonNull;
use std::task::{Context, Waker};

use super::id::Id;
use super::state::refs;
use crate::inspect::Wait;
use crate::loom::atomic::{AtomicU8, AtomicU32, Ordering, fence};
use crate::loom::{Cell, UnsafeCell};
use crate::runtime::Core;

/// What every task has, whatever its future: 64 bytes on a 64-bit machine.
#[repr(C)]
pub(crate) struct Header {
    pub(super) vtable: &'static VTable,
    /// The runtime that owns the task. It outlives the task's memory.
    pub(super) core: *const Core,
    pub(super) refs: AtomicU32,
    /// Owner only.
    pub(super) flags: Cell<u8>,
    pub(super) join: AtomicU8,
    /// Owner only: what the task waits for.
    pub(super) wait: Cell<Wait>,
    /// Owner only: how many operations it waits for.
    pub(super) waits: Cell<u8>,
    /// Owner only: the place in the list of owned tasks, once it stands there.
    pub(super) slot: Cell<u32>,
    /// The lower half of the id.
    pub(super) id: u32,
    /// Belongs to the handle or to the owner, as the join byte says.
    pub(super) join_waker: UnsafeCell<Option<Waker>>,
    pub(super) spawned_at: &'static Location<'static>,
    /// Owner only: the line that made the operation for which the task waits.
    pub(super) waits_at: Cell<Option<&'static Location<'static>>>,
}

#[cfg(all(target_pointer_width = "64", not(loom)))]
const _: () = assert!(size_of::<Header>() == 64 && align_of::<Header>() <= 16);

/// What differs from future to future.
pub(super) struct VTable {
    /// Polls the future. `Some` is the outcome: the bits to set in the join byte. The outcome
    /// has taken the future's place then.
    pub(super) poll: unsafe fn(TaskPtr, &mut Context<'_>) -> Option<u8>,
    /// Drops the future and puts the outcome of a stopped task in its place.
    pub(super) cancel: unsafe fn(TaskPtr) -> u8,
    /// Drops the outcome, if it is not a panic.
    pub(super) drop_output: unsafe fn(TaskPtr, u8),
    /// Where the future or the outcome lies.
    pub(super) stage: unsafe fn(TaskPtr) -> *mut (),
    /// Frees the memory. Neither future nor outcome is there any more.
    pub(super) free: unsafe fn(TaskPtr),
}

/// A pointer to a task. Whoever follows it holds one of the task's references, or is the owner
/// and has the task in its list: that is what every SAFETY comment of this module rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TaskPtr(pub(super) NonNull<Header>);

impl TaskPtr {
    /// # Safety
    ///
    /// The caller holds a reference for as long as it uses the header.
    #[inline]
    pub(super) unsafe fn header<'a>(self) -> &'a Header {
        // SAFETY: the reference keeps the memory, and nobody ever makes a `&mut Header`.
        unsafe { self.0.as_ref() }
    }

    /// The task's id, name and birthplace.
    ///
    /// # Safety
    ///
    /// The caller is the owner, or nobody else has seen the task yet.
    pub(super) unsafe fn who(self) -> (Id, Option<String>, &'static Location<'static>) {
        // SAFETY: as the caller says, which is what a view asks for.
        let view = unsafe { self.view() };
        (view.id(), view.name(), view.spawned_at())
    }

    /// Counts one more reference.
    ///
    /// # Safety
    ///
    /// The caller holds a reference.
    #[inline]
    pub(super) unsafe fn retain(self) {
        // SAFETY: the caller's reference.
        let header = unsafe { self.header() };
        // Relaxed: whoever passes the new reference on orders that by itself.
        if header.refs.fetch_add(refs::ONE, Ordering::Relaxed) >= refs::TOO_MANY {
            // Only a program that forgets wakers without end comes here.
            std::process::abort();
        }
    }

    /// Gives a reference back; the last one frees the memory.
    ///
    /// # Safety
    ///
    /// The caller holds a reference, and holds it no more afterwards.
    #[inline]
    pub(super) unsafe fn release(self) {
        // SAFETY: the caller's reference.
        let header = unsafe { self.header() };
        // Who holds the only reference shares it with nobody, so that there is nobody to race
        // with: a load is enough. Acquire pairs with the Release of those who gave theirs back.
        let alone = header.refs.load(Ordering::Acquire) & !refs::BITS == refs::ONE;
        if !alone {
            // Release: what this reference saw happens before the memory is freed.
            let before = header.refs.fetch_sub(refs::ONE, Ordering::Release);
            if before & !refs::BITS != refs::ONE {
                return;
            }
            fence(Ordering::Acquire);
        }
        // SAFETY: that was the last reference. The owner gave its own back when future and
        // outcome had been dropped or belonged to the handle, and the handle dropped the outcome
        // before it gave back its own.
        unsafe { (header.vtable.free)(self) }
    }
}
