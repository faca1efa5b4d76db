//! An event that is recorded into a file.
//!
//! A program looks only once whether it records. So each round is a child process that has
//! `TULIP_TRACE` set, and resumes a traced machine: two events each time, the resume and the
//! pause.

use std::{env, fs, process};

use state_machines::{Clock, Coroutine, machine, traced};

use crate::child;
use crate::row::{Group, Row, Trouble, Unit};
use crate::stopwatch::Stopwatch;

/// Below the 100,000 events at which a record is full.
const EVENTS: u64 = 80_000;

pub(crate) fn group() -> Group {
    Group {
        name: "trace",
        rows: vec![Row::new("trace-event-to-file", Unit::Nanoseconds, ask)],
        rounds: 7,
        on_request: false,
        notes: |_| Vec::new(),
    }
}

fn ask() -> Result<f64, Trouble> {
    let file = env::temp_dir().join(format!("tulip-bench-{}.json", process::id()));
    let numbers = child::ask("trace", &[("TULIP_TRACE", file.as_os_str())]);
    let text = fs::read_to_string(&file).unwrap_or_default();
    let _ = fs::remove_file(&file);
    let nanos = numbers?.first().copied().flatten();
    let events = text.matches("\"ph\"").count();
    if (events as u64) < EVENTS {
        return Err(Trouble::Failed(format!("the file holds {events} events of {EVENTS}")));
    }
    nanos.ok_or(Trouble::NotHere)
}

/// Nanoseconds an event. Runs in the child.
pub(crate) fn measure_here() -> f64 {
    // Events are stamped with the time of the clock that was made last.
    let _clock = Clock::real();
    let mut machine = traced(
        "count",
        machine(async |y| {
            for number in 0_u64.. {
                y.yield_(number).await;
            }
        }),
    );
    let stopwatch = Stopwatch::start();
    for _ in 0..EVENTS / 2 {
        let _ = machine.resume(());
    }
    stopwatch.nanos_a_step(EVENTS)
}
