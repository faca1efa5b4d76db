mod serve;

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fmt;
use std::mem;
use std::panic::Location;
use std::time::Duration;
use std::{env, process};

use tulip_trace::{Lane, enter_lane, set_mark, take_mark};

use crate::Clock;
use crate::CoroutineState::{Complete, Yielded};
use crate::deadlock::{Deadlock, Waiting};
use crate::error::RunError;
use crate::join::{JoinHandle, joinable};
use crate::schedule::{Schedule, WrongPick};
use crate::seen::{Hog, Seen};
use crate::sys::Sys;
use crate::task::{NewTask, State, Task};
use crate::timers::Timers;
use crate::told::{self, At};
use crate::trap::{Answer, Cancelled, Reply, TaskId};

/// A scheduler that serves traps.
///
/// ```
/// use std::time::Duration;
/// use scheduler::{Clock, Kernel};
///
/// let mut kernel = Kernel::new(Clock::virtual_time());
/// let answer = kernel.spawn("slow", async |sys| {
///     sys.sleep(Duration::from_secs(3600)).await?;
///     Ok(42)
/// });
/// kernel.run()?;
/// assert_eq!(answer.result(), Some(Ok(42.into())));
/// # Ok::<(), scheduler::RunError>(())
/// ```
///
/// One thread, one queue. Ready tasks run in the order in which they became ready. The kernel
/// works in rounds, as asyncio's loop does: who becomes ready during a round runs in the next
/// one, after the timers were looked at, so that tasks that keep each other busy do not hold up
/// those that sleep.
///
/// A panic in a task is not caught: it leaves [`run`](Self::run). Dropping a kernel drops its
/// tasks, in the order in which they were made; they are not told.
pub struct Kernel {
    clock: Clock,
    /// By id, from 1. A task that ended leaves an empty place of 8 bytes, so that no id is ever
    /// used twice.
    tasks: Vec<Option<Box<Task>>>,
    living: usize,
    ready: VecDeque<TaskId>,
    /// How many more tasks run before the timers are looked at.
    left_in_round: usize,
    timers: Timers,
    schedule: Schedule,
    watchdog: Option<Duration>,
    wakes: u32,
}

