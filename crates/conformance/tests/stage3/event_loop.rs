//! A loop that is right, but for the mistake that it is made with.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, VecDeque};
use std::mem;
use std::rc::{Rc, Weak};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tulip_conformance::stage3::{Bell, Cancelled, Handle, Nested, Runtime, Token, World};

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
    inbox: Arc<Mutex<Vec<Call>>>,
    is_running: Cell<bool>,
    is_stopping: Cell<bool>,
}

type Callback = Box<dyn FnOnce()>;
type Call = Box<dyn FnOnce() + Send>;
type Reader = Rc<RefCell<dyn FnMut()>>;
type Slot = Rc<Cell<Option<Callback>>>;
type Key = (Duration, u64);

pub(crate) struct Scheduled {
    slot: Slot,
    timer: Option<(Weak<Core>, Key)>,
}

#[derive(Clone)]
pub(crate) struct Caller {
    inbox: Arc<Mutex<Vec<Call>>>,
    bell: Bell,
    mistake: Mistake,
}

impl Runtime for Loop {
    type Scheduled = Scheduled;
    type Handle = Caller;
    type Promise = Promised<u32>;
    type Co = Pausing;

    fn new(world: World) -> Self {
        Self(Rc::new(Core {
            world,
            mistake: made(),
            ready: RefCell::default(),
            timers: RefCell::default(),
            timers_set: Cell::new(0),
            readers: RefCell::default(),
            inbox: Arc::default(),
            is_running: Cell::new(false),
            is_stopping: Cell::new(false),
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
        scheduled.slot.take().is_some()
    }

    fn handle(&self) -> Caller {
        let (inbox, bell) = (Arc::clone(&self.0.inbox), self.0.world.bell());
        Caller { inbox, bell, mistake: self.0.mistake }
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
            return Err(Nested);
        }
        loop {
            self.turn();
            if self.0.is_stopping.take() {
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
        let mut calls =
            mem::take(&mut *self.0.inbox.lock().expect("nobody panics with it"));
        if self.makes(Mistake::CallsBackwards) {
            calls.reverse();
        }
        for call in calls {
            self.queue(call);
        }
        if is_idle || !self.makes(Mistake::TimersWhenIdle) {
            self.wake_due_timers();
        }
        let mut queued = self.0.ready.borrow().len();
        while queued > 0 {
            queued -= 1;
            let Some(callback) = self.pick().take() else { continue };
            callback();
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
            let is_wrong = event_loop.makes(Mistake::CallsTheRemoved);
            if let Some(reader) = if is_wrong { reader } else { registered } {
                (reader.borrow_mut())();
            }
        }));
    }
}

impl Handle for Caller {
    fn call_soon_threadsafe(&self, callback: impl FnOnce() + Send + 'static) {
        let mut inbox = self.inbox.lock().expect("nobody panics with it");
        if self.mistake == Mistake::LosesCalls {
            inbox.clear();
        }
        let is_first = inbox.is_empty();
        inbox.push(Box::new(callback));
        match self.mistake {
            Mistake::RingsNobody => {}
            Mistake::RingsForTheFirst if !is_first => {}
            _ => self.bell.ring(),
        }
    }
}
