mod turn;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::panic::Location;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use std::time::Duration;

use crate::Clock;
use crate::driver::Driver;
use crate::error::{RunError, Trouble};
use crate::handle::{Handle, Inbox};
use crate::pool::Pool;
use crate::promise::Promise;
use crate::queue::{Callback, Queue, Scheduled, Work};
use crate::script::Script;
#[cfg(unix)]
use crate::signals::Signals;
use crate::task::Pending;
use crate::timers::Timers;
use crate::told::{self, At};
use crate::watch::Watched;

/// A loop that waits, and calls back.
///
/// ```
/// use std::time::Duration;
/// use callback_loop::{Clock, EventLoop};
///
/// let event_loop = EventLoop::new(Clock::virtual_time())?;
/// event_loop.call_later(Duration::from_secs(3600), |event_loop| event_loop.stop());
/// event_loop.run_forever()?;
/// assert_eq!(event_loop.time(), Duration::from_secs(3600));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// One thread, one queue, first in, first out. A loop never leaves its thread, and the compiler
/// sees to it (asyncio finds out at run time, and in debug mode alone); another thread calls it
/// through a [`Handle`]. A callback is given the loop, so that it need not keep it.
///
/// Dropping the loop closes it: what was queued is dropped without being called. That it is used
/// afterwards does not compile (asyncio: `Event loop is closed`).
pub struct EventLoop {
    core: Rc<Core>,
}

/// What a loop consists of.
pub(crate) struct Core {
    pub(crate) clock: Clock,
    pub(crate) queue: RefCell<Queue>,
    pub(crate) timers: RefCell<Timers>,
    pub(crate) watched: RefCell<Watched>,
    pub(crate) driver: Driver,
    pub(crate) inbox: Arc<Inbox>,
    pub(crate) pool: Pool,
    #[cfg(unix)]
    pub(crate) signals: Signals,
    /// What transports read into.
    pub(crate) scratch: Cell<Vec<u8>>,
    is_stopping: Cell<bool>,
    on_trouble: RefCell<Rc<OnTrouble>>,
    slow_limit: Cell<Option<Duration>>,
    turns: Cell<u64>,
    /// The tasks that have not ended, by number. Dropping the loop drops them in this order.
    pub(crate) tasks: RefCell<BTreeMap<u32, Rc<dyn Pending>>>,
    last_task: Cell<u32>,
    last_promise: Cell<u32>,
    last_wake: Cell<u32>,
    /// Who runs, for the trace.
    pub(crate) running: Cell<told::By>,
    pub(crate) running_task: Cell<Option<u32>>,
}

type OnTrouble = dyn Fn(&EventLoop, &Trouble);

impl EventLoop {
    /// A loop that waits on the operating system.
    ///
    /// # Errors
    ///
    /// If the system gives no descriptor for it: the process has too many open.
    pub fn new(clock: Clock) -> io::Result<Self> {
        Self::waiting_on(Driver::system()?, clock)
    }

    /// A loop that waits on a script, in virtual time: the same things happen at the same moments
    /// each time.
    pub fn scripted(script: Script) -> Self {
        let driver = Driver::script(script);
        Self::waiting_on(driver, Clock::virtual_time()).expect("a script needs no system")
    }

