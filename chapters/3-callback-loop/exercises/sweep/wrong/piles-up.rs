//! refused: wrong: those that were taken back pile up
//!
//! Leaves dead entries in the heap until they come up.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::time::Duration;

use callback_loop::println;

fn main() {
    let mut timers = Timers::default();
    // A server: each request has a timeout of a minute, and each is answered before.
    for request in 0..100_000_u64 {
        let now = Duration::from_millis(request);
        let timeout = timers.set(now + Duration::from_secs(60), request);
        timers.cancel(timeout);
    }
    println!("100,000 requests were answered in time");
    println!("does it keep more than 100 timers? {}", timers.timers_len() > 100);
    println!("when does the loop have to wake up? {:?}", timers.next_deadline());
}

/// Names a timer, so that it can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerId(u64);

/// What is to happen, and when. Here that is a `T`; in a loop it is a callback.
pub struct Timers<T> {
    /// When each is due. Some of them were taken back.
    queue: BinaryHeap<Reverse<(Duration, u64)>>,
    /// What is to happen, by number. Who is not here was taken back, or has fired.
    armed: BTreeMap<u64, T>,
    last: u64,
}

impl<T> Timers<T> {
    /// Sets a timer.
    pub fn set(&mut self, deadline: Duration, what: T) -> TimerId {
        self.last += 1;
        self.queue.push(Reverse((deadline, self.last)));
        self.armed.insert(self.last, what);
        TimerId(self.last)
    }

    /// Takes a timer back. `None` if it has fired, or was taken back before.
    pub fn cancel(&mut self, timer: TimerId) -> Option<T> {
        self.armed.remove(&timer.0)
    }

    /// Takes the first timer that is due; among equal deadlines the one that was set first.
    pub fn fire(&mut self, now: Duration) -> Option<T> {
        while let Some(Reverse((deadline, number))) = self.queue.peek() {
            if *deadline > now {
                return None;
            }
            let what = self.armed.remove(number);
            self.queue.pop();
            if what.is_some() {
                return what;
            }
        }
        None
    }

    /// When the loop has to wake up: the deadline of the first timer that was not taken back.
    pub fn next_deadline(&mut self) -> Option<Duration> {
        while let Some(Reverse((deadline, number))) = self.queue.peek() {
            if self.armed.contains_key(number) {
                return Some(*deadline);
            }
            self.queue.pop();
        }
        None
    }

    /// For how many timers there is an entry, those included that were taken back and are still
    /// there.
    pub fn timers_len(&self) -> usize {
        self.queue.len()
    }
}

impl<T> Default for Timers<T> {
    fn default() -> Self {
        Self { queue: BinaryHeap::new(), armed: BTreeMap::new(), last: 0 }
    }
}
