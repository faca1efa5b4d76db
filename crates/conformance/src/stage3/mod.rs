//! Stage 3: checks of a loop that waits and calls back.
//!
//! A runtime says by [`Runtime`], [`Handle`], [`Promise`] and [`Co`] how the checks reach it. The
//! loop waits on the [`World`] that it is given, in which time jumps.
//!
//! What is left to the runtime: what a callback is given; what happens to one that panics; what a
//! promise fails with; whether a loop with nothing to wait for waits or says so.

mod cancel;
mod gather;
mod outside;
mod promise;
mod reader;
mod table;
mod task;
mod thread;
mod time;
mod turn;
mod world;

use std::process::ExitCode;
use std::time::Duration;

pub use outside::{Bell, Outside};
use tulip_trace::println;
pub use world::{Token, World};

use crate::rule::Rule;
use crate::suite::Suite;
use crate::{stage1, stage2};

/// How the checks reach a loop.
pub trait Runtime: Sized + 'static {
    /// A callback that can be taken back.
    type Scheduled: 'static;
    /// What another thread calls the loop by.
    type Handle: Handle;
    /// A result that is not there yet.
    type Promise: Promise;
    /// How a task waits.
    type Co: Co<Promise = Self::Promise>;

    /// A loop that waits on `world`.
    fn new(world: World) -> Self;

    /// Queues a callback.
    fn call_soon(&self, callback: impl FnOnce() + 'static) -> Self::Scheduled;

    /// Queues a callback when `delay` has passed.
    fn call_later(
        &self,
        delay: Duration,
        callback: impl FnOnce() + 'static,
    ) -> Self::Scheduled;

    /// Takes a callback back. `false` if it has run, or was taken back before.
    fn cancel(&self, scheduled: &Self::Scheduled) -> bool;

    /// What another thread calls the loop by.
    fn handle(&self) -> Self::Handle;

    /// Calls back when there is news of `token`, in place of who was called before.
    fn add_reader(&self, token: Token, callback: impl FnMut() + 'static);

    /// Ends that. `false` if nobody was called.
    fn remove_reader(&self, token: Token) -> bool;

    /// A promise that nobody has settled.
    fn promise(&self) -> Self::Promise;

    /// Makes a task, and gives the promise of its result.
    fn spawn(
        &self,
        name: &str,
        body: impl AsyncFnOnce(Self::Co) -> Result<u32, Cancelled> + 'static,
    ) -> Self::Promise;

    /// Waits for several promises, and calls back with all results in the order of the promises,
    /// or when one of them is cancelled.
    fn gather(
        &self,
        promises: &[Self::Promise],
        done: impl FnOnce(Result<Vec<u32>, Cancelled>) + 'static,
    );

    /// Turns until somebody stops it.
    fn run_forever(&self) -> Result<(), Nested>;

    /// Ends [`run_forever`](Self::run_forever) after this turn.
    fn stop(&self);
}

/// How another thread calls a loop.
pub trait Handle: Clone + Send + 'static {
    /// Queues a callback, and wakes the loop.
    fn call_soon_threadsafe(&self, callback: impl FnOnce() + Send + 'static);
}

/// A result that is not there yet. Clones are the same promise.
pub trait Promise: Clone + 'static {
    /// Settles it. `false` if it was settled or cancelled before.
    fn set_result(&self, result: u32) -> bool;

    /// Cancels it; of a task it is a request. `false` if it was settled before.
    fn cancel(&self) -> bool;

    /// Its result; nothing while it is pending.
    fn result(&self) -> Option<Result<u32, Cancelled>>;

    /// Calls back when it is settled.
    fn add_done_callback(&self, callback: impl FnOnce() + 'static);
}

/// How a task waits.
pub trait Co: 'static {
    /// As [`Runtime::Promise`].
    type Promise: Promise;

    /// Waits until a promise is settled. The outer error is about this task, the inner one about
    /// the promise.
    fn wait(
        &self,
        promise: &Self::Promise,
    ) -> impl Future<Output = Result<Result<u32, Cancelled>, Cancelled>>;

    /// Lets others run for `time`.
    fn sleep(&self, time: Duration) -> impl Future<Output = Result<(), Cancelled>>;
}

/// Somebody asked to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

/// The loop runs already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nested;

/// The rules of stage 3, in the order in which they are best looked at.
pub fn rules<R: Runtime>() -> Vec<Rule> {
    [
        turn::rules::<R>(),
        time::rules::<R>(),
        thread::rules::<R>(),
        reader::rules::<R>(),
        promise::rules::<R>(),
        task::rules::<R>(),
        cancel::rules::<R>(),
        gather::rules::<R>(),
    ]
    .concat()
}

/// Checks the rules of stage 3, and shows what came of it: the `main` of a test without a
/// harness.
///
/// A task of this stage drives a machine of stage 1, so nothing is checked, and nothing fails,
/// until the stages before are green; those are checked on `Before`. A word among the program's
/// arguments shows only the rules with that word in their names.
pub fn main<Before: stage1::Bridge + stage2::Runtime, R: Runtime>() -> ExitCode {
    let before =
        [("stage1", stage1::suite::<Before>()), ("stage2", stage2::suite::<Before>())];
    for (stage, suite) in before {
        let kept = suite.kept();
        if kept < suite.rules.len() {
            println!(
                "stage 3 waits until {} is green; {kept} of its {} rules are kept: cargo test \
                 --test {stage}",
                suite.name,
                suite.rules.len()
            );
            return ExitCode::SUCCESS;
        }
    }
    Suite { name: "stage 3", about: "a loop that waits", rules: rules::<R>() }.show()
}
