//! Stage 2: a scheduler that drives functions that pause.
//!
//! A task asks by a trap. A wake that comes before the park is lost, and told so.

mod join;

use std::collections::{BTreeMap, VecDeque};
use std::mem;
use std::time::Duration;

use join::joinable;
pub use join::{JoinError, JoinHandle};

use crate::clock::Clock;
use crate::coroutine::CoroutineState::Yielded;
use crate::coroutine::{Coroutine, Machine, Yielder};

/// The scheduler.
pub struct Kernel {
    clock: Box<dyn Clock>,
    /// By number. A task that has ended leaves an empty place.
    tasks: Vec<Option<Task>>,
    ready: VecDeque<TaskId>,
    /// By deadline, and among equals by the order of setting.
    timers: BTreeMap<(Duration, u64), TaskId>,
    timers_set: u64,
}

struct Task {
    name: String,
    machine: Machine<Reply, Trap, ()>,
    state: State,
}

enum State {
    Ready(Reply),
    Running,
    Sleeping((Duration, u64)),
    Parked,
}

enum Trap {
    Now,
    Current,
    Sleep(Duration),
    Spawn(String, Machine<Reply, Trap, ()>),
    Park,
    Wake(TaskId),
    Cancel(TaskId),
}

enum Answer {
    Done,
    Time(Duration),
    Task(TaskId),
    Effect(bool),
}

type Reply = Result<Answer, Cancelled>;

impl Kernel {
    /// A kernel without tasks that lives by `clock`.
    pub fn new(clock: impl Clock + 'static) -> Self {
        Self {
            clock: Box::new(clock),
            tasks: Vec::new(),
            ready: VecDeque::new(),
            timers: BTreeMap::new(),
            timers_set: 0,
        }
    }

    /// Makes a task. It runs when [`run`](Self::run) does.
    pub fn spawn<T: 'static>(
        &mut self,
        name: impl Into<String>,
        body: impl AsyncFnOnce(Sys) -> Result<T, Cancelled> + 'static,
    ) -> JoinHandle<T> {
        let (machine, shared) = joinable(body);
        let task = self.make(name.into(), machine);
        JoinHandle::new(task, shared)
    }

    /// Runs until every task has ended. Who becomes ready during a round runs in the next one,
    /// after the timers were looked at.
    ///
    /// An error if tasks are left, nobody is ready and no timer is armed.
    pub fn run(&mut self) -> Result<(), Deadlock> {
        loop {
            self.wake_sleepers();
            for _ in 0..self.ready.len() {
                let task = self.ready.pop_front().expect("it was counted");
                self.run_task(task);
            }
            if !self.ready.is_empty() {
                continue;
            }
            match self.timers.first_key_value() {
                Some((&(deadline, _), _)) => self.clock.sleep_until(deadline),
                None => break,
            }
        }
        let left = self.tasks.iter().flatten();
        let waiting: Vec<_> = left.map(|task| task.name.clone()).collect();
        if waiting.is_empty() {
            Ok(())
        } else {
            Err(Deadlock { waiting })
        }
    }

    fn run_task(&mut self, id: TaskId) {
        let mut task = self.tasks[id.index()].take().expect("a ready task exists");
        let State::Ready(mut reply) = mem::replace(&mut task.state, State::Running) else {
            unreachable!("the queue holds ready tasks alone");
        };
        while let Yielded(trap) = task.machine.resume(reply) {
            reply = match trap {
                Trap::Now => Ok(Answer::Time(self.clock.now())),
                Trap::Current => Ok(Answer::Task(id)),
                Trap::Spawn(name, machine) => Ok(Answer::Task(self.make(name, machine))),
                Trap::Wake(other) => Ok(Answer::Effect(self.wake(other))),
                Trap::Cancel(other) => Ok(Answer::Effect(other == id || self.cancel(other))),
                Trap::Sleep(Duration::ZERO) => {
                    task.state = State::Ready(Ok(Answer::Done));
                    self.ready.push_back(id);
                    break;
                }
                Trap::Sleep(time) => {
                    self.timers_set += 1;
                    let timer = (self.clock.now() + time, self.timers_set);
                    self.timers.insert(timer, id);
                    task.state = State::Sleeping(timer);
                    break;
                }
                Trap::Park => {
                    task.state = State::Parked;
                    break;
                }
            };
        }
        if !matches!(task.state, State::Running) {
            self.tasks[id.index()] = Some(task);
        }
    }

    fn make(&mut self, name: String, machine: Machine<Reply, Trap, ()>) -> TaskId {
        let id = TaskId(u32::try_from(self.tasks.len()).expect("fewer tasks"));
        let state = State::Ready(Ok(Answer::Done));
        self.tasks.push(Some(Task {
            name,
            machine,
            state,
        }));
        self.ready.push_back(id);
        id
    }

    fn wake(&mut self, id: TaskId) -> bool {
        let task = self.tasks[id.index()].as_mut();
        let parked = task.is_some_and(|task| matches!(task.state, State::Parked));
        if parked {
            self.make_ready(id, Ok(Answer::Done));
        }
        parked
    }

    fn cancel(&mut self, id: TaskId) -> bool {
        let Some(task) = &mut self.tasks[id.index()] else {
            return false;
        };
        match &mut task.state {
            State::Ready(reply) => *reply = Err(Cancelled),
            State::Running => unreachable!("a task that runs is not in its place"),
            State::Sleeping(timer) => {
                self.timers.remove(timer);
                self.make_ready(id, Err(Cancelled));
            }
            State::Parked => self.make_ready(id, Err(Cancelled)),
        }
        true
    }

    fn wake_sleepers(&mut self) {
        let now = self.clock.now();
        while let Some(first) = self.timers.first_entry() {
            if first.key().0 > now {
                break;
            }
            let task = first.remove();
            self.make_ready(task, Ok(Answer::Done));
        }
    }

    fn make_ready(&mut self, id: TaskId, reply: Reply) {
        let task = self.tasks[id.index()]
            .as_mut()
            .expect("a task that waits exists");
        task.state = State::Ready(reply);
        self.ready.push_back(id);
    }
}

