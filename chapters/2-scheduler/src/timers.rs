use std::collections::BTreeMap;
use std::time::Duration;

use crate::trap::TaskId;

/// The sleeping tasks, by the time at which they are to be woken.
///
/// Equal deadlines fire in the order in which they were set (asyncio leaves their order open:
/// its heap compares deadlines alone).
#[derive(Debug, Default)]
pub(crate) struct Timers {
    queue: BTreeMap<TimerKey, TaskId>,
    set: u64,
}

/// Deadline first; among equals, who came first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TimerKey {
    pub(crate) deadline: Duration,
    /// From 1, in the order in which timers were set.
    pub(crate) number: u64,
}

impl Timers {
    pub(crate) fn set(&mut self, deadline: Duration, task: TaskId) -> TimerKey {
        self.set += 1;
        let key = TimerKey { deadline, number: self.set };
        self.queue.insert(key, task);
        key
    }

    pub(crate) fn cancel(&mut self, key: TimerKey) {
        self.queue.remove(&key);
    }

    /// Takes the first timer that is due.
    pub(crate) fn fire(&mut self, now: Duration) -> Option<(TimerKey, TaskId)> {
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
