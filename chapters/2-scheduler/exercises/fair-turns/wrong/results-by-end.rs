//! refused: wrong: task 0 returned ("a", 3), and Some(("b", 1)) is kept for it
//!
//! Results are kept in the order in which tasks end, not under the numbers of the tasks.

use std::collections::VecDeque;

use state_machines::CoroutineState::{Complete, Yielded};
use state_machines::{Coroutine, machine, println, traced};

fn main() {
    let mut turns = Turns::new();
    for (name, steps) in [("a", 3), ("b", 1), ("c", 2)] {
        let task = machine(async move |y| {
            for step in 1..=steps {
                println!("{name}{step}");
                y.yield_(()).await;
            }
            steps
        });
        turns.add(traced(name, task));
    }
    while turns.turn() {}
    println!("results: {:?}", turns.results());
}

/// A scheduler that gives every task its turn.
pub struct Turns<C: Coroutine<Yield = ()>> {
    /// Who is ready, the one that has waited longest in front.
    ready: VecDeque<Task<C>>,
    /// By the number of the task; `None` until it has ended.
    results: Vec<Option<C::Return>>,
}

struct Task<C> {
    number: usize,
    machine: C,
}

impl<C: Coroutine<Yield = ()>> Turns<C> {
    /// A scheduler without tasks.
    pub fn new() -> Self {
        Self { ready: VecDeque::new(), results: Vec::new() }
    }

    /// Makes a task of a machine and puts it at the end of the queue. It does not run yet. Its
    /// number counts from 0.
    pub fn add(&mut self, machine: C) -> usize {
        let number = self.results.len();
        self.results.push(None);
        self.ready.push_back(Task { number, machine });
        number
    }

    /// One turn: picks the task that has waited longest and runs it, to its next pause or its
    /// end. `false` if there was nobody to pick.
    ///
    /// Who pauses waits for its next turn behind all the others. Who ends leaves its result.
    pub fn turn(&mut self) -> bool {
        let Some(Task { number, mut machine }) = self.ready.pop_front() else {
            return false;
        };
        match machine.resume(()) {
            Yielded(()) => self.ready.push_back(Task { number, machine }),
            Complete(result) => {
                let first_empty =
                    self.results.iter().position(Option::is_none).unwrap_or(0);
                self.results[first_empty] = Some(result);
            }
        }
        true
    }

    /// What the tasks returned, by their numbers.
    pub fn results(&self) -> &[Option<C::Return>] {
        &self.results
    }
}

impl<C: Coroutine<Yield = ()>> Default for Turns<C> {
    fn default() -> Self {
        Self::new()
    }
}
