//! refused: wrong: cancel the second of two ready tasks
//!
//! The news goes to the task that stands in front of the queue, whoever that is.

use std::collections::{BTreeMap, VecDeque};
use std::mem;
use std::time::Duration;

use state_machines::CoroutineState::{Complete, Yielded};
use state_machines::{Clock, Coroutine, machine, println, traced};

fn main() {
    let mut kernel = Kernel::new(Clock::from_env());
    let sleeper = machine(async |y| {
        println!("the sleeper lies down");
        let slept = y.yield_(Trap::Sleep(Duration::from_secs(3600))).await;
        println!("the sleeper gets up: {slept:?}");
    });
    let sleeper = kernel.spawn(traced("sleeper", sleeper));
    let waiter = machine(async |y| {
        println!("the waiter parks");
        let woken = y.yield_(Trap::Park).await;
        println!("the waiter goes on: {woken:?}");
    });
    let waiter = kernel.spawn(traced("waiter", waiter));
    kernel.turn();
    kernel.turn();
    println!("{} timer is armed", kernel.timers_len());
    println!("cancelled: {} {}", kernel.cancel(sleeper), kernel.cancel(waiter));
    while kernel.turn() {}
    println!("and again: {} {}", kernel.cancel(sleeper), kernel.wake(waiter));
}

/// Somebody wants the task to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

/// What the kernel answers when a wait is over, and what a task is first resumed with.
pub type Reply = Result<(), Cancelled>;

/// What a task asks of the kernel.
#[derive(Debug)]
pub enum Trap {
    /// Wake me after this time.
    Sleep(Duration),
    /// Wake me when somebody says so.
    Park,
}

/// What the kernel runs.
pub type Body = Box<dyn Coroutine<Reply, Yield = Trap, Return = ()>>;

/// A kernel whose tasks can be cancelled.
pub struct Kernel {
    clock: Clock,
    /// By number; an empty place if the task has ended.
    tasks: Vec<Option<Task>>,
    /// Who is ready and what each will be told, the one that has waited longest in front.
    ready: VecDeque<(usize, Reply)>,
    timers: BTreeMap<Timer, usize>,
    timers_set: u64,
}

struct Task {
    body: Body,
    state: State,
}

enum State {
    /// It stands in the queue, once.
    Ready,
    /// It wakes when the timer fires.
    Sleeping(Timer),
    /// It wakes when somebody wakes it.
    Parked,
}

/// A deadline, and a number of its own.
type Timer = (Duration, u64);

impl Kernel {
    /// A kernel without tasks that lives by `clock`.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            tasks: Vec::new(),
            ready: VecDeque::new(),
            timers: BTreeMap::new(),
            timers_set: 0,
        }
    }

    /// Makes a task, which is ready at once, and gives its number.
    pub fn spawn(
        &mut self,
        body: impl Coroutine<Reply, Yield = Trap, Return = ()> + 'static,
    ) -> usize {
        let number = self.tasks.len();
        self.tasks.push(Some(Task { body: Box::new(body), state: State::Ready }));
        self.ready.push_back((number, Ok(())));
        number
    }

    /// Wakes a task that is parked. `false` if it is not.
    pub fn wake(&mut self, number: usize) -> bool {
        match &mut self.tasks[number] {
            Some(task) if matches!(task.state, State::Parked) => {
                task.state = State::Ready;
                self.ready.push_back((number, Ok(())));
                true
            }
            _ => false,
        }
    }

    /// Asks a task to stop. `false` if it has ended.
    ///
    /// The request arrives when the task has its next turn, as the reply `Err(Cancelled)` to
    /// what it waits for; in a task that has not begun, as what it is first resumed with. It
    /// waits for that turn at the end of the queue, or, if it was ready, where it stands. Asking
    /// twice before that turn is asking once.
    pub fn cancel(&mut self, number: usize) -> bool {
        let Some(task) = &mut self.tasks[number] else {
            return false;
        };
        match mem::replace(&mut task.state, State::Ready) {
            State::Ready => {
                if let Some((_, reply)) = self.ready.front_mut() {
                    *reply = Err(Cancelled);
                }
            }
            State::Sleeping(timer) => {
                self.timers.remove(&timer);
                self.ready.push_back((number, Err(Cancelled)));
            }
            State::Parked => self.ready.push_back((number, Err(Cancelled))),
        }
        true
    }

    /// One turn: wakes who is due, then runs a task that is ready, or parks until the first
    /// timer is due. `false` if there is nothing to do.
    pub fn turn(&mut self) -> bool {
        while let Some(timer) = self.timers.first_entry() {
            if timer.key().0 > self.clock.now() {
                break;
            }
            let number = timer.remove();
            if let Some(task) = &mut self.tasks[number] {
                task.state = State::Ready;
            }
            self.ready.push_back((number, Ok(())));
        }
        if let Some((number, reply)) = self.ready.pop_front() {
            self.run(number, reply);
        } else if let Some((timer, _)) = self.timers.first_key_value() {
            self.clock.sleep_until(timer.0);
        } else {
            return false;
        }
        true
    }

    fn run(&mut self, number: usize, reply: Reply) {
        let Some(task) = &mut self.tasks[number] else {
            panic!("task {number} has ended, and something made it ready again");
        };
        match task.body.resume(reply) {
            Yielded(Trap::Sleep(time)) => {
                self.timers_set += 1;
                let timer = (self.clock.now() + time, self.timers_set);
                self.timers.insert(timer, number);
                task.state = State::Sleeping(timer);
            }
            Yielded(Trap::Park) => task.state = State::Parked,
            Complete(()) => self.tasks[number] = None,
        }
    }

    /// How many timers are armed.
    pub fn timers_len(&self) -> usize {
        self.timers.len()
    }
}
