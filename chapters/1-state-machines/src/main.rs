//! The running example, driven by hand: three tasks compute 2!, 3! and 4!, and pause a second
//! before each multiplication.
//!
//! The driver below sleeps once a round, for all of them. It can, because they all pause for
//! the same second. (`cargo run -p state-machines --example uneven-pauses` shows what happens
//! when one does not.)

use std::mem;
use std::time::Duration;

use Factorial::{AtPause, Done, Start};
use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Clock, Coroutine, here, println, traced};

fn main() {
    let clock = Clock::from_env();
    println!("start..");
    let mut tasks = Vec::from(
        [("A", 2), ("B", 3), ("C", 4)]
            .map(|(name, number)| traced(name, Start { name, number })),
    );

    loop {
        tasks.retain_mut(|task| matches!(task.resume(()), Yielded(())));
        if tasks.is_empty() {
            break;
        }
        clock.sleep(Duration::from_secs(1));
    }
}

/// ```python
/// def factorial(name, number):
///     product = 1
///     for factor in range(2, number + 1):
///         print(f"Task {name}: Compute factorial({factor})...")
///         yield
///         product *= factor
///     print(f"Task {name}: factorial({number}) = {product}")
///     return product
/// ```
enum Factorial {
    Start { name: &'static str, number: u32 },
    AtPause { name: &'static str, number: u32, factor: u32, product: u32 },
    Done,
}

impl Coroutine for Factorial {
    type Yield = ();
    type Return = u32;

    fn resume(&mut self, (): ()) -> CoroutineState<(), u32> {
        let (name, number, factor, product) = match mem::replace(self, Done) {
            Start { name, number } => (name, number, 2, 1),
            AtPause { name, number, factor, product } => {
                (name, number, factor + 1, product * factor)
            }
            Done => panic!("`Factorial` resumed after completion"),
        };
        if factor <= number {
            println!("Task {name}: Compute factorial({factor})...");
            *self = AtPause { name, number, factor, product };
            here();
            Yielded(())
        } else {
            println!("Task {name}: factorial({number}) = {product}");
            here();
            Complete(product)
        }
    }
}
