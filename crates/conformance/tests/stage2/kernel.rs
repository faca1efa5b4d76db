//! A kernel that keeps every rule, made to be broken: a [`Mistake`] replaces one part of it.
//!
//! It serves its tasks without traps: they reach into its [`Core`] and pause when they have to
//! wait.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::mem;
use std::rc::Rc;
use std::time::Duration;

use state_machines::CoroutineState::Complete;
use state_machines::{Coroutine, machine};
use tulip_conformance::stage2::{self, Cancelled, Clock, Deadlock, Handle, JoinError, Sys};

use crate::mistake::{Mistake, made};
use crate::task::{Reply, State, Task, Timer};

pub(crate) struct Kernel {
    pub(crate) core: Shared,
}

type Shared = Rc<RefCell<Core>>;

pub(crate) struct Core {
    pub(crate) clock: Clock,
    pub(crate) tasks: Vec<Task>,
    pub(crate) ready: VecDeque<usize>,
    pub(crate) timers: Vec<Timer>,
    pub(crate) left_in_round: usize,
    timers_set: u64,
    mistake: &'static dyn Mistake,
}

impl Core {
    pub(crate) fn make_ready(&mut self, task: usize, reply: Reply) {
        self.tasks[task].state = State::Ready;
        self.tasks[task].reply = reply;
        self.mistake.enqueue(self, task);
    }

    pub(crate) fn take_timer_back(&mut self, task: usize) {
        self.timers.retain(|timer| timer.task != task);
    }

    fn make(
        shared: &Shared,
        name: &str,
        body: impl AsyncFnOnce(Asking) -> Result<u32, Cancelled> + 'static,
    ) -> usize {
        let mut core = shared.borrow_mut();
        let (me, mistake) = (core.tasks.len(), core.mistake);
        let its_core = Rc::clone(shared);
        let machine = machine(async move |yielder| {
            let first = yielder.first().expect("it is resumed with a reply");
            let asking = Asking { core: Rc::clone(&its_core), yielder, me };
            let result = match first {
                Err(cancelled) if !mistake.begins_cancelled() => Err(cancelled),
                _ => body(asking).await,
            };
            let result = result.map_err(|Cancelled| JoinError::Cancelled);
            let mut core = its_core.borrow_mut();
            core.tasks[me].result = Some(result);
            let waiters = mem::take(&mut core.tasks[me].waiters);
            for waiter in mistake.whom_to_wake(waiters, result) {
                core.make_ready(waiter, Ok(()));
            }
        });
        core.tasks.push(Task {
            name: name.to_owned(),
            machine: Some(machine),
            state: State::Ready,
            reply: Ok(()),
            waiters: Vec::new(),
            was_woken: false,
            result: None,
        });
        me
    }

    fn fire(&mut self) {
        let now = self.clock.now();
        self.sort_timers();
        while self.timers.first().is_some_and(|timer| timer.deadline <= now) {
            let task = self.timers.remove(0).task;
            if self.tasks[task].state != State::Ended {
                self.make_ready(task, Ok(()));
            }
        }
    }

    fn sort_timers(&mut self) {
        let mistake = self.mistake;
        self.timers.sort_by_key(|timer| mistake.rank(timer));
    }
}

impl stage2::Runtime for Kernel {
    type Sys = Asking;
    type Handle = Joining;

    fn new(clock: Clock) -> Self {
        let core = Core {
            clock,
            tasks: Vec::new(),
            ready: VecDeque::new(),
            timers: Vec::new(),
            left_in_round: 0,
            timers_set: 0,
            mistake: made(),
        };
        Self { core: Rc::new(RefCell::new(core)) }
    }

    fn spawn(
        &mut self,
        name: &str,
        body: impl AsyncFnOnce(Asking) -> Result<u32, Cancelled> + 'static,
    ) -> Joining {
        let id = Core::make(&self.core, name, body);
        let mistake = self.core.borrow().mistake;
        mistake.enqueue(&mut self.core.borrow_mut(), id);
        mistake.made(self);
        Joining { id, core: Rc::clone(&self.core) }
    }

    fn run(&mut self) -> Result<(), Deadlock> {
        loop {
            let mut core = self.core.borrow_mut();
            let mistake = core.mistake;
            if mistake.looks_at_timers(&core) {
                core.fire();
                core.left_in_round = core.ready.len();
            }
            core.left_in_round = core.left_in_round.saturating_sub(1);
            if let Some(task) = mistake.pick(&mut core) {
                drop(core);
                self.run_task(task);
            } else if mistake.is_stuck(&core) {
                return mistake.report(&core);
            } else {
                core.sort_timers();
                let deadline = core.timers[0].deadline;
                mistake.wait(&core.clock, deadline);
            }
        }
    }
}

