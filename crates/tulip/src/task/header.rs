use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::ptr::NonNull;
use std::task::{Context, Waker};

use super::context::RuntimeRef;
use super::id::Id;
use super::state::{flags, refs};
use crate::inspect::{Place, Wait, Waiting};
use crate::loom::atomic::{AtomicU8, AtomicU32, Ordering, fence};
use crate::loom::{Cell, UnsafeCell};
use crate::runtime::Core;

/// What every task has, whatever its future: 64 bytes on a 64-bit machine.
#[repr(C)]
pub(crate) struct Header {
    pub(super) vtable: &'static VTable,
    /// The runtime that owns the task. Its memory outlives the task's.
    pub(super) runtime: RuntimeRef,
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
    /// The line that made the task.
    pub(crate) spawned_at: Place,
    /// Owner only: the line that made the operation for which the task waits.
    pub(super) waits_at: Cell<Option<Place>>,
}

#[cfg(all(target_pointer_width = "64", not(loom)))]
const _: () = assert!(size_of::<Header>() == 64 && align_of::<Header>() <= 16);

/// What differs from future to future. Whoever calls holds a reference.
pub(super) struct VTable {
    /// Polls the future. `Some` is the outcome: the bits to set in the join byte. The outcome has
    /// taken the future's place then.
    pub(super) poll: unsafe fn(NonNull<Header>, &mut Context<'_>) -> Option<u8>,
    /// Drops the future and puts the outcome of a stopped task in its place.
    pub(super) cancel: unsafe fn(NonNull<Header>) -> u8,
    /// Where the future or the outcome lies.
    pub(super) stage: unsafe fn(NonNull<Header>) -> *mut (),
    /// Drops an output that lies there.
    pub(super) drop_output: unsafe fn(*mut ()),
    /// Frees the memory. Neither future nor outcome is there any more.
    pub(super) free: unsafe fn(NonNull<Header>),
}

/// What the owner may ask: it alone comes by a header, from its list.
impl Header {
    /// The task's id.
    pub(crate) fn id(&self) -> Id {
        let slot = self.slot.get();
        let upper = match self.owner() {
            Some(core) if !self.has(flags::NEW) => core.owned.upper_half(slot),
            _ => slot,
        };
        Id::new(upper, self.id)
    }

    /// The task's name.
    pub(crate) fn name(&self) -> Option<String> {
        let id = self.id();
        if id.is_root() {
            return Some("block_on".to_owned());
        }
        self.owner().filter(|_| self.has(flags::NAMED))?.owned.name_of(id)
    }

    /// Whether one of these [`flags`] is set.
    #[inline]
    pub(crate) fn has(&self, flags: u8) -> bool {
        self.flags.get() & flags != 0
    }

    /// What the task's last poll waited for.
    pub(crate) fn waits(&self) -> Option<Waiting> {
        let others = self.waits.get().checked_sub(1)?;
        self.waits_at.get().map(|at| Waiting { on: self.wait.get(), at, others })
    }

    /// Writes down one more operation that the task waits for.
    #[inline]
    pub(crate) fn waits_for(&self, wait: Wait, at: Place) {
        let before = self.waits.get();
        if before == 0 {
            self.wait.set(wait);
            self.waits_at.set(Some(at));
        }
        self.waits.set(before.saturating_add(1));
    }

    /// The runtime, if this thread is the owner.
    #[inline]
    pub(super) fn owner(&self) -> Option<&Core> {
        self.runtime.core()
    }
}

/// A counted reference to a task: it keeps the memory.
pub(crate) struct TaskRef(pub(super) NonNull<Header>);

/// A reference that somebody else counts, and keeps for as long as this one is used.
pub(crate) type Borrowed = ManuallyDrop<TaskRef>;

/// # Safety
///
/// Somebody keeps a reference to the task for as long as this one is used.
#[inline]
pub(super) unsafe fn borrow(task: NonNull<Header>) -> Borrowed {
    ManuallyDrop::new(TaskRef(task))
}

// SAFETY: what crosses threads is a count. Which part of the header a thread may touch, the
// module's page says.
unsafe impl Send for TaskRef {}
// SAFETY: as above.
unsafe impl Sync for TaskRef {}

impl Deref for TaskRef {
    type Target = Header;

    #[inline]
    fn deref(&self) -> &Header {
        // SAFETY: the reference keeps the memory, and nobody ever makes a `&mut Header`.
        unsafe { self.0.as_ref() }
    }
}

impl Clone for TaskRef {
    #[inline]
    fn clone(&self) -> Self {
        // Relaxed: whoever passes the new reference on orders that by itself.
        if self.refs.fetch_add(refs::ONE, Ordering::Relaxed) >= refs::TOO_MANY {
            // Only a program that forgets wakers without end comes here.
            std::process::abort();
        }
        Self(self.0)
    }
}

impl Drop for TaskRef {
    #[inline]
    fn drop(&mut self) {
        // Who holds the only reference shares it with nobody, so that there is nobody to race
        // with: a load is enough. Acquire pairs with the Release of those who gave theirs back.
        let alone = self.refs.load(Ordering::Acquire) & !refs::BITS == refs::ONE;
        if !alone {
            // Release: what this reference saw happens before the memory is freed.
            let before = self.refs.fetch_sub(refs::ONE, Ordering::Release);
            if before & !refs::BITS != refs::ONE {
                return;
            }
            fence(Ordering::Acquire);
        }
        // SAFETY: that was the last reference. The owner gave its own back when future and
        // outcome had been dropped or belonged to the handle, and the handle dropped the outcome
        // before it gave back its own.
        unsafe { (self.vtable.free)(self.0) }
    }
}
