//! What a runtime waits for when no task is ready: time, sockets, other threads.
//!
//! A [turn](Driver::turn) waits if it may, wakes those whose sockets are ready and those whose
//! time has come, and says nothing: what it woke stands in the ready queue. The owner of the
//! tasks is the owner of the driver; other threads reach its [`Remote`] part.
//!
//! | file | what |
//! |---|---|
//! | `clock` | the world's time, or a clock that stands and jumps |
//! | `timers`, `wheel` | who is woken when, by tick |
//! | `reactor`, `source`, `registered` | sockets: who is ready, who waits, how an operation tries |
//! | `park` | where the loop sleeps, with sockets and without |
//! | `remote` | what other threads reach: they end a park, and hold up a clock that stands |
//! | `told` | what the trace hears of it |
//!
//! Nothing is opened before the first socket is: until then the loop parks its thread, and a
//! program of tasks and timers makes no system call but that.

mod clock;
mod park;
mod reactor;
mod registered;
mod remote;
mod source;
mod timers;
mod told;
mod wheel;

use std::cell::{Cell, OnceCell, RefCell};
use std::io;
use std::sync::Arc;
use std::task::Waker;
use std::time::{Duration, Instant};

pub(crate) use self::clock::{Clock, ClockKind, tick_after};
use self::reactor::{Reactor, Sources};
pub(crate) use self::registered::{Registered, Try};
use self::remote::Remote;
pub(crate) use self::remote::{Busy, Unparker};
use self::timers::Timers;
pub(crate) use self::wheel::Key;
use crate::inspect::Place;
use crate::signal::Interrupts;

/// Waits for the world.
pub(crate) struct Driver {
    pub(crate) clock: Clock,
    pub(crate) timers: Timers,
    reactor: OnceCell<Reactor>,
    interrupts: RefCell<Option<Arc<Interrupts>>>,
    remote: Unparker,
    /// Who has asked a clock that stands to move on, and how far.
    advancing: RefCell<Vec<(Duration, Waker)>>,
    /// How many operations the task that runs may still do before it yields.
    budget: Cell<u32>,
}

/// How long a turn may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Park {
    /// Not at all: tasks are ready.
    Now,
    /// Until the next timer, event or unpark: queue and injector are empty.
    UntilNext,
}

/// How many operations a task may do in one poll, though its sockets are still ready.
const BUDGET: u32 = 128;
/// The tick of a timer that no clock can count to.
const NEVER: u64 = u64::MAX;

impl Driver {
    pub(crate) fn new(clock: ClockKind) -> Self {
        Self {
            clock: Clock::new(clock),
            timers: Timers::new(),
            reactor: OnceCell::new(),
            interrupts: RefCell::default(),
            remote: Arc::new(Remote::new()),
            advancing: RefCell::default(),
            budget: Cell::new(BUDGET),
        }
    }

    /// Waits if it may, and wakes whom it can.
    pub(crate) fn turn(&self, park: Park) {
        match park {
            Park::Now => {
                self.look();
            }
            Park::UntilNext => self.park(),
        }
        self.fire();
    }

    pub(crate) fn unparker(&self) -> Unparker {
        Arc::clone(&self.remote)
    }

    /// The sockets of this runtime. The first call opens the reactor.
    pub(crate) fn sources(&self) -> io::Result<Arc<Sources>> {
        if let Some(reactor) = self.reactor.get() {
            return Ok(Arc::clone(&reactor.sources));
        }
        let (reactor, waker) = Reactor::open().map_err(|error| {
            let text = "the runtime cannot open what it waits for sockets with";
            io::Error::new(error.kind(), format!("{text}: {error}"))
        })?;
        self.remote.parker.set_waker(waker);
        Ok(Arc::clone(&self.reactor.get_or_init(|| reactor).sources))
    }

    /// The signals of this runtime. The first call sets the handler, on behalf of `place`.
    pub(crate) fn interrupts(&self, place: Place) -> io::Result<Arc<Interrupts>> {
        let mut interrupts = self.interrupts.borrow_mut();
        if interrupts.is_none() {
            *interrupts = Some(Arc::new(Interrupts::new(self, place)?));
        }
        Ok(Arc::clone(interrupts.as_ref().expect("it is there")))
    }

