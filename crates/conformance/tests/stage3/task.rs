//! A task that is right, but for the mistake of its loop.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use state_machines::CoroutineState::{Complete, Yielded};
use state_machines::{Coroutine, Machine, Yielder, machine};
use tulip_conformance::stage3::{Cancelled, Co, Runtime};

use crate::event_loop::Loop;
use crate::mistake::Mistake;
use crate::promise::Promised;

type Sent = Result<(), Cancelled>;
type Body = Machine<Sent, Rc<dyn Awaited>, Result<u32, Cancelled>>;

pub(crate) fn spawn(
    event_loop: &Loop,
    body: impl AsyncFnOnce(Pausing) -> Result<u32, Cancelled> + 'static,
) -> Promised<u32> {
    let inner = event_loop.clone();
    let machine = machine(async move |yielder: Yielder<Sent, Rc<dyn Awaited>>| {
        let begins = inner.makes(Mistake::BeginsCancelled);
        match yielder.first() {
            Some(Err(cancelled)) if !begins => Err(cancelled),
            _ => body(Pausing { yielder, event_loop: inner }).await,
        }
    });
    let promise = Promised::new(event_loop);
    let task = Rc::new(Task {
        event_loop: event_loop.clone(),
        promise: promise.clone(),
        machine: RefCell::new(Some(machine)),
        awaited: RefCell::default(),
        cancel_requested: Cell::new(false),
        was_asked: Cell::new(false),
        stays_asked: Cell::new(false),
    });
    let weak = Rc::downgrade(&task);
    promise.asks_on_cancel(move || weak.upgrade().is_some_and(Task::cancel));
    if event_loop.makes(Mistake::BeginsAtOnce) {
        task.step();
    } else {
        event_loop.queue(Box::new(move || task.step()));
    }
    promise
}

struct Task {
    event_loop: Loop,
    promise: Promised<u32>,
    /// `None` while it runs, and once it has ended.
    machine: RefCell<Option<Body>>,
    awaited: RefCell<Option<Rc<dyn Awaited>>>,
    /// It is to be told with its next step.
    cancel_requested: Cell<bool>,
    /// For the mistakes that are about a second time.
    was_asked: Cell<bool>,
    stays_asked: Cell<bool>,
}

impl Task {
    fn step(self: Rc<Self>) {
        let Some(mut machine) = self.machine.take() else { return };
        self.awaited.take();
        let sent = if self.cancel_requested.get() { Err(Cancelled) } else { Ok(()) };
        self.cancel_requested.set(self.stays_asked.get());
        match machine.resume(sent) {
            Complete(result) => {
                self.promise.settle(result);
            }
            Yielded(awaited) => {
                self.machine.replace(Some(machine));
                self.awaited.replace(Some(Rc::clone(&awaited)));
                let task = Rc::clone(&self);
                if !self.makes(Mistake::NeverGoesOn) {
                    awaited.on_done(Box::new(move || task.step()));
                }
                // Somebody asked while it ran.
                if self.cancel_requested.get() {
                    awaited.cancel();
                }
            }
        }
    }

    fn cancel(self: Rc<Self>) -> bool {
        let is_running = self.machine.borrow().is_none();
        if is_running && self.makes(Mistake::ForgetsWhileItRuns) {
            return true;
        }
        if self.makes(Mistake::CancelDrops) {
            self.machine.take();
            return self.promise.settle(Err(Cancelled));
        }
        if self.was_asked.replace(true) && self.makes(Mistake::AsksOnce) {
            return true;
        }
        self.cancel_requested.set(true);
        self.stays_asked.set(
            self.makes(Mistake::CancelIsFinal)
                || is_running && self.makes(Mistake::SelfCancelIsFinal),
        );
        let awaited = self.awaited.borrow().clone();
        if let Some(awaited) = awaited {
            if self.makes(Mistake::LeavesThePromise) {
                self.event_loop.clone().queue(Box::new(move || self.step()));
            } else if !awaited.cancel() && self.makes(Mistake::ForgetsWhoIsAboutToGoOn) {
                self.cancel_requested.set(false);
            }
        }
        true
    }

    fn makes(&self, mistake: Mistake) -> bool {
        self.event_loop.makes(mistake)
    }
}

/// What a task needs of what it waits for.
trait Awaited {
    fn on_done(&self, callback: Box<dyn FnOnce()>);
    /// `false` if it is settled.
    fn cancel(&self) -> bool;
}

impl<T: Clone + 'static> Awaited for Promised<T> {
    fn on_done(&self, callback: Box<dyn FnOnce()>) {
        self.on_done(callback);
    }

    fn cancel(&self) -> bool {
        if self.event_loop().makes(Mistake::SettlesTheOther) {
            return self.settle(Err(Cancelled));
        }
        self.ask_to_cancel()
    }
}

pub(crate) struct Pausing {
    yielder: Yielder<Sent, Rc<dyn Awaited>>,
    event_loop: Loop,
}

impl Pausing {
    async fn wait_for<T: Clone + 'static>(
        &self,
        promise: &Promised<T>,
    ) -> Result<Result<T, Cancelled>, Cancelled> {
        let mut has_paused = !self.event_loop.makes(Mistake::AlwaysPauses);
        loop {
            match promise.outcome() {
                Some(Err(Cancelled))
                    if self.event_loop.makes(Mistake::TakesItForItsOwn) =>
                {
                    return Err(Cancelled);
                }
                Some(result) if has_paused => return Ok(result),
                _ => self.yielder.yield_(Rc::new(promise.clone())).await?,
            }
            has_paused = true;
        }
    }
}

impl Co for Pausing {
    type Promise = Promised<u32>;

    async fn wait(
        &self,
        promise: &Promised<u32>,
    ) -> Result<Result<u32, Cancelled>, Cancelled> {
        self.wait_for(promise).await
    }

    async fn sleep(&self, time: Duration) -> Result<(), Cancelled> {
        if self.event_loop.makes(Mistake::SleepBlocks) {
            self.event_loop.world().of_the_trace().work(time);
            return Ok(());
        }
        let over = Promised::new(&self.event_loop);
        let ring = over.clone();
        let timer = self.event_loop.call_later(time, move || {
            ring.settle(Ok(()));
        });
        let slept = self.wait_for(&over).await;
        if !self.event_loop.makes(Mistake::LeavesTheSleeper) {
            self.event_loop.cancel(&timer);
        }
        slept.map(|_| ())
    }
}
