//! A program under a schedule, in a process of its own.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tulip_conformance::explore::{Outcome, Run, choices};
use tulip_trace::{Activity, Event, Lane, Record, State, read};

use crate::child::{self, Cancel, End, Ran};
use crate::error::Error;
use crate::scratch::Scratch;
use crate::within::{self, LIMITS};

/// Runs a program under a schedule, in virtual time.
pub(crate) fn run_under(
    program: &Path,
    schedule: &[u32],
    limit: Duration,
    scratch: &Scratch,
) -> Result<Run, Error> {
    let (ran, trace) = record_under(program, schedule, limit, scratch)?;
    let records = read(&trace).records;
    let records = first_run(&records);
    Ok(Run { outcome: outcome(&ran, records), choices: choices(records) })
}

/// Whether a program follows a schedule: it refuses one that nobody can read. Only
/// `Kernel::from_env` looks; a kernel that is made by hand runs as it always does.
pub(crate) fn follows_schedules(program: &Path, scratch: &Scratch) -> Result<bool, Error> {
    let mut command = command(program, &[], &scratch.file("probe.json"));
    command.env("TULIP_SCHEDULE", UNREADABLE).current_dir(scratch.path());
    let ran = child::run(&mut command, PATIENCE, &Cancel::default())
        .map_err(|error| Error::Start(program.to_owned(), error))?;
    Ok(matches!(ran.end, End::Ended(status) if status.code() == Some(2))
        && ran.stderr.contains(&format!("in the schedule `{UNREADABLE}`")))
}

/// Runs a program under a schedule, in virtual time, and gives the trace of it.
pub(crate) fn record_under(
    program: &Path,
    schedule: &[u32],
    limit: Duration,
    scratch: &Scratch,
) -> Result<(Ran, String), Error> {
    let path = scratch.file("trace.json");
    let mut command = command(program, schedule, &path);
    let ran = child::run(&mut command, limit, &Cancel::default())
        .map_err(|error| Error::Start(program.to_owned(), error))?;
    let trace = fs::read(&path).unwrap_or_default();
    let _ = fs::remove_file(&path);
    Ok((ran, String::from_utf8_lossy(&trace).into_owned()))
}

fn command(program: &Path, schedule: &[u32], trace: &Path) -> Command {
    let mut command = within::command(program, LIMITS);
    command.env("TULIP_CLOCK", "virtual").env("TULIP_TRACE", trace);
    command.env_remove("RUST_BACKTRACE").env_remove("TULIP_SCHEDULE");
    if !schedule.is_empty() {
        command.env("TULIP_SCHEDULE", picks(schedule));
    }
    command
}

/// A schedule as `--schedule` wants it: `2,1,1`.
pub(crate) fn picks(schedule: &[u32]) -> String {
    schedule.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}

/// The schedule is for the first run of the first kernel: until all of its tasks have ended, or
/// another kernel numbers its tasks from 1 again. What comes after is the same each time.
fn first_run(records: &[Record]) -> &[Record] {
    let mut living = BTreeSet::new();
    for (index, record) in records.iter().enumerate() {
        match &record.event {
            Event::TaskNew { task: 1, .. } if !living.is_empty() => {
                return &records[..index];
            }
            Event::TaskNew { task, .. } => drop(living.insert(*task)),
            Event::TaskDone { .. } => {
                if let Lane::Task(task) = record.lane {
                    living.remove(&task);
                }
                if living.is_empty() {
                    return &records[..=index];
                }
            }
            _ => {}
        }
    }
    records
}

fn outcome(ran: &Ran, records: &[Record]) -> Outcome {
    if let Some(report) = deadlock(records) {
        return Outcome::Deadlock(report);
    }
    let status = match &ran.end {
        End::Ended(status) => status,
        End::Late { .. } | End::Cancelled => return Outcome::Hang,
        End::Flood => return Outcome::Failed("it prints without end".to_owned()),
    };
    match status.code() {
        Some(0) => Outcome::Fine,
        Some(101) => Outcome::Panic(panic_message(&ran.stderr)),
        _ if ran.stderr.contains("deadlock") => Outcome::Deadlock(last_words(&ran.stderr)),
        _ => Outcome::Failed(format!("{status}\n{}", last_words(&ran.stderr))),
    }
}

/// Tasks that wait while nobody is ready and no timer is armed; or what the program says of it.
fn deadlock(records: &[Record]) -> Option<String> {
    let mut state = State::default();
    // Tasks that are left are dropped at the end, and would wait no more.
    let is_drop = |record: &&Record| matches!(record.event, Event::TaskDrop { .. });
    records.iter().filter(|record| !is_drop(record)).for_each(|record| state.apply(record));
    let waiting: Vec<_> = state
        .tasks
        .iter()
        .filter_map(|(id, task)| match &task.activity {
            Activity::Waiting(why) => {
                Some(format!("\n  t{id} {} waits for {why}", task.name))
            }
            _ => None,
        })
        .collect();
    let nobody_can =
        state.ready.is_empty() && state.running.is_none() && state.timers.is_empty();
    if nobody_can && !waiting.is_empty() {
        return Some(format!(
            "deadlock: nobody is ready, and no timer is armed{}",
            waiting.concat()
        ));
    }
    let lines = state.output.iter().map(|(_, line)| line);
    lines.into_iter().find(|line| line.contains("deadlock")).cloned()
}

/// What stands below `thread 'main' panicked at ...:`.
fn panic_message(stderr: &str) -> String {
    let mut lines = stderr.lines().skip_while(|line| !line.contains("panicked at"));
    let place = lines.next().and_then(|line| line.split_once("panicked at "));
    let place = place.map(|(_, place)| place.trim_end_matches(':')).unwrap_or_default();
    let message: Vec<_> = lines.take_while(|line| !line.starts_with("note: ")).collect();
    format!("{}\n  at {place}", message.join("\n").trim_end())
}

fn last_words(stderr: &str) -> String {
    stderr.trim().trim_start_matches("Error: ").to_owned()
}

/// A schedule without a task in it.
const UNREADABLE: &str = "nobody";

/// How long a program may take to come to its kernel.
const PATIENCE: Duration = Duration::from_secs(5);
