//! Wakes timers that are due together in reverse: a heap that was turned round, number and all.

use std::time::Duration;

use crate::mistake::Mistake;
use crate::task::Timer;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn rank(&self, timer: &Timer) -> (Duration, u64) {
        (timer.deadline, u64::MAX - timer.number)
    }
}
