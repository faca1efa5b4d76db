//! refused: wrong: `cancel` gives `true` again
//!
//! Says that it was there, whether it was or not.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::time::Duration;

use callback_loop::{Clock, println};

fn main() {
    let mut event_loop = EventLoop::new(Clock::from_env());
    let mut ticks = 0;
    event_loop.every(Duration::from_secs(1), move |event_loop| {
        ticks += 1;
        println!("tick {ticks}");
        // Somebody is busy for a while: the next tick comes in time all the same.
        event_loop.clock().work(Duration::from_millis(300));
        ticks < 3
    });
    let patience = event_loop.call_later(Duration::from_secs(5), |_| {
        println!("too late");
    });
    event_loop.call_later(Duration::from_secs(2), move |event_loop| {
        println!("the answer is here: {}", event_loop.cancel(patience));
    });
    while event_loop.turn() {}
}

/// What the loop is to call.
pub type Callback = Box<dyn FnOnce(&mut EventLoop)>;

/// A callback that was set for a time. It can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheduled(u64);

/// A loop that calls back when it is time.
pub struct EventLoop {
    clock: Clock,
    /// Whose turn it is, by number.
    ready: VecDeque<u64>,
    /// When each is due: the first deadline in front; among equals, the one that was set first.
    timers: BinaryHeap<Reverse<(Duration, u64)>>,
    /// What is to be called, by number. Who is not here any more was called or taken back: its
    /// number in the other two means nothing.
    callbacks: BTreeMap<u64, Callback>,
    /// The number that was given last.
    last: u64,
}

impl EventLoop {
    /// A loop that lives by `clock`.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            ready: VecDeque::new(),
            timers: BinaryHeap::new(),
            callbacks: BTreeMap::new(),
            last: 0,
        }
    }

    /// The loop's clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Calls back when it is `deadline`; in the next turn, if that has passed.
    pub fn call_at(
        &mut self,
        deadline: Duration,
        callback: impl FnOnce(&mut Self) + 'static,
    ) -> Scheduled {
        self.last += 1;
        self.timers.push(Reverse((deadline, self.last)));
        self.callbacks.insert(self.last, Box::new(callback));
        Scheduled(self.last)
    }

    /// Calls back when `delay` has passed.
    pub fn call_later(
        &mut self,
        delay: Duration,
        callback: impl FnOnce(&mut Self) + 'static,
    ) -> Scheduled {
        self.call_at(self.clock.now().saturating_add(delay), callback)
    }

    /// Takes a callback back: it is not called any more, and what it holds is dropped. `false` if
    /// it was called, or taken back before.
    pub fn cancel(&mut self, scheduled: Scheduled) -> bool {
        self.callbacks.remove(&scheduled.0);
        true
    }

    /// Calls back one period from now, two periods from now, and so on, until `tick` gives
    /// `false`. A tick that comes late does not move those that follow.
    pub fn every(
        &mut self,
        period: Duration,
        tick: impl FnMut(&mut Self) -> bool + 'static,
    ) {
        self.tick_at(self.clock.now() + period, period, tick);
    }

    fn tick_at(
        &mut self,
        deadline: Duration,
        period: Duration,
        mut tick: impl FnMut(&mut Self) -> bool + 'static,
    ) {
        self.call_at(deadline, move |event_loop| {
            if tick(event_loop) {
                event_loop.tick_at(deadline + period, period, tick);
            }
        });
    }

    /// One turn: park, wake, then run those that are queued by now. `false` if there is nothing
    /// to wait for.
    pub fn turn(&mut self) -> bool {
        if self.ready.is_empty() {
            let Some(Reverse((deadline, _))) = self.timers.peek() else { return false };
            self.clock.sleep_until(*deadline);
        }
        self.wake_due_timers();
        for _ in 0..self.ready.len() {
            let number = self.ready.pop_front().expect("it was counted");
            if let Some(callback) = self.callbacks.remove(&number) {
                callback(self);
            }
        }
        true
    }

    fn wake_due_timers(&mut self) {
        let now = self.clock.now();
        while let Some(Reverse((deadline, number))) = self.timers.peek() {
            if *deadline > now {
                return;
            }
            self.ready.push_back(*number);
            self.timers.pop();
        }
    }
}
