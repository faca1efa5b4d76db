use std::cell::{Cell, RefCell, UnsafeCell};
use std::collections::BTreeMap;

use super::header::TaskRef;
use super::id::Id;
use super::state::flags;
use crate::runtime::Core;
use crate::scheduler::Chance;

/// The tasks of a runtime that have not ended. Each holds one reference here: the owner's.
#[derive(Default)]
pub(crate) struct Owned {
    slots: UnsafeCell<Slots>,
    /// What few tasks have.
    names: RefCell<BTreeMap<Id, Box<str>>>,
    /// Whether tasks are refused by now.
    pub(crate) closed: Cell<bool>,
}

#[derive(Default)]
struct Slots {
    tasks: Vec<TaskRef>,
    /// The upper halves of the ids; empty until they are needed, 4 billion spawns from now.
    upper: Vec<u32>,
}

impl Owned {
    /// Gives a name to a new task.
    pub(super) fn name(&self, task: &TaskRef, name: Box<str>) {
        task.flags.set(task.flags.get() | flags::NAMED);
        self.names.borrow_mut().insert(task.id(), name);
    }

    pub(super) fn name_of(&self, id: Id) -> Option<String> {
        self.names.borrow().get(&id).map(ToString::to_string)
    }

    /// Puts a new task in.
    #[inline]
    pub(super) fn insert(&self, task: TaskRef) {
        let upper = task.slot.get();
        task.flags.set(task.flags.get() & !flags::NEW);
        self.with(|Slots { tasks, upper: uppers }| {
            let slot = tasks.len();
            task.slot.set(u32::try_from(slot).expect("fewer than 4 billion live tasks"));
            tasks.push(task);
            if upper != 0 || !uppers.is_empty() {
                uppers.resize(slot, 0);
                uppers.push(upper);
            }
        });
    }

    /// Takes a task out. The last one moves to its place.
    #[inline]
    pub(super) fn remove(&self, task: &TaskRef) -> TaskRef {
        if task.has(flags::NAMED) {
            self.names.borrow_mut().remove(&task.id());
        }
        let slot = task.slot.get();
        self.with(|Slots { tasks, upper }| {
            let task = tasks.swap_remove(slot as usize);
            if let Some(moved) = tasks.get(slot as usize) {
                moved.slot.set(slot);
            }
            if !upper.is_empty() {
                upper.swap_remove(slot as usize);
            }
            task
        })
    }

    /// The upper half of an id.
    pub(super) fn upper_half(&self, slot: u32) -> u32 {
        self.with(|slots| slots.upper.get(slot as usize).copied().unwrap_or_default())
    }

    /// Some task.
    pub(crate) fn any(&self, chance: &Chance) -> Option<TaskRef> {
        self.with(|Slots { tasks, .. }| {
            tasks.get(chance.below(tasks.len().max(1))).cloned()
        })
    }

    /// `f` runs no code of others.
    #[inline]
    fn with<R>(&self, f: impl FnOnce(&mut Slots) -> R) -> R {
        // SAFETY: the list is not `Sync`, and nobody else holds the slots while `f` runs.
        f(unsafe { &mut *self.slots.get() })
    }
}

impl Core {
    /// All tasks that have not ended, in the order of their ids.
    pub(crate) fn tasks(&self) -> Vec<TaskRef> {
        let mut tasks = self.owned.with(|slots| slots.tasks.clone());
        tasks.sort_by_cached_key(|task| task.id());
        tasks
    }
}
