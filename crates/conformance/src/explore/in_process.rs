use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use scheduler::{RunError, Schedule};
use tulip_trace::{Event, capture, muted, read};

use super::{Explored, Outcome, Picks, Run, choices, explore};
use crate::check::Failure;
use crate::panics::{Seen, quietly};

/// Runs a program that makes one kernel under every schedule until it fails, at most `limit`
/// times.
///
/// `program` makes a kernel on virtual time, lets it follow the schedule that it is given, and
/// runs it. It says what should hold by `assert!`. A deadlock fails, and so does a program that
/// is not the same twice. A program that does not end under some schedule does not end here: the
/// time limit of the check sees to that.
///
/// Each run has a thread of its own, so that nothing that is left in a thread-local reaches the
/// next one, and the trace of this program, if there is one, goes on undisturbed. Panics are not
/// printed, and of what the program prints, the run that fails alone is shown.
///
/// ```
/// use scheduler::{Clock, Kernel};
/// use tulip_conformance::explore::in_process;
///
/// let explored = in_process(100, |schedule| {
///     let mut kernel = Kernel::new(Clock::virtual_time());
///     kernel.follow(schedule);
///     for name in ["a", "b", "c"] {
///         kernel.spawn(name, async |_| Ok(()));
///     }
///     kernel.run()
/// });
/// assert_eq!((explored.runs, explored.whole), (6, true));
/// ```
pub fn in_process(
    limit: usize,
    program: impl Fn(Schedule) -> Result<(), RunError> + Sync,
) -> Explored {
    let mut seen_all = true;
    let mut printed = Vec::new();
    let mut explored = explore(limit, |picks| {
        let tried = thread::scope(|scope| {
            let tried = scope.spawn(|| try_out(picks, &program));
            tried.join().expect("panics of the program are caught")
        });
        seen_all &= tried.is_whole;
        printed = tried.printed;
        tried.run
    });
    explored.whole &= seen_all;
    if explored.failure.is_some() {
        // The run that fails is the last one. The trace of this program hears nothing of it.
        for line in printed {
            let _ = writeln!(io::stdout(), "{line}");
        }
    }
    explored
}

/// One run, and what was seen of it.
struct Tried {
    run: Run,
    /// A record that is full hides the choices after its end.
    is_whole: bool,
    printed: Vec<String>,
}

fn try_out(picks: &[u32], program: impl Fn(Schedule) -> Result<(), RunError>) -> Tried {
    let recording = capture("explore", || {
        let program = || muted(|| quietly(|| program(schedule(picks))));
        catch_unwind(AssertUnwindSafe(program)).map_err(|payload| {
            match payload.downcast::<Failure>() {
                Ok(failure) => Outcome::Failed(failure.to_string()),
                Err(payload) => Outcome::Panic(in_words(Seen::caught(&*payload))),
            }
        })
    });
    let outcome = match recording.result {
        Ok(Ok(())) => Outcome::Fine,
        Ok(Err(RunError::Deadlock(deadlock))) => Outcome::Deadlock(deadlock.to_string()),
        Ok(Err(RunError::Schedule(wrong))) => Outcome::Failed(format!(
            "it is not the same each time, or has no kernel that follows the schedule: {wrong}"
        )),
        Err(outcome) => outcome,
    };
    let records = read(&recording.trace).records;
    let is_whole = !records.iter().any(|record| matches!(record.event, Event::Full { .. }));
    let run = Run { outcome, choices: choices(&records) };
    let printed = records.into_iter().filter_map(|record| match record.event {
        Event::Out { text, .. } => Some(text),
        _ => None,
    });
    Tried { run, is_whole, printed: printed.collect() }
}

fn schedule(picks: &[u32]) -> Schedule {
    if picks.is_empty() {
        return Schedule::default();
    }
    Picks(picks).to_string().parse().expect("task numbers are from 1")
}

fn in_words(Seen { says, file, line }: Seen) -> String {
    match (file, line) {
        (Some(file), Some(line)) => format!("{says}, at {file}:{line}"),
        _ => says,
    }
}
