//! A loop that is right, but for the mistake that it is made with.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::{Rc, Weak};
use std::time::Duration;

use tulip_conformance::stage3::{Cancelled, Nested, Runtime, Token, World};

use crate::caller::Caller;
use crate::gather::gather;
use crate::mistake::{Mistake, made};
use crate::promise::Promised;
use crate::task::{self, Pausing};

/// Clones are the same loop.
#[derive(Clone)]
pub(crate) struct Loop(Rc<Core>);

pub(crate) struct Core {
    pub(crate) world: World,
    mistake: Mistake,
    ready: RefCell<VecDeque<Slot>>,
    timers: RefCell<BTreeMap<Key, Slot>>,
    timers_set: Cell<u64>,
    readers: RefCell<BTreeMap<Token, Reader>>,
    caller: Caller,
    is_running: Cell<bool>,
    is_stopping: Cell<bool>,
    /// For the mistakes that are about a time or a place too long.
    turn_began: Cell<Duration>,
    kept: RefCell<Vec<Callback>>,
}

type Callback = Box<dyn FnOnce()>;
type Reader = Rc<RefCell<dyn FnMut()>>;
type Slot = Rc<Cell<Option<Callback>>>;
type Key = (Duration, u64);

pub(crate) struct Scheduled {
    slot: Slot,
    timer: Option<(Weak<Core>, Key)>,
}

impl Runtime for Loop {
    type Scheduled = Scheduled;
    type Handle = Caller;
    type Promise = Promised<u32>;
    type Co = Pausing;

    fn new(world: World) -> Self {
        let mistake = made();
        let caller = Caller::new(world.bell(), mistake);
        Self(Rc::new(Core {
            world,
            mistake,
            ready: RefCell::default(),
            timers: RefCell::default(),
            timers_set: Cell::new(0),
            readers: RefCell::default(),
            caller,
            is_running: Cell::new(false),
            is_stopping: Cell::new(false),
            turn_began: Cell::new(Duration::ZERO),
            kept: RefCell::default(),
        }))
    }

    fn call_soon(&self, callback: impl FnOnce() + 'static) -> Scheduled {
        self.queue(Box::new(callback))
    }

    fn call_later(&self, delay: Duration, callback: impl FnOnce() + 'static) -> Scheduled {
        let slot: Slot = Rc::new(Cell::new(Some(Box::new(callback))));
        self.0.timers_set.set(self.0.timers_set.get() + 1);
        let now = if self.makes(Mistake::DeadlineIsDelay) {
            Duration::ZERO
        } else if self.makes(Mistake::DelaysTheTurn) {
            self.0.turn_began.get()
        } else {
            self.0.world.now()
        };
        let number = match self.0.timers_set.get() {
            number if self.makes(Mistake::TiesBackwards) => u64::MAX - number,
            number => number,
        };
        let key = (now + delay, number);
        self.0.timers.borrow_mut().insert(key, Rc::clone(&slot));
        Scheduled { slot, timer: Some((Rc::downgrade(&self.0), key)) }
    }

    fn cancel(&self, scheduled: &Scheduled) -> bool {
        let timer = scheduled.timer.as_ref();
        let timer = timer.and_then(|(core, key)| Some((core.upgrade()?, key)));
        let Some((core, key)) = timer else {
            let callback = scheduled.slot.take();
            let was_there = callback.is_some();
            if self.makes(Mistake::CannotTakeBack) {
                scheduled.slot.set(callback);
            }
            return was_there;
        };
        if !self.makes(Mistake::LeavesTheTimer) && !self.makes(Mistake::SweepsInFront) {
            core.timers.borrow_mut().remove(key);
        }
        let Some(callback) = scheduled.slot.take() else { return false };
        if self.makes(Mistake::KeepsTheCallback) {
            core.kept.borrow_mut().push(callback);
        }
        true
    }

    fn handle(&self) -> Caller {
        self.0.caller.clone()
    }

    fn add_reader(&self, token: Token, callback: impl FnMut() + 'static) {
        let mut readers = self.0.readers.borrow_mut();
        if !(self.makes(Mistake::FirstReaderStays) && readers.contains_key(&token)) {
            readers.insert(token, Rc::new(RefCell::new(callback)));
        }
    }

    fn remove_reader(&self, token: Token) -> bool {
        self.0.readers.borrow_mut().remove(&token).is_some()
    }

    fn promise(&self) -> Promised<u32> {
        Promised::new(self)
    }

    fn spawn(
        &self,
        _: &str,
        body: impl AsyncFnOnce(Pausing) -> Result<u32, Cancelled> + 'static,
    ) -> Promised<u32> {
        task::spawn(self, body)
    }

