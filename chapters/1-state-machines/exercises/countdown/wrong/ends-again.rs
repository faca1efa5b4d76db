//! refused: wrong: a machine that has ended panics when it is resumed again
//!
//! It ends at each resume after its end, as a generator would. A driver that does not notice the
//! end goes on for ever.

use std::mem;

use Countdown::{AtYield, Done, Start};
use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, println, traced};

fn main() {
    let mut countdown = traced("countdown", countdown(3));
    for sent in [None, None, Some(2), None, None] {
        match countdown.resume(sent) {
            Yielded(n) => println!("{n}"),
            Complete(()) => println!("lift-off"),
        }
    }
}

/// ```python
/// def countdown(n):
///     while n > 0:
///         reset = yield n
///         if reset is None:
///             n -= 1
///         else:
///             n = reset
/// ```
pub fn countdown(from: u32) -> Countdown {
    Start { from }
}

#[derive(Debug)]
pub enum Countdown {
    Start { from: u32 },
    AtYield { n: u32 },
    Done,
}

impl Coroutine<Option<u32>> for Countdown {
    type Yield = u32;
    type Return = ();

    fn resume(&mut self, sent: Option<u32>) -> CoroutineState<u32, ()> {
        let n = match mem::replace(self, Done) {
            Start { from } => from,
            AtYield { n } => match sent {
                Some(reset) => reset,
                None => n - 1,
            },
            Done => return Complete(()),
        };
        if n > 0 {
            *self = AtYield { n };
            Yielded(n)
        } else {
            Complete(())
        }
    }
}
