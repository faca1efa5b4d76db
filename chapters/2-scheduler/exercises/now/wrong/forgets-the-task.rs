//! refused: wrong: the order is a1 b1 c1 a2 b2 c2, and was a1 b1 c1
//!
//! Whoever pauses after a question is not put back into the queue, and never runs again.

use std::collections::VecDeque;
use std::time::Duration;

use state_machines::CoroutineState::{Complete, Yielded};
use state_machines::{Clock, Coroutine, Yielder, machine, println, traced};

fn main() {
    let clock = Clock::from_env();
    let mut kernel = Kernel::new(clock.clone());
    for (name, seconds) in [("a", 1), ("b", 2)] {
        let clock = clock.clone();
        let task = machine(async move |y| {
            for _ in 0..2 {
                let start = now(&y).await;
                clock.work(Duration::from_secs(seconds));
                let took = now(&y).await - start;
                println!("{name} worked for {:.0} s", took.as_secs_f64());
                pause(&y).await;
            }
        });
        kernel.spawn(traced(name, task));
    }
    while kernel.turn() {}
}

/// What a task asks of the kernel.
#[derive(Debug)]
pub enum Trap {
    /// Let the others run.
    Pause,
    /// What time is it?
    Now,
}

/// What the kernel answers.
#[derive(Debug)]
pub enum Reply {
    /// Go on. Also what a task is first resumed with.
    Done,
    /// The time on the kernel's clock.
    Time(Duration),
}

/// Lets the other tasks run.
pub async fn pause(y: &Yielder<Reply, Trap>) {
    y.yield_(Trap::Pause).await;
}

/// The time on the kernel's clock. The task that asks keeps its turn.
pub async fn now(y: &Yielder<Reply, Trap>) -> Duration {
    match y.yield_(Trap::Now).await {
        Reply::Time(now) => now,
        Reply::Done => panic!("`Now` was answered without a time"),
    }
}

/// What the kernel runs.
pub type Body = Box<dyn Coroutine<Reply, Yield = Trap, Return = ()>>;

/// A kernel that serves traps.
pub struct Kernel {
    clock: Clock,
    /// Who is ready and what each will be answered, the one that has waited longest in front.
    ready: VecDeque<(Body, Reply)>,
}

impl Kernel {
    /// A kernel without tasks that lives by `clock`.
    pub fn new(clock: Clock) -> Self {
        Self { clock, ready: VecDeque::new() }
    }

    /// Makes a task, which is ready at once.
    pub fn spawn(
        &mut self,
        body: impl Coroutine<Reply, Yield = Trap, Return = ()> + 'static,
    ) {
        self.ready.push_back((Box::new(body), Reply::Done));
    }

    /// One turn: picks the task that has been ready longest and runs it until it pauses or ends.
    /// `false` if nobody is ready.
    pub fn turn(&mut self) -> bool {
        let Some((mut body, mut reply)) = self.ready.pop_front() else {
            return false;
        };
        loop {
            match body.resume(reply) {
                Yielded(Trap::Now) => reply = Reply::Time(self.clock.now()),
                Yielded(Trap::Pause) | Complete(()) => return true,
            }
        }
    }
}
