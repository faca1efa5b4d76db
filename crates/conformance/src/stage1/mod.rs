//! Stage 1: checks of a trait for functions that pause, a machine by hand, and the bridge that
//! makes machines of async blocks.
//!
//! A runtime says by [`Bridge`] how the checks reach its machines. In them a machine is sent
//! `u32`, yields `u64` and returns a `String`: three types, so that no way can be taken for
//! another.

mod bridge;
mod by_hand;
mod delegation;

use std::process::ExitCode;

pub use state_machines::{Coroutine, CoroutineState};

use crate::rule::Rule;
use crate::suite::Suite;

/// How the checks reach the machines of a runtime.
pub trait Bridge: 'static {
    /// A machine that is made of an async block.
    type Machine: Coroutine<u32, Yield = u64, Return = String> + 'static;
    /// What an async block yields with.
    type Yielder: Yielder;
    /// The machine that is written by hand.
    type ByHand: Coroutine<u32, Yield = u64, Return = String>;

    /// Makes a machine of an async block.
    fn machine(body: impl AsyncFnOnce(Self::Yielder) -> String + 'static) -> Self::Machine;

    /// Makes the machine by hand, which is this function:
    ///
    /// ```python
    /// def total(limit):
    ///     total = 0
    ///     while total < limit:
    ///         total += yield total
    ///     return f"{total} is enough"
    /// ```
    fn by_hand(limit: u64) -> Self::ByHand;
}

/// How the checks yield.
pub trait Yielder: 'static {
    /// What was sent with the first resume; nothing if it was taken already or the machine has
    /// paused since.
    fn first(&self) -> Option<u32>;

    /// Pauses, hands out `value`, and gives what is sent next.
    fn yield_(&self, value: u64) -> impl Future<Output = u32>;

    /// Drives `inner` to its end, and gives its result. `first` is what it is resumed with at
    /// first.
    fn delegate<C: Coroutine<u32, Yield = u64>>(
        &self,
        inner: &mut C,
        first: u32,
    ) -> impl Future<Output = C::Return>;
}

/// The rules of stage 1, in the order in which they are best looked at.
pub fn rules<B: Bridge>() -> Vec<Rule> {
    [by_hand::rules::<B>(), bridge::rules::<B>(), delegation::rules::<B>()].concat()
}

/// Checks the rules of stage 1, and shows what came of it: the `main` of a test without a
/// harness.
///
/// A word among the program's arguments shows only the rules with that word in their names.
pub fn main<B: Bridge>() -> ExitCode {
    suite::<B>().show()
}

pub(crate) fn suite<B: Bridge>() -> Suite {
    Suite { name: "stage 1", about: "functions that pause", rules: rules::<B>() }
}
