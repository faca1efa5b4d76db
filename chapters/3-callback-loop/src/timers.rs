use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use crate::queue::Slot;
use crate::told::At;

/// Callbacks by the time at which they are due.
///
/// One that is taken back leaves at once (CPython's heap keeps it until it comes up, and sweeps
/// when more than half are such).
#[derive(Default)]
pub(crate) struct Timers {
    queue: BTreeMap<TimerKey, Timer>,
    set: u64,
}

/// Deadline first; among equals, who came first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TimerKey {
    pub(crate) deadline: Duration,
    /// From 1, in the order in which timers were set.
    pub(crate) number: u64,
}

pub(crate) struct Timer {
    pub(crate) slot: Rc<Slot>,
    /// The line that set it.
    pub(crate) at: At,
}

impl Timers {
    pub(crate) fn set(&mut self, deadline: Duration, slot: Rc<Slot>, at: At) -> TimerKey {
        self.set += 1;
        let key = TimerKey { deadline, number: self.set };
        self.queue.insert(key, Timer { slot, at });
        key
    }

    /// `false` if it has fired.
    pub(crate) fn cancel(&mut self, key: TimerKey) -> bool {
        self.queue.remove(&key).is_some()
    }

    /// Takes the first timer that is due.
    pub(crate) fn fire(&mut self, now: Duration) -> Option<(TimerKey, Timer)> {
        let first = self.queue.first_entry()?;
        (first.key().deadline <= now).then(|| first.remove_entry())
    }

    pub(crate) fn next_deadline(&self) -> Option<Duration> {
        self.queue.first_key_value().map(|(key, _)| key.deadline)
    }

    pub(crate) fn len(&self) -> usize {
        self.queue.len()
    }
}
