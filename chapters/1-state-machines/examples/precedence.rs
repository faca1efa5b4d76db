//! `(yield + 10) - 2` and `(yield) + 10 - 2`: what is yielded, and what becomes of what is sent?
//!
//! In Python `yield` takes all that follows it, so the first yields `+10`. In Rust nobody can
//! misread it: what is yielded and what is done with the answer are two places.

use std::mem;

use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, here, println, traced};

fn main() {
    let mut first = traced("first", YieldsTen::Start);
    let mut second = traced("second", YieldsNothing::Start);

    for sent in [0, 1] {
        match first.resume(sent) {
            Yielded(value) => println!("{value}"),
            Complete(a) => println!("{a}"),
        }
    }
    for sent in [0, 1] {
        match second.resume(sent) {
            Yielded(()) => println!("nothing"),
            Complete(a) => println!("{a}"),
        }
    }
}

/// ```python
/// def first():
///     a = (yield + 10) - 2
///     return a
/// ```
enum YieldsTen {
    Start,
    AtYield,
    Done,
}

impl Coroutine<i32> for YieldsTen {
    type Yield = i32;
    type Return = i32;

    fn resume(&mut self, sent: i32) -> CoroutineState<i32, i32> {
        match mem::replace(self, Self::Done) {
            Self::Start => {
                *self = Self::AtYield;
                here();
                Yielded(10)
            }
            Self::AtYield => Complete(sent - 2),
            Self::Done => panic!("`YieldsTen` resumed after completion"),
        }
    }
}

/// ```python
/// def second():
///     a = (yield) + 10 - 2
///     return a
/// ```
enum YieldsNothing {
    Start,
    AtYield,
    Done,
}

impl Coroutine<i32> for YieldsNothing {
    type Yield = ();
    type Return = i32;

    fn resume(&mut self, sent: i32) -> CoroutineState<(), i32> {
        match mem::replace(self, Self::Done) {
            Self::Start => {
                *self = Self::AtYield;
                here();
                Yielded(())
            }
            Self::AtYield => Complete(sent + 10 - 2),
            Self::Done => panic!("`YieldsNothing` resumed after completion"),
        }
    }
}
