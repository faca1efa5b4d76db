//! refused: wrong: [4, 1, 3, 0, 2], and not as [0, 1, 2, 3, 4]
//!
//! Equal deadlines are woken by the numbers of the tasks, because that is what the heap
//! compares next.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::VecDeque;
use std::time::Duration;

use state_machines::CoroutineState::{Complete, Yielded};
use state_machines::{Clock, Coroutine, machine, println, traced};

fn main() {
    let mut kernel = Kernel::new(Clock::from_env());
    for (name, seconds) in [("slow", 3), ("quick", 1), ("steady", 2)] {
        let task = machine(async move |y| {
            for _ in 0..2 {
                y.yield_(Duration::from_secs(seconds)).await;
                println!("{name} has slept {seconds} s");
            }
        });
        kernel.spawn(traced(name, task));
    }
    while kernel.turn() {}
}

/// What the kernel runs: a machine that pauses with how long it wants to sleep.
pub type Body = Box<dyn Coroutine<Yield = Duration, Return = ()>>;

/// A kernel that lets tasks sleep.
pub struct Kernel {
    clock: Clock,
    /// By number; an empty place if the task has ended.
    tasks: Vec<Option<Body>>,
    /// Who is ready, the one that has waited longest in front.
    ready: VecDeque<usize>,
    sleepers: Sleepers,
}

impl Kernel {
    /// A kernel without tasks that lives by `clock`.
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            tasks: Vec::new(),
            ready: VecDeque::new(),
            sleepers: Sleepers::default(),
        }
    }

    /// Makes a task, which is ready at once. Tasks are numbered from 0.
    pub fn spawn(&mut self, body: impl Coroutine<Yield = Duration, Return = ()> + 'static) {
        self.ready.push_back(self.tasks.len());
        self.tasks.push(Some(Box::new(body)));
    }

    /// One turn. Wakes everybody whose time has come. Then picks the task that has been ready
    /// longest and runs it until it sleeps or ends; or, if nobody is ready, parks the thread
    /// until the first sleeper is due (`clock.sleep_until`).
    ///
    /// `false` if there was nothing to do, because every task has ended.
    pub fn turn(&mut self) -> bool {
        while let Some(task) = self.sleepers.wake(self.clock.now()) {
            self.ready.push_back(task);
        }
        if let Some(task) = self.ready.pop_front() {
            self.run(task);
        } else if let Some(deadline) = self.sleepers.next_deadline() {
            self.clock.sleep_until(deadline);
        } else {
            return false;
        }
        true
    }

    /// Runs a task until it sleeps or ends.
    fn run(&mut self, task: usize) {
        let body = self.tasks[task].as_mut().expect("a ready task has not ended");
        match body.resume(()) {
            Yielded(time) => self.sleepers.add(self.clock.now() + time, task),
            Complete(()) => self.tasks[task] = None,
        }
    }
}

/// Who sleeps, and until when.
#[derive(Default)]
pub struct Sleepers {
    /// Deadline first; among equals, who came first; last the task. Tuples compare in this
    /// order. A heap gives its greatest entry first, so the order is reversed.
    heap: BinaryHeap<Reverse<(Duration, usize)>>,
}

impl Sleepers {
    /// Remembers that `task` sleeps until `deadline`.
    pub fn add(&mut self, deadline: Duration, task: usize) {
        self.heap.push(Reverse((deadline, task)));
    }

    /// When the first sleeper is due; `None` if nobody sleeps.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.heap.peek().map(|Reverse((deadline, _))| *deadline)
    }

    /// Takes out a task whose time has come at `now`: the one with the first deadline, and of
    /// equal deadlines the one that was added first. `None` if nobody is due.
    pub fn wake(&mut self, now: Duration) -> Option<usize> {
        if self.next_deadline()? > now {
            return None;
        }
        self.heap.pop().map(|Reverse((_, task))| task)
    }
}
