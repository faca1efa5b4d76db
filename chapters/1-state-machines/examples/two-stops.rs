//! A function with two pauses, as an enum that you can print.
//!
//! ```python
//! def two_stops(n):
//!     yield n          # pause 1
//!     m = n * 10
//!     yield m          # pause 2
//!     print(n + m)
//! ```
//!
//! What does the function have to remember at each pause? Its variants say it: where it stands,
//! and what it still needs. At pause 1 that is `n`, at pause 2 also `m`.

use std::mem;

use TwoStops::{AtPause1, AtPause2, Done, Start};
use state_machines::println;

fn main() {
    let mut machine = Start { n: 3 };
    println!("{machine:?}");
    while let Some(value) = machine.resume() {
        println!("paused with {value}: {machine:?}");
    }
    println!("{machine:?}");
}

#[derive(Debug)]
enum TwoStops {
    Start { n: i32 },
    AtPause1 { n: i32 },
    AtPause2 { n: i32, m: i32 },
    Done,
}

impl TwoStops {
    /// Goes on to the next pause and gives its value; `None` at the end.
    fn resume(&mut self) -> Option<i32> {
        match mem::replace(self, Done) {
            Start { n } => {
                *self = AtPause1 { n };
                Some(n)
            }
            AtPause1 { n } => {
                let m = n * 10;
                *self = AtPause2 { n, m };
                Some(m)
            }
            AtPause2 { n, m } => {
                println!("{}", n + m);
                None
            }
            Done => panic!("`TwoStops` resumed after completion"),
        }
    }
}
