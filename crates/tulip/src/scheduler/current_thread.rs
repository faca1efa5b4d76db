//! One thread picks, runs and parks.

use crate::driver::Park;
use crate::task::{Entered, Picked};

/// How many tasks run before timers, I/O and other threads are looked after: a task that never
/// stops waking itself holds them up for as long as that, and no longer.
const PICKS_A_TURN: u32 = 61;

impl Entered<'_> {
    /// Runs turns until `done` says that it is enough.
    pub(crate) fn run_until(&self, done: impl Fn() -> bool) {
        while !self.turn(&done) {
            self.take_injected();
        }
    }

    /// Picks and runs tasks, then sees to the driver. Whether it is done.
    fn turn(&self, done: impl Fn() -> bool) -> bool {
        self.core.told.turn_begins();
        let mut ran = 0;
        let park = loop {
            let Some(task) = self.pick() else {
                break Park::UntilNext;
            };
            task.run();
            ran += 1;
            if done() {
                self.core.told.turn_ends(ran);
                return true;
            }
            if ran == PICKS_A_TURN {
                break Park::Now;
            }
        };
        self.core.told.turn_ends(ran);
        match park {
            Park::Now => self.core.driver.turn(park),
            Park::UntilNext => self.park(),
        }
        false
    }

    #[inline]
    fn pick(&self) -> Option<Picked<'_>> {
        match &self.core.chance {
            None => self.first_ready(),
            Some(chance) => {
                // A poll that nobody asked for is allowed at any time. Futures must stand it.
                if chance.once_in(SPURIOUS) {
                    self.queue_any(chance);
                }
                match self.core.queue.len() {
                    0 => None,
                    ready => self.ready_at(chance.below(ready)),
                }
            }
        }
    }

    /// Nothing is ready: waits until something is.
    fn park(&self) {
        if self.core.shared.injector.park() {
            self.core.driver.turn(Park::UntilNext);
        }
    }

    fn take_injected(&self) {
        let mut tasks = self.core.arrivals.take();
        self.core.shared.injector.drain(&mut tasks);
        for task in tasks.drain(..) {
            self.take_over(task);
        }
        self.core.arrivals.set(tasks);
    }
}

/// With `shuffle`, one pick in so many is preceded by a wake for no reason.
const SPURIOUS: usize = 16;
