use std::cell::{Cell, RefCell};
use std::error::Error;
use std::fmt;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::rc::{Rc, Weak};
use std::thread;

use state_machines::{Coroutine, Machine, machine};
use tulip_trace::{Lane, Place, enter_lane, set_mark, take_mark};

use crate::CoroutineState::{self, Complete, Yielded};
use crate::co::{Co, Sent, Wait};
use crate::error::message;
use crate::event_loop::{Core, EventLoop};
use crate::promise::{Awaited, Promise, PromiseError};
use crate::told::{self, At};

/// A function that pauses, resumed by callbacks.
///
/// This is the hinge of the whole course. The machine pauses with a promise; the task leaves a
/// callback there and lets go; when the promise is settled, the loop calls, and the task resumes
/// the machine. Nothing in the loop knows of tasks, and nothing in the machine knows of
/// callbacks. CPython does it in the same three functions: `__step` resumes, `add_done_callback`
/// parks, `__wakeup` is what the promise calls.
///
/// A task is a promise of its own result, so that another one can wait for it. The loop keeps it
/// until it has ended (asyncio's does not, and can lose it); dropping this value leaves it alone.
///
/// ```
/// use std::time::Duration;
/// use callback_loop::{Clock, EventLoop, Task};
///
/// let event_loop = EventLoop::new(Clock::virtual_time())?;
/// let task = Task::spawn(&event_loop, "slow", async |co| {
///     co.sleep(Duration::from_secs(3600)).await?;
///     Ok(42)
/// });
/// assert_eq!(event_loop.run_until_complete(&task)?, 42);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Task<T: 'static> {
    id: u32,
    promise: Promise<T>,
}

impl<T: 'static> Task<T> {
    /// Makes a task of an async block. Nothing of it runs now: its first step is queued (R30).
    #[track_caller]
    pub fn spawn(
        event_loop: &EventLoop,
        name: impl Into<String>,
        body: impl AsyncFnOnce(Co) -> Result<T, Cancelled> + 'static,
    ) -> Self {
        Self::made_at(event_loop.core(), name.into(), body, Location::caller())
    }

    pub(crate) fn made_at(
        core: &Rc<Core>,
        name: String,
        body: impl AsyncFnOnce(Co) -> Result<T, Cancelled> + 'static,
        at: At,
    ) -> Self {
        let id = core.next_task();
        told::made(id, &name, core.running_task.get(), at);
        let promise = Promise::labelled(core, "task", at);
        let weak = Rc::downgrade(core);
        let machine = machine(async move |yielder| match yielder.first() {
            Some(Err(cancelled)) => Err(cancelled),
            _ => body(Co::new(yielder, weak)).await,
        });
        let driven = Rc::new(Driven {
            id,
            name,
            promise: promise.clone(),
            machine: RefCell::new(Some(machine)),
            awaited: RefCell::default(),
            cancel_requested: Cell::new(false),
            passed_on: Cell::new(false),
            runs: Cell::new(0),
            at: Cell::new(None),
            made_at: at,
        });
        let weak = Rc::downgrade(&driven);
        promise.asks_on_cancel(move || weak.upgrade().is_some_and(|task| task.cancel()));
        driven.queue_step(core);
        core.tasks.borrow_mut().insert(id, driven);
        Self { id, promise }
    }

    /// Its number, from 1.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The promise of its result.
    pub fn promise(&self) -> &Promise<T> {
        &self.promise
    }
}

impl<T: 'static> Deref for Task<T> {
    type Target = Promise<T>;

    fn deref(&self) -> &Promise<T> {
        &self.promise
    }
}

impl<T: 'static> fmt::Debug for Task<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Task")
            .field("id", &self.id)
            .field("promise", &self.promise)
            .finish()
    }
}

/// Somebody asked the task to stop. It ends by handing this on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

impl fmt::Display for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the task was asked to stop")
    }
}

impl Error for Cancelled {}

type Body<T> = Machine<Sent, Wait, Result<T, Cancelled>>;

/// What a resume of it gives.
type Pause<T> = CoroutineState<Wait, Result<T, Cancelled>>;

/// A task, as the loop keeps it.
struct Driven<T: 'static> {
    id: u32,
    name: String,
    promise: Promise<T>,
    /// `None` while it runs, and once it has ended.
    machine: RefCell<Option<Body<T>>>,
    /// What it stands on.
    awaited: RefCell<Option<Rc<dyn Awaited>>>,
    /// The next step is to begin with [`Cancelled`].
    cancel_requested: Cell<bool>,
    /// The request was passed on to what the task stands on.
    passed_on: Cell<bool>,
    runs: Cell<u32>,
    /// The line on which it paused last.
    at: Cell<Option<At>>,
    made_at: At,
}

