//! How to stop a machine before its end: drop it, or send it an error that it may refuse.
//!
//! | Python | Rust | who may refuse | clean-up |
//! |---|---|---|---|
//! | `close()` | drop | nobody | `Drop`, now |
//! | `throw(error)` | `resume(Err(error))` | the machine | as the machine likes |

use std::mem;

use Job::{AtPause, Done, Start};
use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, here, println, traced};

fn main() {
    println!("close:");
    let mut job = traced("closed", Start);
    tell(job.resume(Ok(())));
    drop(job);

    println!("throw, twice:");
    let mut job = traced("thrown at", Start);
    tell(job.resume(Ok(())));
    tell(job.resume(Err(Stop)));
    tell(job.resume(Err(Stop)));
}

fn tell(state: CoroutineState<&str, &str>) {
    match state {
        Yielded(value) => println!("yielded {value}"),
        Complete(result) => println!("returned {result}"),
    }
}

/// Somebody wants the machine to stop.
#[derive(Debug)]
struct Stop;

/// ```python
/// def job():
///     try:
///         try:
///             yield "working"
///         except Stop:
///             print("not yet")
///             yield "still working"
///         return "done"
///     except Stop:
///         return "stopped"
///     finally:
///         print("clean up")
/// ```
enum Job {
    Start,
    AtPause { desk: Desk, refused: bool },
    Done,
}

impl Coroutine<Result<(), Stop>> for Job {
    type Yield = &'static str;
    type Return = &'static str;

    fn resume(
        &mut self,
        sent: Result<(), Stop>,
    ) -> CoroutineState<&'static str, &'static str> {
        match (mem::replace(self, Done), sent) {
            (Start, _) => {
                *self = AtPause { desk: Desk, refused: false };
                here();
                Yielded("working")
            }
            (AtPause { desk, refused: false }, Err(Stop)) => {
                println!("not yet");
                *self = AtPause { desk, refused: true };
                here();
                Yielded("still working")
            }
            (AtPause { .. }, Err(Stop)) => Complete("stopped"),
            (AtPause { .. }, Ok(())) => Complete("done"),
            (Done, _) => panic!("`Job` resumed after completion"),
        }
    }
}

/// What has to be cleaned up, however the machine ends: Python's `finally`.
struct Desk;

impl Drop for Desk {
    fn drop(&mut self) {
        println!("clean up");
    }
}
