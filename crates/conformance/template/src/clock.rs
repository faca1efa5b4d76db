//! What a kernel lives by. Given; nothing is to be done here.
//!
//! The checks bring a clock of their own, whose time jumps.

use std::thread;
use std::time::{Duration, Instant};

/// Time, as a kernel sees it.
pub trait Clock {
    /// Time since the clock was started.
    fn now(&self) -> Duration;

    /// Blocks the thread until `deadline`; returns at once if it has passed.
    fn sleep_until(&self, deadline: Duration);
}

/// A clock that keeps the world's time.
#[derive(Debug)]
pub struct RealClock {
    start: Instant,
}

impl RealClock {
    /// A clock that starts now, at zero.
    #[allow(
        clippy::new_without_default,
        reason = "a clock is started, not defaulted"
    )]
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
        }
    }
}

impl Clock for RealClock {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn sleep_until(&self, deadline: Duration) {
        thread::sleep(deadline.saturating_sub(self.now()));
    }
}
