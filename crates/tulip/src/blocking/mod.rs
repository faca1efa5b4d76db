//! Jobs that block a thread, on threads of their own.

mod pool;

use std::panic::Location;

pub(crate) use self::pool::{Limits, Pool};
use crate::inspect::{Place, Wait};
use crate::runtime::{Shared, context};
use crate::task::{self, JoinHandle};

/// Runs a job that blocks its thread on a thread of the runtime's blocking pool.
///
/// The pool grows by a thread when all of them are busy, up to the number that the runtime's
/// builder says; more jobs wait for their turn. A thread that has had nothing to do for a while
/// ends.
///
/// A job that has begun cannot be stopped: after [`abort`](JoinHandle::abort) its handle says that
/// it was cancelled, and its result is dropped when it comes. One that has not begun never does.
/// The end of the runtime waits for jobs that have begun.
///
/// ```
/// # tulip::Runtime::new()?.block_on(async {
/// let digits = tulip::spawn_blocking(|| 42_u32.to_string());
/// assert_eq!(digits.await?, "42");
/// # Ok::<(), tulip::task::JoinError>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Panics
///
/// If there is no runtime on this thread, or if the system refuses the first thread.
#[track_caller]
pub fn spawn_blocking<T, J>(job: J) -> JoinHandle<T>
where
    J: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let place = Location::caller();
    context::expect(|core| {
        task::spawn_on(core, outcome_of(&core.shared, place, job), place, None)
    })
}

/// A future of the job's result, for a task. The job is on its way already.
#[track_caller]
pub(crate) fn outcome_of<T, J>(
    shared: &Shared,
    place: Place,
    job: J,
) -> impl Future<Output = T> + Send + use<T, J>
where
    J: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    match shared.blocking.submit(Wait::Blocking, place, job) {
        Ok(outcome) => outcome,
        Err(error) => panic!("{error}"),
    }
}
