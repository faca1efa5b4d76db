//! refused: panic: `PiggyBank` resumed after completion
//!
//! The state is taken and nothing is put back, so the machine is done after its first
//! pause.

use std::mem;

use PiggyBank::{AtYield, Done, Start};
use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, println, traced};

fn main() {
    let mut bank = traced("bank", piggy_bank());
    for coin in [0, 10, 2, 5] {
        match bank.resume(coin) {
            Yielded(total) => println!("{total}"),
            Complete(()) => println!("broken"),
        }
    }
}

/// ```python
/// def piggy_bank():
///     total = 0
///     while True:
///         coin = yield total
///         total += coin
/// ```
pub fn piggy_bank() -> PiggyBank {
    Start
}

#[derive(Debug)]
pub enum PiggyBank {
    Start,
    AtYield { total: u32 },
    Done,
}

impl Coroutine<u32> for PiggyBank {
    type Yield = u32;
    type Return = ();

    fn resume(&mut self, coin: u32) -> CoroutineState<u32, ()> {
        let total = match mem::replace(self, Done) {
            Start => 0,
            AtYield { total } => total + coin,
            Done => panic!("`PiggyBank` resumed after completion"),
        };

        Yielded(total)
    }
}
