use std::cell::{Cell, RefCell, UnsafeCell};
use std::collections::BTreeMap;

use super::header::TaskPtr;
use super::id::Id;
use crate::scheduler::Chance;

/// The tasks of a runtime that have not ended. Each holds one reference here: the owner's.
#[derive(Debug, Default)]
pub(crate) struct Owned {
    /// By slot. Not `Sync`, and no method runs code of others while it holds the vectors.
    slots: UnsafeCell<Slots>,
    /// What few tasks have, by slot.
    names: RefCell<BTreeMap<u32, Box<str>>>,
    closed: Cell<bool>,
}

#[derive(Debug, Default)]
struct Slots {
    tasks: Vec<Option<TaskPtr>>,
    free: Vec<u32>,
    living: usize,
    /// The upper halves of the ids; empty until they are needed, 4 billion spawns from now.
    upper: Vec<u32>,
}

impl Owned {
    /// Puts a task in, and takes over one of its references.
    #[inline]
    pub(super) fn insert(&self, task: TaskPtr, id: Id) -> u32 {
        // SAFETY: nobody else holds the slots, as the type says; so in all methods.
        let slots = unsafe { &mut *self.slots.get() };
        slots.living += 1;
        let slot = if let Some(slot) = slots.free.pop() {
            slots.tasks[slot as usize] = Some(task);
            slot
        } else {
            slots.tasks.push(Some(task));
            u32::try_from(slots.tasks.len() - 1).expect("fewer than 4 billion live tasks")
        };
        if id.upper() != 0 {
            slots.keep_upper_half(slot, id.upper());
        }
        slot
    }

    /// Takes a task out; its reference is the caller's then.
    #[inline]
    pub(super) fn remove(&self, slot: u32, named: bool) {
        // SAFETY: as in `insert`.
        let slots = unsafe { &mut *self.slots.get() };
        slots.living -= 1;
        slots.tasks[slot as usize] = None;
        slots.free.push(slot);
        if let Some(upper) = slots.upper.get_mut(slot as usize) {
            *upper = 0;
        }
        if named {
            self.names.borrow_mut().remove(&slot);
        }
    }

    pub(super) fn name(&self, slot: u32, name: Box<str>) {
        self.names.borrow_mut().insert(slot, name);
    }

    pub(super) fn name_of(&self, slot: u32) -> Option<String> {
        self.names.borrow().get(&slot).map(ToString::to_string)
    }

    /// The upper half of an id.
    pub(super) fn upper_half(&self, slot: u32) -> u32 {
        // SAFETY: as in `insert`.
        let slots = unsafe { &*self.slots.get() };
        slots.upper.get(slot as usize).copied().unwrap_or_default()
    }

    /// How many tasks have not ended.
    pub(crate) fn len(&self) -> usize {
        // SAFETY: as in `insert`.
        unsafe { &*self.slots.get() }.living
    }

    /// Whether tasks are refused by now.
    #[inline]
    pub(super) fn is_closed(&self) -> bool {
        self.closed.get()
    }

    /// Takes no more tasks. Those that are there are handed out, in the order of their ids.
    pub(super) fn close(&self) -> Vec<TaskPtr> {
        self.closed.set(true);
        let mut tasks = self.all();
        // SAFETY: the list holds a reference to each of them.
        tasks.sort_unstable_by_key(|task| unsafe { task.view().id() });
        tasks
    }

    /// The tasks, by slot.
    pub(super) fn all(&self) -> Vec<TaskPtr> {
        // SAFETY: as in `insert`.
        unsafe { &*self.slots.get() }.tasks.iter().flatten().copied().collect()
    }

    /// Some task; more often one that comes after a gap.
    pub(super) fn any(&self, chance: &Chance) -> Option<TaskPtr> {
        // SAFETY: as in `insert`.
        let tasks = &unsafe { &*self.slots.get() }.tasks;
        let (before, after) = tasks.split_at(chance.below(tasks.len().max(1)));
        after.iter().chain(before).flatten().copied().next()
    }
}

impl Slots {
    #[cold]
    fn keep_upper_half(&mut self, slot: u32, upper: u32) {
        self.upper.resize(self.tasks.len(), 0);
        self.upper[slot as usize] = upper;
    }
}
