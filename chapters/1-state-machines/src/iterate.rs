use std::iter::FusedIterator;

use crate::Coroutine;
use crate::CoroutineState::{Complete, Yielded};

/// Lets a `for` loop drive a machine, and keeps what the machine returns.
///
/// A `for` loop asks for yielded values alone; in Python it throws the return value away. Here
/// [`finish`](Self::finish) has it.
///
/// ```
/// use state_machines::{Iterate, machine};
///
/// let mut countdown = Iterate::new(machine(async |y| {
///     y.yield_(2).await;
///     y.yield_(1).await;
///     "lift-off"
/// }));
/// assert_eq!(countdown.by_ref().collect::<Vec<_>>(), [2, 1]);
/// assert_eq!(countdown.next(), None); // fused: the machine is not resumed again
/// assert_eq!(countdown.finish(), Some("lift-off"));
/// ```
#[derive(Clone, Debug)]
#[must_use = "iterators are lazy: nothing runs until they are asked"]
pub struct Iterate<C: Coroutine> {
    machine: C,
    result: Option<C::Return>,
    ended: bool,
}

impl<C: Coroutine> Iterate<C> {
    /// Wraps a machine; runs nothing yet.
    pub fn new(machine: C) -> Self {
        Self { machine, result: None, ended: false }
    }

    /// What the machine returned; nothing if it has not ended, and then it never will.
    pub fn finish(self) -> Option<C::Return> {
        self.result
    }
}

impl<C: Coroutine> Iterator for Iterate<C> {
    type Item = C::Yield;

    fn next(&mut self) -> Option<C::Yield> {
        if self.ended {
            return None;
        }
        match self.machine.resume(()) {
            Yielded(value) => Some(value),
            Complete(result) => {
                self.result = Some(result);
                self.ended = true;
                None
            }
        }
    }
}

impl<C: Coroutine> FusedIterator for Iterate<C> {}
