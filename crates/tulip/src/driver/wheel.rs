//! The timer wheel: who is to be woken at which tick.
//!
//! A level has 64 slots. A slot of level 0 is one tick wide, a slot of level 1 is 64 ticks wide,
//! and so on: eleven levels hold every tick that 64 bits can count. An entry goes to the level of
//! the highest digit, in base 64, in which its tick differs from the wheel's; its slot is that
//! digit. When the wheel comes to a slot of a coarse level, the entries move down a level or more,
//! so none ever fires early or late for having been far away. When it comes to a slot of level 0,
//! the entries there are due, and it goes no further before they have fired. What is due when it
//! is filed goes there, too.
//!
//! Three facts follow from the rule for levels, and the code leans on them:
//!
//! * The first occupied slot of the first occupied level comes before every other.
//! * A slot is never behind the wheel, which never passes an occupied one without emptying it.
//! * Two entries of one tick are always in one slot, or one of them is on its way down to the
//!   other's before anything else may be filed there. So entries of one tick fire in the order in
//!   which they were inserted.
//!
//! Entries stand in a slab and are linked by index, 32 bytes each. An entry that has fired keeps
//! its place until its owner takes it out, so a [`Key`] never means somebody else's entry.

use std::mem;
use std::num::NonZeroU32;

const SLOTS: usize = 64;
/// How many bits of a tick choose the slot.
const DIGIT: u32 = SLOTS.trailing_zeros();
const LEVELS: usize = u64::BITS.div_ceil(DIGIT) as usize;
/// The index of no entry.
const NONE: u32 = u32::MAX;
/// A slab of fewer entries is not worth giving back.
const SMALL: usize = 1024;

/// Values that are due at some tick.
pub(crate) struct Wheel<T> {
    /// The tick that the wheel has come to.
    now: u64,
    /// For each level which of its slots hold entries.
    occupied: [u64; LEVELS],
    /// The first entry of each slot's ring, for as many levels as were ever needed: a runtime
    /// without timers has none.
    slots: Vec<[u32; SLOTS]>,
    entries: Vec<Entry<T>>,
    /// The first entry of the chain of vacant ones.
    vacant: u32,
    /// How many entries belong to somebody, waiting or fired.
    used: u32,
}

/// One value in its ring.
struct Entry<T> {
    tick: u64,
    before: u32,
    after: u32,
    /// `None` once it has fired, and in a vacant entry.
    value: Option<T>,
}

/// What an entry is known by until it is removed: its index and one more, so that an
/// `Option<Key>` is no larger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key(NonZeroU32);

impl Key {
    fn new(index: u32) -> Self {
        Self(NonZeroU32::new(index.wrapping_add(1)).expect("`NONE` is no index"))
    }

    fn index(self) -> u32 {
        self.0.get() - 1
    }
}

impl<T> Wheel<T> {
    pub(crate) fn new() -> Self {
        Self {
            now: 0,
            occupied: [0; LEVELS],
            slots: Vec::new(),
            entries: Vec::new(),
            vacant: NONE,
            used: 0,
        }
    }

    /// The tick that the wheel has come to.
    pub(crate) fn now(&self) -> u64 {
        self.now
    }

    /// Files `value` under `tick`. What has passed already is due at once.
    pub(crate) fn insert(&mut self, tick: u64, value: T) -> Key {
        let entry = Entry { tick, before: NONE, after: NONE, value: Some(value) };
        let index = if self.vacant == NONE {
            let index =
                u32::try_from(self.entries.len()).ok().filter(|&index| index != NONE);
            self.entries.push(entry);
            index.expect("fewer than four billion timers at a time")
        } else {
            let index = self.vacant;
            self.vacant = mem::replace(self.at(index), entry).after;
            index
        };
        self.used += 1;
        self.file(index);
        Key::new(index)
    }

    /// The value, unless it has fired.
    pub(crate) fn get_mut(&mut self, key: Key) -> Option<&mut T> {
        self.at(key.index()).value.as_mut()
    }

    /// Takes an entry out, and gives back its value unless that has fired.
    pub(crate) fn remove(&mut self, key: Key) -> Option<T> {
        let index = key.index();
        let value = self.at(index).value.take();
        if value.is_some() {
            self.unlink(index);
        }
        self.at(index).after = mem::replace(&mut self.vacant, index);
        self.used -= 1;
        if self.used == 0 && self.entries.len() > SMALL {
            self.entries = Vec::new();
            self.vacant = NONE;
        }
        value
    }

