//! Sorts timers that are due together by the number of the task: a heap of `(deadline, task)`.

use std::time::Duration;

use crate::mistake::Mistake;
use crate::task::Timer;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn rank(&self, timer: &Timer) -> (Duration, u64) {
        (timer.deadline, timer.task as u64)
    }
}
