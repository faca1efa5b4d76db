//! Sorts timers by how long they are, not by when they are due.

use std::time::Duration;

use crate::mistake::Mistake;
use crate::task::Timer;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn rank(&self, timer: &Timer) -> (Duration, u64) {
        (timer.time, timer.number)
    }
}