    /// Moves on to `tick` at most, and fires the next entry that is due by then. `None` when there
    /// is none left, and the wheel has come to `tick`.
    pub(crate) fn fire(&mut self, tick: u64) -> Option<(Key, T)> {
        let tick = tick.max(self.now);
        while let Some(slot) = self.first_slot().filter(|slot| slot.start <= tick) {
            self.now = slot.start;
            if slot.level > 0 {
                self.empty(&slot);
                continue;
            }
            let index = self.slots[0][slot.digit];
            self.unlink(index);
            let value = self.at(index).value.take()?;
            return Some((Key::new(index), value));
        }
        self.now = tick;
        None
    }

    /// The tick at which the wheel next has something to do: fire an entry, or move some down.
    pub(crate) fn next_turn(&self) -> Option<u64> {
        self.first_slot().map(|slot| slot.start)
    }

    /// The tick at which the next entry fires. It looks at every entry of one slot.
    pub(crate) fn next_expiry(&self) -> Option<u64> {
        let slot = self.first_slot()?;
        let first = self.slots[slot.level][slot.digit];
        let mut earliest = u64::MAX;
        let mut index = first;
        loop {
            let entry = &self.entries[index as usize];
            earliest = earliest.min(entry.tick);
            index = entry.after;
            if index == first {
                return Some(earliest.max(self.now));
            }
        }
    }

    /// Links an entry to the end of the ring of the slot that its tick belongs to now.
    fn file(&mut self, index: u32) {
        let tick = self.at(index).tick;
        let (level, digit) = self.place(tick);
        self.occupied[level] |= 1 << digit;
        let slots = match self.slots.get_mut(level) {
            Some(slots) => slots,
            None => Self::deepen(&mut self.slots, level),
        };
        let first = slots[digit];
        let (before, after) = if first == NONE {
            slots[digit] = index;
            (index, index)
        } else {
            let last = mem::replace(&mut self.at(first).before, index);
            self.at(last).after = index;
            (last, first)
        };
        let entry = self.at(index);
        entry.before = before;
        entry.after = after;
    }

    /// Makes the slots of a level that is needed for the first time, and of those below.
    #[cold]
    fn deepen(slots: &mut Vec<[u32; SLOTS]>, level: usize) -> &mut [u32; SLOTS] {
        slots.resize(level + 1, [NONE; SLOTS]);
        &mut slots[level]
    }

    /// Moves the entries of a slot to which the wheel has come down.
    fn empty(&mut self, slot: &Slot) {
        self.occupied[slot.level] &= !(1 << slot.digit);
        let first = mem::replace(&mut self.slots[slot.level][slot.digit], NONE);
        let last = self.at(first).before;
        let mut index = first;
        loop {
            let after = self.at(index).after;
            self.file(index);
            if index == last {
                return;
            }
            index = after;
        }
    }

    /// The slot that comes next.
    fn first_slot(&self) -> Option<Slot> {
        let level = self.occupied.iter().position(|&slots| slots != 0)?;
        let digit = self.occupied[level].trailing_zeros();
        let shift = DIGIT * u32::try_from(level).expect("eleven levels");
        let above = (self.now >> shift) & !(SLOTS as u64 - 1);
        Some(Slot {
            level,
            digit: digit as usize,
            start: (above | u64::from(digit)) << shift,
        })
    }

    /// The level and the digit of a tick; of one that has passed those of now.
    fn place(&self, tick: u64) -> (usize, usize) {
        let tick = tick.max(self.now);
        let level = (self.now ^ tick | 1).ilog2() / DIGIT;
        let digit = tick >> (level * DIGIT) & (SLOTS as u64 - 1);
        (level as usize, usize::try_from(digit).expect("less than 64"))
    }

    /// Takes a waiting entry out of its ring.
    fn unlink(&mut self, index: u32) {
        let &mut Entry { tick, before, after, .. } = self.at(index);
        let rest = if after == index {
            NONE
        } else {
            self.at(before).after = after;
            self.at(after).before = before;
            after
        };
        let (level, digit) = self.place(tick);
        let first = &mut self.slots[level][digit];
        if *first == index {
            *first = rest;
            if rest == NONE {
                self.occupied[level] &= !(1 << digit);
            }
        }
    }

    fn at(&mut self, index: u32) -> &mut Entry<T> {
        &mut self.entries[index as usize]
    }
}

/// A slot that holds entries, and the first tick that it covers.
struct Slot {
    level: usize,
    digit: usize,
    start: u64,
}

#[cfg(test)]
mod tests;
