//! A `for` loop drives a machine. It asks for what is yielded; the result is left behind.

use std::mem;

use Countdown::{AtYield, Done, Start};
use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, Iterate, here, println, traced};

fn main() {
    for value in Iterate::new(traced("lost", Start { from: 3 })) {
        println!("{value}");
    }

    let mut countdown = Iterate::new(traced("kept", Start { from: 2 }));
    for value in countdown.by_ref() {
        println!("{value}");
    }
    println!(
        "asked again: {}",
        if countdown.next().is_none() { "nothing" } else { "more" }
    );
    match countdown.finish() {
        Some(result) => println!("returned {result}"),
        None => println!("not at its end"),
    }
}

/// ```python
/// def countdown(n):
///     while n > 0:
///         yield n
///         n -= 1
///     return "lift-off"
/// ```
enum Countdown {
    Start { from: u32 },
    AtYield { n: u32 },
    Done,
}

impl Coroutine for Countdown {
    type Yield = u32;
    type Return = &'static str;

    fn resume(&mut self, (): ()) -> CoroutineState<u32, &'static str> {
        let n = match mem::replace(self, Done) {
            Start { from } => from,
            AtYield { n } => n - 1,
            Done => panic!("`Countdown` resumed after completion"),
        };
        if n > 0 {
            *self = AtYield { n };
            here();
            Yielded(n)
        } else {
            here();
            Complete("lift-off")
        }
    }
}
