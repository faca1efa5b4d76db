//! Where the return value goes, and what happens after the end.

use std::mem;
use std::panic;

use Echo::{AtYield, Done, Start};
use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, here, println, traced};

fn main() {
    // The machine is meant to panic at the third resume; its message goes nowhere.
    panic::set_hook(Box::new(|_| ()));
    let mut echo = traced("echo", Start);
    for sent in [0, 10, 20] {
        let resumed = panic::catch_unwind(panic::AssertUnwindSafe(|| echo.resume(sent)));
        match resumed {
            Ok(Yielded(value)) => println!("yielded {value}"),
            Ok(Complete(result)) => println!("returned {result}"),
            Err(_) => println!("panicked: resumed after the end"),
        }
    }
}

/// ```python
/// def echo():
///     sent = yield 3
///     return sent
/// ```
enum Echo {
    Start,
    AtYield,
    Done,
}

impl Coroutine<i32> for Echo {
    type Yield = i32;
    type Return = i32;

    fn resume(&mut self, sent: i32) -> CoroutineState<i32, i32> {
        match mem::replace(self, Done) {
            Start => {
                *self = AtYield;
                here();
                Yielded(3)
            }
            AtYield => {
                here();
                Complete(sent)
            }
            Done => panic!("`Echo` resumed after completion"),
        }
    }
}