    fn gather(
        &self,
        promises: &[Promised<u32>],
        done: impl FnOnce(Result<Vec<u32>, Cancelled>) + 'static,
    ) {
        gather(self, promises, done);
    }

    fn run_forever(&self) -> Result<(), Nested> {
        if self.0.is_running.replace(true) && !self.makes(Mistake::Nests) {
            self.0.is_running.set(!self.makes(Mistake::RefusesOnce));
            if self.makes(Mistake::StopsWhereItRefuses) {
                self.stop();
            }
            return Err(Nested);
        }
        loop {
            self.turn();
            let is_stopping = self.0.is_stopping.get();
            self.0.is_stopping.set(is_stopping && self.makes(Mistake::StaysStopped));
            if is_stopping {
                self.0.is_running.set(false);
                return Ok(());
            }
        }
    }

    fn stop(&self) {
        self.0.is_stopping.set(true);
    }
}

impl Loop {
    pub(crate) fn makes(&self, mistake: Mistake) -> bool {
        self.0.mistake == mistake
    }

    pub(crate) fn world(&self) -> &World {
        &self.0.world
    }

    pub(crate) fn queue(&self, callback: Callback) -> Scheduled {
        let slot: Slot = Rc::new(Cell::new(Some(callback)));
        if self.makes(Mistake::Eager) {
            slot.take().expect("it was put there")();
        } else {
            self.0.ready.borrow_mut().push_back(Rc::clone(&slot));
        }
        Scheduled { slot, timer: None }
    }

    fn turn(&self) {
        let is_idle = self.0.ready.borrow().is_empty();
        for token in self.0.world.wait(self.how_long()) {
            self.queue_reader(token);
        }
        self.0.turn_began.set(self.0.world.now());
        for call in self.0.caller.take() {
            self.queue(call);
        }
        if is_idle || !self.makes(Mistake::TimersWhenIdle) {
            self.wake_due_timers();
        }
        let mut queued = self.0.ready.borrow().len();
        while queued > 0 {
            queued -= 1;
            let slot = self.pick();
            let Some(callback) = slot.take() else { continue };
            if self.makes(Mistake::TakesBackWhatRuns) {
                slot.set(Some(Box::new(|| ())));
            }
            callback();
            slot.take();
            if self.makes(Mistake::DrainsUntilEmpty) {
                queued = self.0.ready.borrow().len();
            }
            if self.makes(Mistake::StopsInTheMiddle) && self.0.is_stopping.get() {
                return;
            }
        }
    }

    fn pick(&self) -> Slot {
        let mut ready = self.0.ready.borrow_mut();
        let slot = if self.makes(Mistake::LastInFirstOut) {
            ready.pop_back()
        } else {
            ready.pop_front()
        };
        slot.expect("it was counted")
    }

    fn how_long(&self) -> Option<Duration> {
        if self.makes(Mistake::SweepsInFront) {
            self.sweep_in_front();
        }
        let timers = self.0.timers.borrow();
        let now = self.0.world.now();
        let until_due =
            timers.keys().next().map(|(deadline, _)| deadline.saturating_sub(now));
        let is_queued = !self.0.ready.borrow().is_empty() || self.0.is_stopping.get();
        match until_due {
            Some(time) if self.makes(Mistake::SleepsOverTheQueue) => Some(time),
            _ if is_queued || self.makes(Mistake::BusyLoop) => Some(Duration::ZERO),
            Some(time) if self.makes(Mistake::Slices) => {
                Some(time.min(Duration::from_millis(500)))
            }
            until_due => until_due,
        }
    }

    fn sweep_in_front(&self) {
        let mut timers = self.0.timers.borrow_mut();
        while let Some(first) = timers.first_entry() {
            let callback = first.get().take();
            if callback.is_some() {
                first.get().set(callback);
                return;
            }
            first.remove();
        }
    }

    fn wake_due_timers(&self) {
        let now = self.0.world.now();
        let mut timers = self.0.timers.borrow_mut();
        while let Some(first) = timers.first_entry().filter(|first| first.key().0 <= now) {
            self.0.ready.borrow_mut().push_back(first.remove());
        }
    }

    fn queue_reader(&self, token: Token) {
        let reader = self.0.readers.borrow().get(&token).cloned();
        let event_loop = self.clone();
        self.queue(Box::new(move || {
            let mut readers = event_loop.0.readers.borrow_mut();
            let registered = readers.get(&token).cloned();
            if event_loop.makes(Mistake::OneShotReaders) {
                readers.remove(&token);
            }
            drop(readers);
            let called = if event_loop.makes(Mistake::CallsTheRemoved) {
                registered.or(reader)
            } else if event_loop.makes(Mistake::CallsTheReplaced) {
                registered.and(reader)
            } else {
                registered
            };
            if let Some(reader) = called {
                (reader.borrow_mut())();
            }
        }));
    }
}
