use std::collections::VecDeque;

use crate::Coroutine;
use crate::CoroutineState::{Complete, Yielded};

/// The smallest scheduler: everybody runs until the next pause, in turn.
///
/// ```
/// use scheduler::{RoundRobin, machine};
///
/// let mut turns = RoundRobin::new();
/// for name in ["a", "b"] {
///     turns.add(machine(async move |y| {
///         y.yield_(()).await;
///         name
///     }));
/// }
/// assert_eq!(turns.run(), ["a", "b"]);
/// ```
#[derive(Clone, Debug)]
pub struct RoundRobin<C> {
    ready: VecDeque<C>,
}

impl<C: Coroutine<Yield = ()>> RoundRobin<C> {
    /// A scheduler without tasks.
    pub fn new() -> Self {
        Self { ready: VecDeque::new() }
    }

    /// Adds a task at the end of the queue. It does not run yet.
    pub fn add(&mut self, task: C) {
        self.ready.push_back(task);
    }

    /// Runs all tasks to their ends; gives their results in the order in which they ended.
    pub fn run(&mut self) -> Vec<C::Return> {
        let mut results = Vec::new();
        while let Some(mut task) = self.ready.pop_front() {
            match task.resume(()) {
                Yielded(()) => self.ready.push_back(task),
                Complete(result) => results.push(result),
            }
        }
        results
    }
}

impl<C: Coroutine<Yield = ()>> Default for RoundRobin<C> {
    fn default() -> Self {
        Self::new()
    }
}
