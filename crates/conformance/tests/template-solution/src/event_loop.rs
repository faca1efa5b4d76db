//! Stage 3: a loop that waits for the world, and calls back.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::mem;
use std::rc::{Rc, Weak};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::driver::{Bell, Driver, Token};

/// A loop that calls back. Clones are the same loop.
#[derive(Clone)]
pub struct EventLoop {
    core: Rc<Core>,
}

struct Core {
    driver: Box<dyn Driver>,
    ready: RefCell<VecDeque<Slot>>,
    /// By deadline, and among equals by the order of setting.
    timers: RefCell<BTreeMap<Key, Slot>>,
    timers_set: Cell<u64>,
    readers: RefCell<BTreeMap<Token, Reader>>,
    inbox: Arc<Mutex<Vec<Call>>>,
    is_running: Cell<bool>,
    is_stopping: Cell<bool>,
}

type Callback = Box<dyn FnOnce(&EventLoop)>;
type Call = Box<dyn FnOnce(&EventLoop) + Send>;
type Reader = Rc<RefCell<dyn FnMut(&EventLoop)>>;
/// Holds a callback until it runs or is taken back.
type Slot = Rc<Cell<Option<Callback>>>;
type Key = (Duration, u64);

impl EventLoop {
    /// A loop that waits on `driver`.
    pub fn new(driver: impl Driver + 'static) -> Self {
        Self {
            core: Rc::new(Core {
                driver: Box::new(driver),
                ready: RefCell::default(),
                timers: RefCell::default(),
                timers_set: Cell::new(0),
                readers: RefCell::default(),
                inbox: Arc::default(),
                is_running: Cell::new(false),
                is_stopping: Cell::new(false),
            }),
        }
    }

    /// Queues a callback.
    pub fn call_soon(&self, callback: impl FnOnce(&EventLoop) + 'static) -> Scheduled {
        let slot: Slot = Rc::new(Cell::new(Some(Box::new(callback))));
        self.core.ready.borrow_mut().push_back(Rc::clone(&slot));
        Scheduled { slot, timer: None }
    }

    /// Queues a callback when `delay` has passed.
    pub fn call_later(
        &self,
        delay: Duration,
        callback: impl FnOnce(&EventLoop) + 'static,
    ) -> Scheduled {
        let slot: Slot = Rc::new(Cell::new(Some(Box::new(callback))));
        self.core.timers_set.set(self.core.timers_set.get() + 1);
        let key = (
            self.time().saturating_add(delay),
            self.core.timers_set.get(),
        );
        self.core.timers.borrow_mut().insert(key, Rc::clone(&slot));
        let timer = Some((Rc::downgrade(&self.core), key));
        Scheduled { slot, timer }
    }

    /// The driver's time.
    pub fn time(&self) -> Duration {
        self.core.driver.now()
    }

    /// What another thread can call the loop by.
    pub fn handle(&self) -> Handle {
        Handle {
            inbox: Arc::clone(&self.core.inbox),
            bell: self.core.driver.bell(),
        }
    }

    /// Calls back when there is news of `token`.
    pub fn add_reader(&self, token: Token, callback: impl FnMut(&EventLoop) + 'static) {
        let reader = Rc::new(RefCell::new(callback));
        self.core.readers.borrow_mut().insert(token, reader);
    }

    /// Ends that.
    pub fn remove_reader(&self, token: Token) -> bool {
        self.core.readers.borrow_mut().remove(&token).is_some()
    }

    /// Turns until somebody calls [`stop`](Self::stop).
    pub fn run_forever(&self) -> Result<(), Nested> {
        if self.core.is_running.replace(true) {
            return Err(Nested);
        }
        loop {
            self.turn();
            if self.core.is_stopping.take() {
                self.core.is_running.set(false);
                return Ok(());
            }
        }
    }

    /// Ends [`run_forever`](Self::run_forever) after this turn.
    pub fn stop(&self) {
        self.core.is_stopping.set(true);
    }

    fn turn(&self) {
        for token in self.core.driver.wait(self.how_long()) {
            self.call_soon(move |event_loop| event_loop.call_reader(token));
        }
        let calls = mem::take(&mut *self.core.inbox.lock().expect("nobody panics with it"));
        for call in calls {
            self.call_soon(call);
        }
        self.wake_due_timers();
        let queued = self.core.ready.borrow().len();
        for _ in 0..queued {
            let slot = self.core.ready.borrow_mut().pop_front();
            if let Some(callback) = slot.and_then(|slot| slot.take()) {
                callback(self);
            }
        }
    }

    fn how_long(&self) -> Option<Duration> {
        if !self.core.ready.borrow().is_empty() || self.core.is_stopping.get() {
            return Some(Duration::ZERO);
        }
        let timers = self.core.timers.borrow();
        let ((deadline, _), _) = timers.first_key_value()?;
        Some(deadline.saturating_sub(self.time()))
    }

    fn wake_due_timers(&self) {
        let now = self.time();
        let mut timers = self.core.timers.borrow_mut();
        while let Some(first) = timers.first_entry().filter(|first| first.key().0 <= now) {
            self.core.ready.borrow_mut().push_back(first.remove());
        }
    }

    fn call_reader(&self, token: Token) {
        let reader = self.core.readers.borrow().get(&token).cloned();
        if let Some(reader) = reader {
            (reader.borrow_mut())(self);
        }
    }
}

/// A callback that was queued, or will be.
pub struct Scheduled {
    slot: Slot,
    timer: Option<(Weak<Core>, Key)>,
}

impl Scheduled {
    /// Takes the callback back. `false` if it has run, runs, or was taken back before.
    pub fn cancel(&self) -> bool {
        let callback = self.slot.take();
        if let Some((core, key)) = &self.timer {
            if let Some(core) = core.upgrade() {
                core.timers.borrow_mut().remove(key);
            }
        }
        callback.is_some()
    }
}

/// What another thread can call a loop by.
#[derive(Clone)]
pub struct Handle {
    inbox: Arc<Mutex<Vec<Call>>>,
    bell: Bell,
}

impl Handle {
    /// Queues a callback from any thread, and wakes the loop if it is parked.
    pub fn call_soon_threadsafe(&self, callback: impl FnOnce(&EventLoop) + Send + 'static) {
        self.inbox
            .lock()
            .expect("nobody panics with it")
            .push(Box::new(callback));
        (self.bell)();
    }
}

/// The loop runs already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nested;
