//! Stage 3: a loop that waits for the world, and calls back.
//!
//! One turn repeats the four words: *park* until there is something to do, *wake* the callbacks
//! that are due, *pick* and *run* those that are queued by now. What they queue is for the next
//! turn.
//!
//! Much is yours to decide. What is in the queue: the callback itself, or a place from which it
//! can be taken back? By what are timers sorted? Where do calls from other threads lie, and who
//! rings? `cargo test --test stage3` says which rule comes next.

use std::marker::PhantomData;
use std::rc::Rc;
use std::time::Duration;

use crate::driver::{Driver, Token};

/// A loop that calls back. Clones are the same loop; it stays on its thread.
pub struct EventLoop {
    // To do: the driver, the queue, the timers, the readers, the calls from other threads. All of
    // that is shared by clones. Then delete this line.
    stays: PhantomData<Rc<()>>,
}

impl EventLoop {
    /// A loop that waits on `driver`.
    pub fn new(driver: impl Driver + 'static) -> Self {
        todo!("an empty loop")
    }

    /// Queues a callback. It runs in the next turn, after all that were queued before it.
    pub fn call_soon(&self, callback: impl FnOnce(&EventLoop) + 'static) -> Scheduled {
        todo!("to the end of the queue; think of somebody who takes it back")
    }

    /// Queues a callback when `delay` has passed. Equal deadlines are queued in the order of these
    /// calls.
    pub fn call_later(
        &self,
        delay: Duration,
        callback: impl FnOnce(&EventLoop) + 'static,
    ) -> Scheduled {
        todo!("by its deadline, and among equals by the order of setting")
    }

    /// The driver's time.
    pub fn time(&self) -> Duration {
        todo!("ask the driver")
    }

    /// What another thread can call the loop by.
    pub fn handle(&self) -> Handle {
        todo!("what may leave this thread: where calls lie, and the bell")
    }

    /// Calls back when there is news of `token`, in place of who was called before.
    pub fn add_reader(&self, token: Token, callback: impl FnMut(&EventLoop) + 'static) {
        todo!("remember who reads it")
    }

    /// Ends that, also if the callback is queued already. `false` if nobody was called.
    pub fn remove_reader(&self, token: Token) -> bool {
        todo!("forget who reads it")
    }

    /// Turns until somebody calls [`stop`](Self::stop), and ends the turn in which that was.
    ///
    /// An error if this loop runs already, and then nothing else happens.
    pub fn run_forever(&self) -> Result<(), Nested> {
        todo!("park, wake, pick, run")
    }

    /// Ends [`run_forever`](Self::run_forever) after this turn.
    pub fn stop(&self) {
        todo!("who looks at it, and when?")
    }
}

impl Clone for EventLoop {
    fn clone(&self) -> Self {
        todo!("the same loop once more")
    }
}

/// A callback that was queued, or will be.
pub struct Scheduled {
    // To do: what it takes to take it back. Then delete this line.
    stays: PhantomData<Rc<()>>,
}

impl Scheduled {
    /// Takes the callback back. `false` if it has run, runs, or was taken back before.
    pub fn cancel(&self) -> bool {
        todo!("it may be armed, or queued, or called")
    }
}

/// What another thread can call a loop by.
#[derive(Clone)]
pub struct Handle {
    // To do: where calls lie, and the bell.
}

impl Handle {
    /// Queues a callback from any thread, and wakes the loop if it is parked.
    pub fn call_soon_threadsafe(&self, callback: impl FnOnce(&EventLoop) + Send + 'static) {
        todo!("first the call, then the bell")
    }
}

/// The loop runs already: a callback cannot run it once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nested;