impl Kernel {
    pub(crate) fn run_task(&mut self, id: usize) {
        let mut core = self.core.borrow_mut();
        let task = &mut core.tasks[id];
        let Some(mut machine) = task.machine.take() else { return };
        task.state = State::Running;
        let reply = mem::replace(&mut task.reply, Ok(()));
        drop(core);
        if let Complete(()) = machine.resume(reply) {
            self.core.borrow_mut().tasks[id].state = State::Ended;
        } else {
            self.core.borrow_mut().tasks[id].machine = Some(machine);
        }
    }
}

/// How a task asks.
pub(crate) struct Asking {
    core: Shared,
    yielder: state_machines::Yielder<Reply, ()>,
    me: usize,
}

impl Asking {
    fn mistake(&self) -> &'static dyn Mistake {
        self.core.borrow().mistake
    }

    async fn wait(&self, state: State) -> Reply {
        self.core.borrow_mut().tasks[self.me].state = state;
        if state == State::Ready {
            self.mistake().enqueue(&mut self.core.borrow_mut(), self.me);
        }
        self.yielder.yield_(()).await
    }
}

impl Sys for Asking {
    type Handle = Joining;

    async fn now(&self) -> Duration {
        if self.mistake().now_waits() {
            let _ = self.wait(State::Ready).await;
        }
        self.core.borrow().clock.now()
    }

    async fn sleep(&self, time: Duration) -> Reply {
        if time.is_zero() {
            let waits = self.mistake().zero_waits();
            return if waits { self.wait(State::Ready).await } else { Ok(()) };
        }
        {
            let mut core = self.core.borrow_mut();
            core.timers_set += 1;
            let deadline = core.mistake.deadline(core.clock.now(), time);
            let number = core.timers_set;
            core.timers.push(Timer { deadline, time, number, task: self.me });
        }
        self.wait(State::Sleeping).await
    }

    async fn spawn(
        &self,
        name: &str,
        body: impl AsyncFnOnce(Self) -> Result<u32, Cancelled> + 'static,
    ) -> Result<Joining, Cancelled> {
        let id = Core::make(&self.core, name, body);
        self.mistake().enqueue_child(&mut self.core.borrow_mut(), id);
        if self.mistake().spawn_waits() {
            self.wait(State::Ready).await?;
        }
        Ok(Joining { id, core: Rc::clone(&self.core) })
    }

    async fn join(&self, task: &Joining) -> Result<Result<u32, JoinError>, Cancelled> {
        if let Some(result) = self.mistake().oneself().filter(|_| task.id == self.me) {
            return Ok(result);
        }
        let mut was_woken = false;
        loop {
            let result = self.mistake().look(&self.core.borrow(), task.id, was_woken);
            if let Some(result) = result {
                return Ok(result);
            }
            if !self.mistake().join_parks() {
                self.wait(State::Ready).await?;
                continue;
            }
            self.core.borrow_mut().tasks[task.id].waiters.push(self.me);
            let woken = self.wait(State::Parked).await;
            let mut core = self.core.borrow_mut();
            core.tasks[task.id].waiters.retain(|waiter| *waiter != self.me);
            if woken.is_err() {
                core.mistake.joiner_was_cancelled(&mut core, task.id);
            }
            woken?;
            was_woken = true;
        }
    }

    async fn park(&self) -> Reply {
        let waits = self.mistake().park_waits(&mut self.core.borrow_mut(), self.me);
        self.wait(if waits { State::Parked } else { State::Ready }).await
    }

    async fn wake(&self, task: &Joining) -> bool {
        self.mistake().wake(&mut self.core.borrow_mut(), task.id)
    }

    async fn cancel(&self, task: &Joining) -> bool {
        self.mistake().cancel(&mut self.core.borrow_mut(), task.id)
    }
}

/// A handle.
#[derive(Clone)]
pub(crate) struct Joining {
    id: usize,
    core: Shared,
}

impl Handle for Joining {
    fn result(&self) -> Option<Result<u32, JoinError>> {
        let mistake = self.core.borrow().mistake;
        mistake.show(&mut self.core.borrow_mut(), self.id)
    }
}
