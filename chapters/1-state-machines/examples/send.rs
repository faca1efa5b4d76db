//! A value goes in where the machine pauses.

use std::mem;

use Echo::{AtFirst, AtSecond, Done, Start};
use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, here, println, traced};

fn main() {
    let mut echo = traced("echo", Start);
    for sent in [0, 10] {
        match echo.resume(sent) {
            Yielded(value) => println!("{value}"),
            Complete(()) => println!("the end"),
        }
    }
}

/// ```python
/// def echo():
///     sent = yield 3
///     yield sent
/// ```
///
/// The 0 that is sent first meets no `yield` that waits for it: nobody uses it. Python forbids
/// such a value (`can't send non-None value to a just-started generator`).
enum Echo {
    Start,
    AtFirst,
    AtSecond,
    Done,
}

impl Coroutine<i32> for Echo {
    type Yield = i32;
    type Return = ();

    fn resume(&mut self, sent: i32) -> CoroutineState<i32, ()> {
        match mem::replace(self, Done) {
            Start => {
                *self = AtFirst;
                here();
                Yielded(3)
            }
            AtFirst => {
                *self = AtSecond;
                here();
                Yielded(sent)
            }
            AtSecond => Complete(()),
            Done => panic!("`Echo` resumed after completion"),
        }
    }
}