impl<T: 'static> Driven<T> {
    /// Resumes the machine, and arranges for the next step. CPython: `Task.__step`.
    fn step(self: &Rc<Self>, event_loop: &EventLoop) {
        let Some(mut machine) = self.machine.borrow_mut().take() else { return };
        let core = event_loop.core();
        let outcome = match self.resume(&mut machine, core) {
            Ok(Yielded(wait)) => {
                self.machine.replace(Some(machine));
                return self.park(wait, core);
            }
            Ok(Complete(result)) => result.map_err(|Cancelled| PromiseError::Cancelled),
            Err(panic) => {
                let say = format!("task {} panicked: {}", self.name, message(&*panic));
                Err(PromiseError::Failed(Box::<dyn Error>::from(say).into()))
            }
        };
        drop(machine);
        core.tasks.borrow_mut().remove(&self.id);
        // Nobody settles it before: cancelling asks the task.
        let _ = self.promise.settle(outcome);
    }

    /// Resumes the machine, keeps its panic here, and tells what it did.
    fn resume(&self, machine: &mut Body<T>, core: &Rc<Core>) -> thread::Result<Pause<T>> {
        let sent = self.what_to_send();
        self.runs.set(self.runs.get() + 1);
        told::task_runs(self.id, self.runs.get(), sent, self.at.get(), core);
        let lane = enter_lane(Lane::Task(self.id));
        let outer = core.running_task.replace(Some(self.id));
        set_mark(None);
        let state = catch_unwind(AssertUnwindSafe(|| machine.resume(sent)));
        self.at.set(take_mark().or(self.at.get()));
        core.running_task.set(outer);
        drop(lane);
        match &state {
            Ok(Yielded(wait)) => told::task_yields(self.id, wait, self.at.get()),
            Ok(Complete(_)) => told::task_done(self.id, self.at.get()),
            Err(_) => told::task_dropped(self.id, "it panicked"),
        }
        state
    }

    /// [`Cancelled`], if somebody asked for it and nobody else took care of it.
    fn what_to_send(&self) -> Sent {
        let awaited = self.awaited.take();
        let is_refused = |awaited: Rc<dyn Awaited>| awaited.is_cancelled();
        let was_passed_on = self.passed_on.take() && awaited.is_some_and(is_refused);
        if self.cancel_requested.take() || was_passed_on { Err(Cancelled) } else { Ok(()) }
    }

    /// Leaves a callback where the task waits.
    fn park(self: &Rc<Self>, wait: Wait, core: &Rc<Core>) {
        match wait {
            Wait::NextTurn => {
                told::task_ready(self.id);
                self.queue_step(core);
            }
            Wait::For(awaited) => {
                told::task_waits(self.id, awaited.label(), self.at.get());
                self.awaited.replace(Some(Rc::clone(&awaited)));
                let task: Weak<Self> = Rc::downgrade(self);
                awaited.wakes_when_done(task);
                if self.cancel_requested.get() && awaited.cancel() {
                    self.cancel_requested.set(false);
                    self.passed_on.set(true);
                }
            }
        }
    }

    fn queue_step(self: &Rc<Self>, core: &Rc<Core>) {
        let task = Rc::downgrade(self);
        let step = move |event_loop: &EventLoop| {
            if let Some(task) = task.upgrade() {
                task.step(event_loop);
            }
        };
        core.call_soon(Box::new(step), self.at.get().unwrap_or(self.made_at));
    }

    /// Cancels what the task stands on; if it stands on nothing, or that cannot be cancelled, its
    /// next step begins with [`Cancelled`] (R37, R42).
    fn cancel(&self) -> bool {
        if self.promise.is_done() {
            return false;
        }
        told::task_asked_to_stop(self.id);
        let awaited = self.awaited.borrow().clone();
        if awaited.is_some_and(|awaited| awaited.cancel()) {
            self.passed_on.set(true);
        } else {
            self.cancel_requested.set(true);
        }
        true
    }
}

/// What a promise needs of a task that stands on it.
pub(crate) trait Wakes {
    /// Queues its next step. What CPython queues there is `Task.__wakeup`.
    fn wake(self: Rc<Self>, core: &Rc<Core>);
}

impl<T: 'static> Wakes for Driven<T> {
    fn wake(self: Rc<Self>, core: &Rc<Core>) {
        told::task_woken(self.id, core);
        self.queue_step(core);
    }
}

/// What a loop knows of the tasks that it keeps.
pub(crate) trait Pending {
    fn waiting(&self) -> Waiting;
}

impl<T: 'static> Pending for Driven<T> {
    fn waiting(&self) -> Waiting {
        let label =
            self.awaited.borrow().as_ref().map(|awaited| awaited.label().to_string());
        Waiting { task: self.id, name: self.name.clone(), on: label, at: self.at.get() }
    }
}

impl<T: 'static> Drop for Driven<T> {
    fn drop(&mut self) {
        if self.machine.get_mut().is_some() {
            told::task_dropped(self.id, "the loop was closed");
        }
    }
}

/// A task that waits, as a report of a loop that is stuck names it.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The task.
    pub task: u32,
    /// Its name.
    pub name: String,
    /// The promise that it stands on.
    pub on: Option<String>,
    /// The line on which it stands.
    pub at: Option<At>,
}

impl fmt::Display for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { task, name, on, at } = self;
        write!(f, "t{task} {name} waits")?;
        if let Some(on) = on {
            write!(f, " for {on}")?;
        }
        match at {
            Some(at) => write!(f, ", at {}", Place::from(*at)),
            None => Ok(()),
        }
    }
}
