//! Stage 2: checks of a kernel that drives tasks.
//!
//! A runtime says by [`Runtime`], [`Sys`] and [`Handle`] how the checks reach it. In them every
//! task returns `Result<u32, Cancelled>`. The kernel lives by the [`Clock`] that it is given,
//! whose time jumps.
//!
//! What is left to the runtime: whether who spawns goes on before its child or behind it;
//! whether timers are looked at once a round or more often; whether a wake that comes before
//! the park is remembered or lost, as long as the answer says which; whether a task that joins
//! itself gets an error or a deadlock.

mod cancel;
mod clock;
mod deadlock;
mod join;
mod order;
mod table;
mod time;
mod wake;

use std::process::ExitCode;
use std::time::Duration;

pub use clock::Clock;
use tulip_trace::println;

use crate::rule::Rule;
use crate::stage1;
use crate::suite::Suite;

/// How the checks reach a kernel.
pub trait Runtime: Sized + 'static {
    /// How a task asks the kernel.
    type Sys: Sys<Handle = Self::Handle>;
    /// The right to wait for a task.
    type Handle: Handle;

    /// A kernel without tasks that lives by `clock`.
    fn new(clock: Clock) -> Self;

    /// Makes a task. It runs when the kernel does.
    fn spawn(
        &mut self,
        name: &str,
        body: impl AsyncFnOnce(Self::Sys) -> Result<u32, Cancelled> + 'static,
    ) -> Self::Handle;

    /// Runs until every task has ended.
    fn run(&mut self) -> Result<(), Deadlock>;
}

/// How the checks ask from within a task.
pub trait Sys: 'static {
    /// As [`Runtime::Handle`].
    type Handle: Handle;

    /// The time since the clock was started.
    fn now(&self) -> impl Future<Output = Duration>;

    /// Lets others run for `time`.
    fn sleep(&self, time: Duration) -> impl Future<Output = Result<(), Cancelled>>;

    /// Makes a task.
    fn spawn(
        &self,
        name: &str,
        body: impl AsyncFnOnce(Self) -> Result<u32, Cancelled> + 'static,
    ) -> impl Future<Output = Result<Self::Handle, Cancelled>>
    where
        Self: Sized;

    /// Waits for the end of a task. The outer error is about who waits, the inner one about whom
    /// it waits for.
    fn join(
        &self,
        task: &Self::Handle,
    ) -> impl Future<Output = Result<Result<u32, JoinError>, Cancelled>>;

    /// Waits until somebody wakes this task.
    fn park(&self) -> impl Future<Output = Result<(), Cancelled>>;

    /// Wakes a task that is parked. `false` if it is not, and nobody will remember.
    fn wake(&self, task: &Self::Handle) -> impl Future<Output = bool>;

    /// Asks a task to stop. `false` if it has ended.
    fn cancel(&self, task: &Self::Handle) -> impl Future<Output = bool>;
}

/// The right to wait for a task.
pub trait Handle: Clone + 'static {
    /// The task's result; nothing if it has not ended.
    fn result(&self) -> Option<Result<u32, JoinError>>;
}

/// Somebody asked the task to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

/// Why a join has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinError {
    /// The task was cancelled, and ended for that.
    Cancelled,
    /// A task cannot wait for its own end.
    Oneself,
}

/// Tasks are left that nobody will ever wake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadlock {
    /// The names of these tasks.
    pub waiting: Vec<String>,
}

/// The rules of stage 2, in the order in which they are best looked at.
pub fn rules<R: Runtime>() -> Vec<Rule> {
    [
        order::rules::<R>(),
        time::rules::<R>(),
        wake::rules::<R>(),
        join::rules::<R>(),
        deadlock::rules::<R>(),
        cancel::rules::<R>(),
    ]
    .concat()
}

/// Checks the rules of stage 2, and shows what came of it: the `main` of a test without a
/// harness.
///
/// A kernel drives machines, so nothing is checked, and nothing fails, until stage 1 is green.
/// A word among the program's arguments shows only the rules with that word in their names.
pub fn main<R: Runtime + stage1::Bridge>() -> ExitCode {
    let before = stage1::suite::<R>();
    let kept = before.kept();
    if kept < before.rules.len() {
        println!(
            "stage 2 waits until stage 1 is green; {kept} of its {} rules are kept: \
             cargo test --test stage1",
            before.rules.len()
        );
        return ExitCode::SUCCESS;
    }
    suite::<R>().show()
}

pub(crate) fn suite<R: Runtime>() -> Suite {
    Suite { name: "stage 2", about: "a scheduler", rules: rules::<R>() }
}