    /// A loop with the clock of `TULIP_CLOCK`.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn from_env() -> io::Result<Self> {
        Self::new(Clock::from_env())
    }

    pub(crate) fn waiting_on(driver: Driver, clock: Clock) -> io::Result<Self> {
        let inbox = Arc::new(Inbox::new(driver.waker()?));
        Ok(Self {
            core: Rc::new(Core {
                clock,
                queue: RefCell::default(),
                timers: RefCell::default(),
                watched: RefCell::default(),
                driver,
                inbox,
                pool: Pool::default(),
                #[cfg(unix)]
                signals: Signals::default(),
                scratch: Cell::default(),
                is_stopping: Cell::new(false),
                on_trouble: RefCell::new(Rc::new(|_, trouble| {
                    eprintln!("error: {trouble}")
                })),
                slow_limit: Cell::new(None),
                turns: Cell::new(0),
                tasks: RefCell::default(),
                last_task: Cell::new(0),
                last_promise: Cell::new(0),
                last_wake: Cell::new(0),
                running: Cell::default(),
                running_task: Cell::default(),
            }),
        })
    }

    /// Queues a callback. It runs in the next turn, after all that were queued before it.
    #[track_caller]
    pub fn call_soon(&self, callback: impl FnOnce(&Self) + 'static) -> Scheduled {
        self.core.call_soon(Box::new(callback), Location::caller())
    }

    /// Queues a callback when `delay` has passed.
    #[track_caller]
    pub fn call_later(
        &self,
        delay: Duration,
        callback: impl FnOnce(&Self) + 'static,
    ) -> Scheduled {
        self.call_at(self.time().saturating_add(delay), callback)
    }

    /// Queues a callback when it is `deadline`; in the next turn if that has passed.
    ///
    /// Callbacks for the same deadline are queued in the order of these calls (asyncio leaves it
    /// open).
    #[track_caller]
    pub fn call_at(
        &self,
        deadline: Duration,
        callback: impl FnOnce(&Self) + 'static,
    ) -> Scheduled {
        self.core.call_at(deadline, Box::new(callback), Location::caller())
    }

    /// The time since the loop's clock was made.
    pub fn time(&self) -> Duration {
        self.core.clock.now()
    }

    /// The loop's clock.
    pub fn clock(&self) -> &Clock {
        &self.core.clock
    }

    /// What another thread can call the loop by.
    pub fn handle(&self) -> Handle {
        Handle::new(&self.core.inbox)
    }

    /// Turns until [`stop`](Self::stop) is called, and ends the turn in which it was.
    ///
    /// # Errors
    ///
    /// [`RunError::Nested`] within a callback; [`RunError::Stuck`] if nothing is queued and
    /// nothing can ever be; [`RunError::Io`] if the system refuses to wait.
    pub fn run_forever(&self) -> Result<(), RunError> {
        self.run()
    }

    /// Turns until a promise is settled, and gives its result.
    ///
    /// # Errors
    ///
    /// As [`run_forever`](Self::run_forever), and [`RunError::Stopped`] if somebody stopped the
    /// loop before. The inner error is the promise's own.
    ///
    /// # Panics
    ///
    /// If the promise belongs to another loop (R35).
    #[track_caller]
    pub fn run_until_complete<T: Clone + 'static>(
        &self,
        promise: &Promise<T>,
    ) -> Result<T, RunError> {
        promise.assert_is_of(&self.core);
        let stop = promise.add_done_callback(|event_loop, _| event_loop.stop());
        let ran = self.run();
        promise.remove_done_callback(stop);
        ran?;
        if promise.is_done() { Ok(promise.result()?) } else { Err(RunError::Stopped) }
    }

    /// Ends [`run_forever`](Self::run_forever) after this turn. Called before it, it lets the
    /// loop turn once, without waiting.
    pub fn stop(&self) {
        self.core.is_stopping.set(true);
    }

    /// Who is told of trouble: of a callback that panicked, of an error that nobody looked at, of
    /// a callback that took too long. Without one it is printed on standard error.
    pub fn on_trouble(&self, listener: impl Fn(&Self, &Trouble) + 'static) {
        self.core.on_trouble.replace(Rc::new(listener));
    }

    /// Reports each callback that keeps the loop for longer than `limit` (asyncio's debug mode
    /// has 100 ms).
    pub fn report_slow(&self, limit: Duration) {
        self.core.slow_limit.set(Some(limit));
    }

    /// How many timers are armed.
    pub fn timers_len(&self) -> usize {
        self.core.timers.borrow().len()
    }

    /// How many turns the loop has made.
    pub fn turns(&self) -> u64 {
        self.core.turns.get()
    }

    pub(crate) fn core(&self) -> &Rc<Core> {
        &self.core
    }

    /// The loop, for who kept no more than a weak reference; `None` if it is closed.
    pub(crate) fn upgrade(core: &Weak<Core>) -> Option<Self> {
        core.upgrade().map(|core| Self { core })
    }

    pub(crate) fn report(&self, trouble: &Trouble) {
        let listener = Rc::clone(&self.core.on_trouble.borrow());
        listener(self, trouble);
    }
}

impl Core {
    pub(crate) fn call_soon(self: &Rc<Self>, callback: Callback, at: At) -> Scheduled {
        let scheduled = Scheduled::new(callback);
        self.push(Work::Once(scheduled.slot()), self.running.get(), at);
        scheduled
    }

    pub(crate) fn call_at(
        self: &Rc<Self>,
        deadline: Duration,
        callback: Callback,
        at: At,
    ) -> Scheduled {
        let mut scheduled = Scheduled::new(callback);
        let key = self.timers.borrow_mut().set(deadline, scheduled.slot(), at);
        told::armed(key, at);
        scheduled.belongs_to(Rc::downgrade(self), key);
        scheduled
    }

    pub(crate) fn next_task(&self) -> u32 {
        self.last_task.set(self.last_task.get() + 1);
        self.last_task.get()
    }

    pub(crate) fn next_promise(&self) -> u32 {
        self.last_promise.set(self.last_promise.get() + 1);
        self.last_promise.get()
    }

    pub(crate) fn next_wake(&self) -> u32 {
        self.last_wake.set(self.last_wake.get() + 1);
        self.last_wake.get()
    }

    /// Wakes a callback: it joins the queue.
    pub(crate) fn push(&self, work: Work, by: told::By, at: At) {
        let number = self.queue.borrow_mut().push(work, at);
        told::queued(number, by, at);
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        self.inbox.close();
    }
}

impl fmt::Debug for EventLoop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventLoop")
            .field("time", &self.time())
            .field("turns", &self.turns())
            .finish_non_exhaustive()
    }
}
