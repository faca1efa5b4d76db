//! A callback from `call_soon` to its run, and timers: set and fired, set and cancelled.
//!
//! `python/event_loop.py` holds the same programs for asyncio and uvloop.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use callback_loop::{Clock, EventLoop};

use super::python::{self, Python};
use crate::row::{Group, Row, Trouble, Unit};
use crate::stopwatch::Stopwatch;

pub(super) fn callback_group() -> Group {
    let rows = [
        // A turn for each callback, and with it a question to the system.
        rows(
            ["loop-callback-1", "loop-callback-1-asyncio", "loop-callback-1-uvloop"],
            "callbacks 1 10000",
            || callbacks(1, 10_000),
        ),
        // A turn for a thousand.
        rows(
            [
                "loop-callback-1000",
                "loop-callback-1000-asyncio",
                "loop-callback-1000-uvloop",
            ],
            "callbacks 1000 100",
            || callbacks(1_000, 100),
        ),
    ];
    group("loop-callback", rows)
}

pub(super) fn timer_group() -> Group {
    let rows = [
        rows(
            ["loop-timer-fired", "loop-timer-fired-asyncio", "loop-timer-fired-uvloop"],
            "timers_fired 100000",
            || timers_fired(100_000),
        ),
        rows(
            [
                "loop-timer-cancelled",
                "loop-timer-cancelled-asyncio",
                "loop-timer-cancelled-uvloop",
            ],
            "timers_cancelled 100000",
            || timers_cancelled(100_000),
        ),
    ];
    group("loop-timer", rows)
}

fn group(name: &'static str, rows: [[Row; 3]; 2]) -> Group {
    Group {
        name,
        rows: rows.into_iter().flatten().collect(),
        rounds: 7,
        on_request: false,
        notes: |_| Vec::from_iter(python::what_is_missing()),
    }
}

/// The same on ours and on the two of Python's world. Ours is compiled, theirs call functions of
/// Python: so the promise is no more than that ours is not dearer.
fn rows(
    [ours, on_asyncio, on_uvloop]: [&'static str; 3],
    line: &'static str,
    measure: fn() -> Result<f64, Trouble>,
) -> [Row; 3] {
    [
        peer(on_asyncio, Python::Asyncio, line),
        Row::new(ours, Unit::Nanoseconds, measure).at_most_times(1.0, on_asyncio),
        peer(on_uvloop, Python::Uvloop, line).beside(on_asyncio),
    ]
}

/// A row whose process stays the same in all rounds.
fn peer(name: &'static str, python: Python, line: &'static str) -> Row {
    let mut process = None;
    Row::new(name, Unit::Nanoseconds, move || {
        let process = match &mut process {
            Some(process) => process,
            none => none.insert(python.start("measure")?),
        };
        let said = process.ask(line)?;
        said.parse().map_err(|_| Trouble::Failed(format!("no figure, but `{said}`")))
    })
}

/// Each callback queues the next one of its chain.
fn callbacks(chains: u32, links: u32) -> Result<f64, Trouble> {
    let event_loop = event_loop()?;
    let ended = Countdown::from(chains);
    let stopwatch = Stopwatch::start();
    for _ in 0..chains {
        let ended = ended.clone();
        event_loop.call_soon(move |event_loop| link(event_loop, links, ended));
    }
    run(&event_loop)?;
    Ok(stopwatch.nanos_a_step(u64::from(chains) * u64::from(links)))
}

fn link(event_loop: &EventLoop, left: u32, ended: Countdown) {
    if left > 1 {
        event_loop.call_soon(move |event_loop| link(event_loop, left - 1, ended));
    } else {
        ended.one(event_loop);
    }
}

/// All are due when the last one is set.
fn timers_fired(timers: u32) -> Result<f64, Trouble> {
    let event_loop = event_loop()?;
    let fired = Countdown::from(timers);
    let stopwatch = Stopwatch::start();
    let now = event_loop.time();
    for number in 0..timers {
        let fired = fired.clone();
        let due = now + mixed(number, timers);
        event_loop.call_at(due, move |event_loop| fired.one(event_loop));
    }
    run(&event_loop)?;
    Ok(stopwatch.nanos_a_step(u64::from(timers)))
}

fn timers_cancelled(timers: u32) -> Result<f64, Trouble> {
    let event_loop = event_loop()?;
    let stopwatch = Stopwatch::start();
    let due = event_loop.time() + AN_HOUR;
    let set = |number| event_loop.call_at(due + mixed(number, timers), |_| {});
    let set: Vec<_> = (0..timers).map(set).collect();
    for timer in set {
        timer.cancel();
    }
    event_loop.call_soon(EventLoop::stop);
    run(&event_loop)?;
    Ok(stopwatch.nanos_a_step(u64::from(timers)))
}

fn event_loop() -> Result<EventLoop, Trouble> {
    EventLoop::new(Clock::real()).map_err(|error| Trouble::Failed(error.to_string()))
}

fn run(event_loop: &EventLoop) -> Result<(), Trouble> {
    event_loop.run_forever().map_err(|error| Trouble::Failed(error.to_string()))
}

/// Stops the loop when it was called so many times.
#[derive(Clone)]
struct Countdown {
    left: Rc<Cell<u32>>,
}

impl Countdown {
    fn from(calls: u32) -> Self {
        Self { left: Rc::new(Cell::new(calls)) }
    }

    fn one(&self, event_loop: &EventLoop) {
        self.left.set(self.left.get() - 1);
        if self.left.get() == 0 {
            event_loop.stop();
        }
    }
}

/// Another order of the same numbers, in nanoseconds.
fn mixed(number: u32, count: u32) -> Duration {
    Duration::from_nanos(u64::from(number) * 7919 % u64::from(count))
}

const AN_HOUR: Duration = Duration::from_secs(3600);

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_loop_stops_when_all_have_been_called() {
        assert!(callbacks(3, 5).is_ok());
        assert!(timers_fired(10).is_ok());
        assert!(timers_cancelled(10).is_ok());
    }

    #[test]
    fn mixing_keeps_every_deadline() {
        let deadlines: BTreeSet<_> = (0..100_000).map(|n| mixed(n, 100_000)).collect();
        assert_eq!(deadlines.len(), 100_000);
    }
}
