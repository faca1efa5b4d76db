//! refused: panic: `Visit` resumed after completion
//!
//! At the second pause the state is taken and nothing is put back.

use std::cell::Cell;
use std::mem;
use std::rc::Rc;

use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, println, traced};

fn main() {
    let roll = Roll::default();
    let mut visit = traced("visit", visit("Ada".to_owned(), roll.clone()));
    for sent in [0, 4, 25] {
        match visit.resume(sent) {
            Yielded(place) => println!("{place}"),
            Complete(receipt) => println!("{receipt}"),
        }
    }
    println!("tickets torn off: {}", roll.torn_off());
}

/// ```python
/// def visit(name, roll):
///     ticket = roll.draw()
///     counter = yield f"{name} waits with ticket {ticket}"
///     fee = yield f"{name} sits at counter {counter}"
///     return f"{name}: ticket {ticket}, counter {counter}, fee {fee}"
/// ```
pub fn visit(name: String, roll: Roll) -> Visit {
    Visit::Start { name, roll }
}

#[derive(Debug)]
pub enum Visit {
    Start { name: String, roll: Roll },
    AtFirst { name: String, ticket: u32 },

    Done,
}

impl Coroutine<u32> for Visit {
    type Yield = String;
    type Return = String;

    fn resume(&mut self, sent: u32) -> CoroutineState<String, String> {
        match mem::replace(self, Self::Done) {
            Self::Start { name, roll } => {
                let ticket = roll.draw();
                let place = format!("{name} waits with ticket {ticket}");
                *self = Self::AtFirst { name, ticket };
                Yielded(place)
            }
            Self::AtFirst { name, ticket: _ } => {
                Yielded(format!("{name} sits at counter {sent}"))
            }
            Self::Done => panic!("`Visit` resumed after completion"),
        }
    }
}

/// A roll of numbered tickets. All its clones are the same roll.
#[derive(Clone, Debug, Default)]
pub struct Roll {
    torn_off: Rc<Cell<u32>>,
}

impl Roll {
    /// Tears off the next ticket. Nobody can put it back.
    pub fn draw(&self) -> u32 {
        self.torn_off.set(self.torn_off.get() + 1);
        self.torn_off.get()
    }

    /// How many tickets are gone.
    pub fn torn_off(&self) -> u32 {
        self.torn_off.get()
    }
}
