use std::panic::Location;

use super::header::{Header, TaskPtr};
use super::id::Id;
use super::state::flags;
use crate::inspect::{Wait, Waiting};
use crate::runtime::Core;

/// A task, as its owner may look at it.
#[derive(Clone, Copy)]
pub(crate) struct View<'a>(&'a Header);

impl TaskPtr {
    /// # Safety
    ///
    /// The caller is the owner, or nobody else has seen the task yet; and the task stays where
    /// it is for as long as it is looked at.
    #[inline]
    pub(super) unsafe fn view<'a>(self) -> View<'a> {
        // SAFETY: the list's reference.
        View(unsafe { self.header() })
    }
}

impl Core {
    /// The task that runs.
    #[inline]
    pub(crate) fn running(&self) -> Option<View<'_>> {
        // SAFETY: a `&Core` is the owner's, and what runs is in its list. It may end while the
        // view is held by its own code alone, which `told` and `inspect` do not call.
        self.running.get().map(|task| unsafe { task.view() })
    }

    /// All tasks that have not ended, in the order of their ids.
    pub(crate) fn tasks(&self) -> Vec<View<'_>> {
        // SAFETY: as in `running`.
        let mut tasks: Vec<_> =
            self.owned.all().into_iter().map(|task| unsafe { task.view() }).collect();
        tasks.sort_unstable_by_key(|task| task.id());
        tasks
    }
}

impl View<'_> {
    pub(crate) fn id(self) -> Id {
        let slot = self.0.slot.get();
        if self.0.flags.get() & flags::NEW != 0 {
            return Id::new(slot, self.0.id);
        }
        // SAFETY: a view is its owner's.
        let upper = unsafe { &*self.0.core }.owned.upper_half(slot);
        Id::new(upper, self.0.id)
    }

    pub(crate) fn name(self) -> Option<String> {
        if self.0.flags.get() & flags::NAMED == 0 {
            return None;
        }
        // SAFETY: a view is its owner's.
        unsafe { &*self.0.core }.owned.name_of(self.0.slot.get())
    }

    pub(crate) fn spawned_at(self) -> &'static Location<'static> {
        self.0.spawned_at
    }

    pub(crate) fn is_running(self) -> bool {
        self.0.flags.get() & flags::RUNNING != 0
    }

    pub(crate) fn is_queued(self) -> bool {
        self.0.flags.get() & flags::QUEUED != 0
    }

    #[cfg(feature = "trace")]
    pub(crate) fn is_done(self) -> bool {
        self.0.flags.get() & flags::DONE != 0
    }

    /// What the task's last poll waited for.
    pub(crate) fn waits(self) -> Option<Waiting> {
        let others = self.0.waits.get().checked_sub(1)?;
        self.0.waits_at.get().map(|at| Waiting { on: self.0.wait.get(), at, others })
    }

    /// Writes down one more operation that the task waits for.
    #[inline]
    pub(crate) fn waits_for(self, wait: Wait, at: &'static Location<'static>) {
        let header = self.0;
        let before = header.waits.get();
        if before == 0 {
            header.wait.set(wait);
            header.waits_at.set(Some(at));
        }
        header.waits.set(before.saturating_add(1));
    }
}