    /// The tick of a timer for `deadline`; the first of all if that has passed.
    pub(crate) fn tick_of(&self, deadline: Instant) -> u64 {
        let time = deadline.saturating_duration_since(self.clock.start);
        if time <= self.clock.elapsed() { 0 } else { tick_after(time) }
    }

    /// A task runs: it has its whole budget.
    #[inline]
    pub(crate) fn refill(&self) {
        self.budget.set(BUDGET);
    }

    /// Whether the task that runs may do another operation.
    #[inline]
    pub(crate) fn spend(&self) -> bool {
        let left = self.budget.get();
        self.budget.set(left.saturating_sub(1));
        left > 0
    }

    /// Wakes `waker` when a clock that stands has come to `target`.
    pub(crate) fn wake_at(&self, target: Duration, waker: &Waker) {
        let known = |&(time, ref other): &(Duration, Waker)| {
            time == target && other.will_wake(waker)
        };
        if !self.advancing.borrow().iter().any(known) {
            let waker = waker.clone();
            self.advancing.borrow_mut().push((target, waker));
        }
    }

    /// The runtime ends: whoever waits for a socket or a timer, on whatever thread, is told.
    pub(crate) fn close(&self) {
        if let Some(reactor) = self.reactor.get() {
            reactor.end();
        }
        self.timers.close();
        self.advancing.take();
        self.interrupts.take();
    }

    /// Sees what the system has, and does not wait. Whether there was anything.
    fn look(&self) -> bool {
        self.reactor.get().is_some_and(|reactor| reactor.turn(Some(Duration::ZERO)))
    }

    fn park(&self) {
        let Some(horizon) = self.clock.horizon() else {
            let left = |tick| tick_time(tick).saturating_sub(self.clock.elapsed());
            return self.wait(self.timers.next_turn().map(left));
        };
        // A clock that stands jumps only if there is nothing else: no event, no blocking job,
        // nobody who unparked. In this order: a job that ends unparks before it counts as ended.
        if self.look() {
            return;
        }
        if !self.remote.has_jobs() && !self.remote.parker.is_unparked() {
            if let Some(next) = self.next_jump().filter(|&next| next <= horizon) {
                told::parks(Some(next.saturating_sub(self.clock.elapsed())));
                self.clock.jump(next);
                told::unparks("time");
                return;
            }
        }
        self.wait(None);
    }

    /// Waits for events, an unpark or the time.
    fn wait(&self, timeout: Option<Duration>) {
        told::parks(timeout);
        let parker = &self.remote.parker;
        let mut saw_events = false;
        let unparked = match self.reactor.get() {
            None => parker.sleep(timeout),
            Some(reactor) => parker.poll(|may_wait| {
                let timeout = if may_wait { timeout } else { Some(Duration::ZERO) };
                saw_events = reactor.turn(timeout);
            }),
        };
        told::unparks(match (unparked, saw_events) {
            (true, _) => "another thread",
            (false, true) => "I/O",
            (false, false) => "time",
        });
    }

    /// Where a clock that stands would jump: to the next expiry, never to a tick at which the
    /// wheel only turns.
    fn next_jump(&self) -> Option<Duration> {
        let timer = self.timers.next_expiry().filter(|&tick| tick != NEVER).map(tick_time);
        let asked = self.advancing.borrow().iter().map(|&(target, _)| target).min();
        timer.into_iter().chain(asked).min()
    }

    /// Wakes those whose time has come.
    fn fire(&self) {
        if self.timers.next_turn().is_none() && self.advancing.borrow().is_empty() {
            // A look at the clock costs more than all the rest of a turn.
            return;
        }
        let now = self.clock.read();
        self.timers.fire(now);
        let is_due = |&(target, _): &(Duration, Waker)| target <= now;
        let (due, later): (Vec<_>, _) = self.advancing.take().into_iter().partition(is_due);
        self.advancing.replace(later);
        for (_, waker) in due {
            waker.wake();
        }
    }
}

fn tick_time(tick: u64) -> Duration {
    Duration::from_millis(tick)
}