impl Kernel {
    /// A kernel without tasks that lives by `clock`.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            tasks: Vec::new(),
            living: 0,
            ready: VecDeque::new(),
            left_in_round: 0,
            timers: Timers::default(),
            schedule: Schedule::default(),
            watchdog: None,
            wakes: 0,
        }
    }

    /// A kernel with the clock of `TULIP_CLOCK` and the schedule of `TULIP_SCHEDULE`.
    ///
    /// A variable with a wrong value ends the program with exit code 2 and a sentence on
    /// standard error.
    pub fn from_env() -> Self {
        let mut kernel = Self::new(Clock::from_env());
        if let Some(picks) = env::var_os("TULIP_SCHEDULE") {
            kernel.follow(picks.to_string_lossy().parse().unwrap_or_else(|error| {
                eprintln!("error: {error}");
                process::exit(2)
            }));
        }
        kernel
    }

    /// Picks tasks by `schedule` wherever more than one is ready, as far as it goes.
    pub fn follow(&mut self, schedule: Schedule) {
        self.schedule = schedule;
    }

    /// Reports every task that keeps the kernel for longer than `limit` without a pause.
    ///
    /// It is named when it pauses at last: nobody can stop it before.
    pub fn watchdog(&mut self, limit: Duration) {
        self.watchdog = Some(limit);
    }

    /// Makes a task of an async block. It runs when [`run`](Self::run) does.
    #[track_caller]
    pub fn spawn<T: 'static>(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        body: impl AsyncFnOnce(Sys) -> Result<T, Cancelled> + 'static,
    ) -> JoinHandle<T> {
        let (task, waiter) = joinable(name.into(), body);
        waiter.for_task(self.spawn_machine(task))
    }

    /// Makes a task of a machine, perhaps one written by hand.
    #[track_caller]
    pub fn spawn_machine(&mut self, task: NewTask) -> TaskId {
        self.make(task, None, Some(Location::caller()))
    }

    /// Runs until every task has ended. A task that hogs is reported on standard error.
    ///
    /// # Errors
    ///
    /// [`RunError::Deadlock`] if tasks are left and nobody will ever wake one;
    /// [`RunError::Schedule`] if the schedule asks for what cannot be.
    pub fn run(&mut self) -> Result<(), RunError> {
        self.run_watched(|seen| {
            if let Seen::Hog(hog) = seen {
                eprintln!("warning: {hog}");
            }
        })
    }

    /// Runs as [`run`](Self::run) does, and shows `watch` what the kernel sees.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run).
    pub fn run_watched(&mut self, mut watch: impl FnMut(Seen<'_>)) -> Result<(), RunError> {
        loop {
            if let Some(task) = self.pick()? {
                self.run_task(task, &mut watch);
            } else if self.park() {
                watch(Seen::Time(self.clock.now()));
            } else if self.living == 0 {
                return Ok(self.schedule.finish()?);
            } else {
                return Err(self.deadlock().into());
            }
        }
    }

    /// How many timers are armed.
    pub fn timers_len(&self) -> usize {
        self.timers.len()
    }

    /// Takes the next task out of the queue.
    fn pick(&mut self) -> Result<Option<TaskId>, WrongPick> {
        if self.left_in_round == 0 {
            self.wake_sleepers();
            self.left_in_round = self.ready.len();
        }
        self.left_in_round = self.left_in_round.saturating_sub(1);
        let index = self.schedule.choose(&self.ready, &self.tasks)?;
        let picked = self.ready.remove(index);
        if let Some(id) = picked {
            told::picked(id, self.ready.len());
        }
        Ok(picked)
    }

    /// Runs a task until it has to wait.
    fn run_task(&mut self, id: TaskId, watch: &mut impl FnMut(Seen<'_>)) {
        let mut task = self.tasks[index(id)].take().expect("a ready task exists");
        // One that panics does not come back.
        self.living -= 1;
        let State::Ready(mut reply) = mem::replace(&mut task.state, State::Running) else {
            unreachable!("the queue holds ready tasks alone");
        };
        task.runs += 1;
        told::runs(id, &task, &reply);
        let stopwatch = self.watchdog.map(|limit| (limit, self.clock.now(), task.at));
        let lane = enter_lane(Lane::Task(id.number()));
        let panicking = told::IfPanicking(id);
        let ended = loop {
            set_mark(None);
            let state = task.body.resume(reply);
            task.at = take_mark().or(task.at);
            match state {
                Yielded(trap) => {
                    watch(Seen::Trap(id, &trap));
                    match self.serve(trap, id, &mut task) {
                        Some(answer) => reply = Ok(answer),
                        None => break false,
                    }
                }
                Complete(()) => match task.callers.pop() {
                    Some(caller) => {
                        task.body = caller;
                        reply = Ok(Answer::Done);
                    }
                    None => break true,
                },
            }
        };
        mem::forget(panicking);
        drop(lane);
        if let Some((limit, start, from)) = stopwatch {
            let took = self.clock.now().saturating_sub(start);
            if took > limit {
                let (name, to) = (task.name.to_string(), task.at.filter(|_| !ended));
                watch(Seen::Hog(&Hog { task: id, name, took, limit, from, to }));
            }
        }
        if ended {
            told::done(id, &task);
            watch(Seen::Exit(id, &task.name));
        } else {
            self.tasks[index(id)] = Some(task);
            self.living += 1;
        }
    }

    /// Parks until the first timer is due. `false` if there is none: time would bring nothing.
    fn park(&mut self) -> bool {
        let Some(deadline) = self.timers.next_deadline() else {
            return false;
        };
        self.clock.sleep_until(deadline);
        true
    }

    /// Wakes a task that is parked. `false` if it is not: the wake is lost.
    fn wake(&mut self, id: TaskId, by: TaskId, at: At) -> bool {
        let parked =
            self.living_task(id).filter(|task| matches!(task.state, State::Parked(_)));
        if parked.is_none() {
            told::wake_lost(id, by);
            return false;
        }
        self.make_ready(id, Ok(Answer::Done), &by, at);
        true
    }

    /// Wakes the tasks whose time has come.
    fn wake_sleepers(&mut self) {
        if self.timers.len() == 0 {
            return;
        }
        let now = self.clock.now();
        while let Some((timer, task)) = self.timers.fire(now) {
            told::timer_fired(timer);
            self.make_ready(
                task,
                Ok(Answer::Done),
                &format_args!("timer {}", timer.number),
                None,
            );
        }
    }

    fn make(&mut self, task: NewTask, parent: Option<TaskId>, at: At) -> TaskId {
        self.tasks.push(None);
        let id =
            TaskId(u32::try_from(self.tasks.len()).expect("at most 4,294,967,295 tasks"));
        told::made(id, &task.name, parent, at);
        self.tasks[index(id)] = Some(Box::new(Task::new(task)));
        self.living += 1;
        self.ready.push_back(id);
        id
    }

    /// Puts a task that waits into the queue.
    fn make_ready(&mut self, id: TaskId, reply: Reply, by: &dyn fmt::Display, at: At) {
        let task = self.tasks[index(id)].as_mut().expect("a task that waits exists");
        task.state = State::Ready(reply);
        self.wakes += 1;
        told::woken(id, self.wakes, by, at);
        self.ready.push_back(id);
    }

    fn deadlock(&self) -> Deadlock {
        let waiting = (1..).map(TaskId).zip(&self.tasks).filter_map(|(task, slot)| {
            let Task { name, state: State::Parked(wait), at, .. } = &**slot.as_ref()?
            else {
                return None;
            };
            Some(Waiting { task, name: name.to_string(), wait: wait.clone(), at: *at })
        });
        Deadlock { waiting: waiting.collect() }
    }

    fn living_task(&mut self, id: TaskId) -> Option<&mut Task> {
        self.tasks.get_mut(index(id))?.as_deref_mut()
    }
}

impl Drop for Kernel {
    fn drop(&mut self) {
        for (id, task) in (1..).map(TaskId).zip(&mut self.tasks) {
            if task.take().is_some() {
                told::dropped(id);
            }
        }
    }
}

impl fmt::Debug for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kernel")
            .field("clock", &self.clock)
            .field("living", &self.living)
            .field("ready", &self.ready)
            .field("timers", &self.timers)
            .finish_non_exhaustive()
    }
}

fn index(id: TaskId) -> usize {
    id.0 as usize - 1
}
