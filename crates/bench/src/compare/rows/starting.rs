//! Rows of a runtime that starts in a fresh process.

use std::process::Command;
use std::rc::Rc;

use super::{ALL, Must, WITH_TIMERS, comparison};
use crate::compare::comparison::Comparison;
use crate::compare::perf;
use crate::programs::{self, Programs};
use crate::row::{Trouble, Unit};

pub(crate) fn rows(programs: &Rc<Programs>) -> Vec<Comparison> {
    let wall = |word: &'static str| {
        let programs = Rc::clone(programs);
        move |peer: &'static str| {
            programs::figure(&mut start(&programs, word, peer), "wall")
        }
    };
    let calls = |word: &'static str| {
        let programs = Rc::clone(programs);
        move |peer: &'static str| calls(&programs, word, peer)
    };
    vec![
        comparison(
            "up",
            "a runtime and an empty block_on in a fresh process, wall time",
            Unit::Microseconds,
            Must::AtMost(15.0),
            ALL,
            wall("up"),
        )
        .rounds(21)
        .noting(&[LAZY]),
        comparison(
            "up-calls",
            "the same in system calls",
            Unit::Calls,
            Must::AtMost(7.0),
            ALL,
            calls("up"),
        )
        .rounds(3)
        .noting(&[LAZY]),
        comparison(
            "listening",
            "a runtime and a listener in a fresh process, wall time",
            Unit::Microseconds,
            Must::Times(1.0),
            WITH_TIMERS,
            wall("listening"),
        )
        .rounds(21),
        comparison(
            "listening-calls",
            "the same in system calls",
            Unit::Calls,
            Must::Times(1.0),
            WITH_TIMERS,
            calls("listening"),
        )
        .rounds(3),
    ]
}

fn start(programs: &Programs, word: &str, peer: &str) -> Command {
    let mut command = Command::new(&programs.timed);
    command.args([word, peer]);
    command
}

/// System calls of a process that starts the runtime, less those of one that does not.
fn calls(programs: &Programs, word: &str, peer: &str) -> Result<f64, Trouble> {
    let with = perf::system_calls(&start(programs, word, peer))?;
    let without = perf::system_calls(&start(programs, word, "none"))?;
    Ok(with - without)
}

const LAZY: &str = "tulip opens epoll with the first I/O or the first wake from another thread; \
    the row listening is the one in which nobody is lazy.";
