//! refused: wrong: nobody ran in this turn, and it should be `timer`
//!
//! Knows how long it may park, and does not: it turns and turns until the time has come.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use callback_loop::{Clock, println};

fn main() {
    let mut event_loop = EventLoop::new(Clock::from_env());
    event_loop.call_later(Duration::from_secs(2), |event_loop| {
        println!("two seconds later");
        event_loop.call_soon(|_| println!("and then this"));
    });
    event_loop.call_soon(|event_loop| {
        println!("first");
        event_loop.call_soon(|_| println!("third, in a turn of its own"));
    });
    event_loop.call_soon(|_| println!("second"));
    while event_loop.turn() {}
}

/// What the loop is to call.
pub type Callback = Box<dyn FnOnce(&mut EventLoop)>;

/// A loop that calls back: soon, or later.
pub struct EventLoop {
    clock: Clock,
    /// Whose turn it is, the one that was queued first in front.
    ready: VecDeque<Callback>,
    /// By deadline, and among equals by the order of setting.
    timers: BTreeMap<(Duration, u64), Callback>,
    timers_set: u64,
}

impl EventLoop {
    /// A loop that lives by `clock`.
    pub fn new(clock: Clock) -> Self {
        Self { clock, ready: VecDeque::new(), timers: BTreeMap::new(), timers_set: 0 }
    }

    /// Queues a callback for the next turn.
    pub fn call_soon(&mut self, callback: impl FnOnce(&mut Self) + 'static) {
        self.ready.push_back(Box::new(callback));
    }

    /// Queues a callback when `delay` has passed.
    pub fn call_later(
        &mut self,
        delay: Duration,
        callback: impl FnOnce(&mut Self) + 'static,
    ) {
        self.timers_set += 1;
        let key = (self.clock.now() + delay, self.timers_set);
        self.timers.insert(key, Box::new(callback));
    }

    /// One turn: park, wake, then pick and run those that are queued by now. `false` if there is
    /// nothing to wait for.
    pub fn turn(&mut self) -> bool {
        let Some(_) = self.how_long() else { return false };

        self.wake_due_timers();
        for _ in 0..self.ready.len() {
            let callback = self.ready.pop_front().expect("it was counted");
            callback(self);
        }
        true
    }

    /// How long the loop may park: not at all if somebody is ready.
    fn how_long(&self) -> Option<Duration> {
        if self.ready.is_empty() { self.until_next_timer() } else { Some(Duration::ZERO) }
    }

    fn until_next_timer(&self) -> Option<Duration> {
        let (deadline, _) = *self.timers.first_key_value()?.0;
        Some(deadline.saturating_sub(self.clock.now()))
    }

    fn park(&self, timeout: Duration) {
        self.clock.sleep(timeout);
    }

    /// Puts the callbacks whose time has come into the queue.
    fn wake_due_timers(&mut self) {
        let now = self.clock.now();
        while let Some(first) = self.timers.first_entry() {
            if first.key().0 > now {
                return;
            }
            self.ready.push_back(first.remove());
        }
    }
}
