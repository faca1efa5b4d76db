//! One thread picks, runs and parks.

use super::Chance;
use crate::driver::Park;
use crate::runtime::Core;
use crate::task::Picked;

/// How many tasks run before timers, I/O and other threads are looked after: a task that never
/// stops waking itself holds them up for as long as that, and no longer.
const PICKS_A_TURN: u32 = 61;

/// With `shuffle`, one pick in so many is preceded by a wake for no reason.
const SPURIOUS: usize = 16;

impl Core {
    /// Runs turns until `done` says that it is enough.
    pub(crate) fn run_until(&self, done: impl Fn() -> bool) {
        while let Some(park) = self.run_ready(&done) {
            // Nothing is ready: nobody may have pushed since either.
            if park == Park::Now || self.shared.injector.park() {
                self.driver.turn(park);
            }
            self.take_injected();
        }
    }

    /// Picks and runs tasks. Whether the turn may wait then; nothing if it is done.
    fn run_ready(&self, done: impl Fn() -> bool) -> Option<Park> {
        told! { let _turn = self.told.turn(); }
        for _ in 0..PICKS_A_TURN {
            let Some(task) = self.pick() else {
                return Some(Park::UntilNext);
            };
            task.run(self);
            if done() {
                return None;
            }
        }
        Some(Park::Now)
    }

    #[inline]
    fn pick(&self) -> Option<Picked> {
        match &self.chance {
            None => self.queue.pop(),
            Some(chance) => self.pick_by(chance),
        }
    }

    #[cold]
    fn pick_by(&self, chance: &Chance) -> Option<Picked> {
        // A poll that nobody asked for is allowed at any time. Futures must stand it.
        if chance.once_in(SPURIOUS) {
            self.owned.any(chance).inspect(|task| task.wake_here(self));
        }
        match self.queue.len() {
            0 => None,
            ready => self.queue.take(chance.below(ready)),
        }
    }

    fn take_injected(&self) {
        let mut tasks = self.arrivals.take();
        self.shared.injector.drain(&mut tasks);
        for task in tasks.drain(..) {
            self.take_over(task);
        }
        self.arrivals.set(tasks);
    }
}
