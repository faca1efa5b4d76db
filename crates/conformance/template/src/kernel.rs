//! Stage 2: a scheduler that drives functions that pause.
//!
//! It repeats four words: *pick* the task that has been ready longest, *run* it until it pauses,
//! *park* when nobody is ready, *wake* a task when what it waits for is there.
//!
//! Much is yours to decide. How does a task ask the kernel: by a trap that it yields, as in the
//! book, or otherwise? What is a task, and in which states can it be? By what are timers sorted?
//! Is a wake that comes before the park remembered or lost? `cargo test --test stage2` says which
//! rule comes next, and takes any answer that keeps the rules.

use std::marker::PhantomData;
use std::rc::Rc;
use std::time::Duration;

use crate::clock::Clock;

/// The scheduler.
pub struct Kernel {
    // To do: the clock, the tasks, the queue of those that are ready, the timers.
}

impl Kernel {
    /// A kernel without tasks that lives by `clock`.
    pub fn new(clock: impl Clock + 'static) -> Self {
        todo!("an empty kernel")
    }

    /// Makes a task. It runs when [`run`](Self::run) does.
    pub fn spawn<T: 'static>(
        &mut self,
        name: impl Into<String>,
        body: impl AsyncFnOnce(Sys) -> Result<T, Cancelled> + 'static,
    ) -> JoinHandle<T> {
        todo!("make a machine of the body that keeps its result, and put it into the queue")
    }

    /// Runs until every task has ended. Who becomes ready during a round runs in the next one,
    /// after the timers were looked at.
    ///
    /// An error if tasks are left, nobody is ready and no timer is armed.
    pub fn run(&mut self) -> Result<(), Deadlock> {
        todo!("pick, run, park, wake")
    }
}

/// A task's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(pub u32);

/// How a task asks the kernel.
pub struct Sys {
    // To do: whatever it asks by.
}

impl Sys {
    /// The time since the clock was started. Keeps the turn.
    pub async fn now(&self) -> Duration {
        todo!("answer on the spot")
    }

    /// Lets others run for `time`. A sleep of zero goes to the back of the queue.
    pub async fn sleep(&self, time: Duration) -> Result<(), Cancelled> {
        todo!("arm a timer, and pause")
    }

    /// Makes a task.
    pub async fn spawn<T: 'static>(
        &self,
        name: impl Into<String>,
        body: impl AsyncFnOnce(Self) -> Result<T, Cancelled> + 'static,
    ) -> Result<JoinHandle<T>, Cancelled> {
        todo!("as the kernel does from outside")
    }

    /// Lets others run until somebody wakes this task.
    pub async fn park(&self) -> Result<(), Cancelled> {
        todo!("pause, and be in no queue")
    }

    /// Wakes a task that is parked. `false` if it is not, and you do not remember the wake.
    pub async fn wake(&self, task: TaskId) -> bool {
        todo!("put it into the queue, once")
    }

    /// Asks a task to stop: its sleep or its park ends with [`Cancelled`], in a turn behind those
    /// who are ready, and a task that has not begun never does. `false` if it has ended.
    pub async fn cancel(&self, task: TaskId) -> bool {
        todo!("end what it waits for; think of its timer")
    }
}

/// The right to wait for a task and to have its result.
pub struct JoinHandle<T> {
    // To do: the task, and where its result will be. Then delete this line.
    types: PhantomData<Rc<T>>,
}

impl<T> JoinHandle<T> {
    /// The task.
    pub fn id(&self) -> TaskId {
        todo!("its number")
    }

    /// The task's result; nothing if it has not ended.
    pub fn result(&self) -> Option<Result<Rc<T>, JoinError>> {
        todo!("what the task left behind")
    }

    /// Waits until the task has ended. The outer error is about the task that waits, the inner
    /// one about the task that it waits for.
    pub async fn join(&self, sys: &Sys) -> Result<Result<Rc<T>, JoinError>, Cancelled> {
        todo!("look, and park until the task wakes you; it needs no more than `park` and `wake`")
    }
}

impl<T> Clone for JoinHandle<T> {
    fn clone(&self) -> Self {
        todo!("a second handle to the same task")
    }
}

/// Somebody asked this task to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

/// Why a join has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinError {
    /// The task was cancelled, and ended for that.
    Cancelled,
    /// A task cannot wait for its own end.
    Oneself,
}

/// Tasks are left that nobody will ever wake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadlock {
    /// Their names.
    pub waiting: Vec<String>,
}
