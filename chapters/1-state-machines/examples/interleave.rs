//! Two functions run one after the other. Two machines run in whatever order we like.

use std::mem;

use Steps::{AtYield, Done, Start};
use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, here, println, traced};

fn main() {
    plain("task a");
    plain("task b");

    let mut a = traced("a", Start { name: "a" });
    let mut b = traced("b", Start { name: "b" });
    for machine in ["a", "b", "a", "b", "b", "a"] {
        let state = if machine == "a" { a.resume(()) } else { b.resume(()) };
        assert_eq!(state, Yielded(()));
    }
}

fn plain(name: &str) {
    println!("I am {name}");
}

/// ```python
/// def steps(name):
///     for step in [1, 2, 3]:
///         print(f"{name}{step}")
///         yield
/// ```
enum Steps {
    Start { name: &'static str },
    AtYield { name: &'static str, step: u32 },
    Done,
}

impl Coroutine for Steps {
    type Yield = ();
    type Return = ();

    fn resume(&mut self, (): ()) -> CoroutineState<(), ()> {
        let (name, step) = match mem::replace(self, Done) {
            Start { name } => (name, 1),
            AtYield { step: 3, .. } => return Complete(()),
            AtYield { name, step } => (name, step + 1),
            Done => panic!("`Steps` resumed after completion"),
        };
        println!("{name}{step}");
        *self = AtYield { name, step };
        here();
        Yielded(())
    }
}
