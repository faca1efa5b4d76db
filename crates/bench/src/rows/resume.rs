//! A resume of a machine, beside an iterator's `next`.
//!
//! All rows count from 0 to the same end and hand out each number. In the first two the compiler
//! sees the whole loop, as in a program that drives a machine of its own. In the rows
//! `-opaque` the state goes through `black_box` before each step: it lies in memory and comes
//! from somewhere, as it does when a scheduler owns the machine.

use std::hint::black_box;
use std::mem;

use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, here, machine, traced};

use crate::row::{Group, Row, Trouble, Unit};
use crate::stopwatch::Stopwatch;

const STEPS: u64 = 5_000_000;

pub(crate) fn group() -> Group {
    let row = |name, measure: fn() -> Result<f64, Trouble>| {
        Row::new(name, Unit::Nanoseconds, measure)
    };
    Group {
        name: "resume",
        rows: vec![
            row("resume-iterator", || iterate(Numbers { next: 0 })),
            row("resume-by-hand", || drive(Count::Start))
                .at_most_times(1.5, "resume-iterator"),
            row("resume-opaque-iterator", || iterate_opaque(Numbers { next: 0 })),
            row("resume-opaque-by-hand", || drive_opaque(Count::Start))
                .beside("resume-opaque-iterator"),
            row("resume-opaque-in-place", || drive_opaque(CountInPlace::Start))
                .beside("resume-opaque-iterator"),
            row("resume-opaque-here", || drive_opaque(CountHere(Count::Start)))
                .beside("resume-opaque-by-hand"),
            row("resume-opaque-traced-off", || drive_opaque(traced("count", Count::Start)))
                .at_most_times(2.0, "resume-opaque-by-hand"),
            row("resume-opaque-async", || {
                drive_opaque(machine(async |y| {
                    for number in 0..STEPS {
                        y.yield_(number).await;
                    }
                }))
            })
            .beside("resume-opaque-by-hand"),
        ],
        rounds: 31,
        on_request: false,
        notes: |_| vec![NOTE.to_owned()],
    }
}

const NOTE: &str = "\
resume: in the idiom of the course a resume writes `Done`, and then the new state over it; in place it \
changes the\n  number alone, as the iterator does. `traced-off` adds a read and a branch: hidden \
behind the writes while\n  the core has room, and to be seen while another program shares it.";

fn iterate(mut numbers: impl Iterator<Item = u64>) -> Result<f64, Trouble> {
    let stopwatch = Stopwatch::start();
    let mut sum = 0;
    for number in &mut numbers {
        sum += black_box(number);
    }
    finish(stopwatch, sum)
}

fn drive(mut machine: impl Coroutine<Yield = u64, Return = ()>) -> Result<f64, Trouble> {
    let stopwatch = Stopwatch::start();
    let mut sum = 0;
    while let Yielded(number) = machine.resume(()) {
        sum += black_box(number);
    }
    finish(stopwatch, sum)
}

fn iterate_opaque(mut numbers: impl Iterator<Item = u64>) -> Result<f64, Trouble> {
    let stopwatch = Stopwatch::start();
    let mut sum = 0;
    while let Some(number) = black_box(&mut numbers).next() {
        sum += number;
    }
    finish(stopwatch, sum)
}

fn drive_opaque(
    mut machine: impl Coroutine<Yield = u64, Return = ()>,
) -> Result<f64, Trouble> {
    let stopwatch = Stopwatch::start();
    let mut sum = 0;
    while let Yielded(number) = black_box(&mut machine).resume(()) {
        sum += number;
    }
    finish(stopwatch, sum)
}

fn finish(stopwatch: Stopwatch, sum: u64) -> Result<f64, Trouble> {
    let nanos = stopwatch.nanos_a_step(STEPS);
    if sum == STEPS * (STEPS - 1) / 2 {
        Ok(nanos)
    } else {
        Err(Trouble::Failed(format!("counted to a wrong sum, {sum}")))
    }
}

struct Numbers {
    next: u64,
}

impl Iterator for Numbers {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        let number = self.next;
        (number < STEPS).then(|| {
            self.next += 1;
            number
        })
    }
}

/// In the idiom of the course: take the state, leave `Done` behind, put back where it pauses.
enum Count {
    Start,
    AtPause { number: u64 },
    Done,
}

impl Coroutine for Count {
    type Yield = u64;
    type Return = ();

    fn resume(&mut self, (): ()) -> CoroutineState<u64, ()> {
        let number = match mem::replace(self, Self::Done) {
            Self::Start => 0,
            Self::AtPause { number } => number + 1,
            Self::Done => panic!("`Count` resumed after completion"),
        };
        if number == STEPS {
            return Complete(());
        }
        *self = Self::AtPause { number };
        Yielded(number)
    }
}

/// The same, and it says on which line it stands.
struct CountHere(Count);

impl Coroutine for CountHere {
    type Yield = u64;
    type Return = ();

    fn resume(&mut self, (): ()) -> CoroutineState<u64, ()> {
        here();
        self.0.resume(())
    }
}

/// The same without the idiom: it changes its state where it lies. A panic in its body would
/// leave it as if it could go on.
enum CountInPlace {
    Start,
    AtPause { number: u64 },
    Done,
}

impl Coroutine for CountInPlace {
    type Yield = u64;
    type Return = ();

    fn resume(&mut self, (): ()) -> CoroutineState<u64, ()> {
        match self {
            Self::Start => {
                *self = Self::AtPause { number: 0 };
                Yielded(0)
            }
            Self::AtPause { number } => {
                *number += 1;
                let number = *number;
                if number == STEPS {
                    *self = Self::Done;
                    return Complete(());
                }
                Yielded(number)
            }
            Self::Done => panic!("`CountInPlace` resumed after completion"),
        }
    }
}