/// A task's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(pub u32);

impl TaskId {
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// How a task asks the kernel.
pub struct Sys {
    yielder: Yielder<Reply, Trap>,
}

impl Sys {
    /// The time since the clock was started. Keeps the turn.
    pub async fn now(&self) -> Duration {
        match self.yielder.yield_(Trap::Now).await {
            Ok(Answer::Time(now)) => now,
            _ => unreachable!("the kernel answers with the time"),
        }
    }

    /// Lets others run for `time`. A sleep of zero goes to the back of the queue.
    pub async fn sleep(&self, time: Duration) -> Result<(), Cancelled> {
        self.yielder.yield_(Trap::Sleep(time)).await.map(drop)
    }

    /// Makes a task.
    pub async fn spawn<T: 'static>(
        &self,
        name: impl Into<String>,
        body: impl AsyncFnOnce(Self) -> Result<T, Cancelled> + 'static,
    ) -> Result<JoinHandle<T>, Cancelled> {
        let (machine, shared) = joinable(body);
        let task = self.task(Trap::Spawn(name.into(), machine)).await;
        Ok(JoinHandle::new(task, shared))
    }

    /// Lets others run until somebody wakes this task.
    pub async fn park(&self) -> Result<(), Cancelled> {
        self.yielder.yield_(Trap::Park).await.map(drop)
    }

    /// Wakes a task that is parked. `false` if it is not: the wake is lost.
    pub async fn wake(&self, task: TaskId) -> bool {
        self.effect(Trap::Wake(task)).await
    }

    /// Asks a task to stop: its sleep or its park ends with [`Cancelled`], and a task that has
    /// not begun never does. `false` if it has ended.
    pub async fn cancel(&self, task: TaskId) -> bool {
        self.effect(Trap::Cancel(task)).await
    }

    async fn task(&self, trap: Trap) -> TaskId {
        match self.yielder.yield_(trap).await {
            Ok(Answer::Task(task)) => task,
            _ => unreachable!("the kernel answers with a task"),
        }
    }

    async fn effect(&self, trap: Trap) -> bool {
        match self.yielder.yield_(trap).await {
            Ok(Answer::Effect(effect)) => effect,
            _ => unreachable!("the kernel says whether it had an effect"),
        }
    }
}

/// Somebody asked this task to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

/// Tasks are left that nobody will ever wake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadlock {
    /// Their names.
    pub waiting: Vec<String>,
}
