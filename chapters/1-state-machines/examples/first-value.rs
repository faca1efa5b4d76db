//! Calling makes a machine and runs nothing. The first resume runs to the first pause.

use std::any::type_name_of_val;
use std::mem;

use Three::{AtPause, Done, Start};
use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, here, println, traced};

fn main() {
    println!("{}", last_word(type_name_of_val(&three)));
    println!("{}", last_word(type_name_of_val(&three())));

    for name in ["one", "another"] {
        let mut machine = traced(name, three());
        match machine.resume(()) {
            Yielded(value) => println!("{value}"),
            Complete(()) => println!("the end"),
        }
    }
}

/// ```python
/// def three():
///     yield 3
/// ```
fn three() -> Three {
    Start
}

enum Three {
    Start,
    AtPause,
    Done,
}

impl Coroutine for Three {
    type Yield = i32;
    type Return = ();

    fn resume(&mut self, (): ()) -> CoroutineState<i32, ()> {
        match mem::replace(self, Done) {
            Start => {
                *self = AtPause;
                here();
                Yielded(3)
            }
            AtPause => Complete(()),
            Done => panic!("`Three` resumed after completion"),
        }
    }
}

/// The last part of a path: the compiler may write the parts before it as it likes.
fn last_word(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}
