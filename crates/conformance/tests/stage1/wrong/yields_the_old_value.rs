//! Copies the value out of the window and leaves it there: a body that pauses without yielding
//! seems to yield it again.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use state_machines::CoroutineState::Yielded;
use state_machines::{Coroutine, CoroutineState};

use crate::bridge::{Bridge, Machine};

pub(crate) struct Wrong;

impl Bridge for Wrong {
    fn made(machine: Machine) -> Machine {
        Box::new(Stale { window: 0, has_ended: false, machine })
    }
}

struct Stale {
    window: u64,
    has_ended: bool,
    machine: Machine,
}

impl Coroutine<u32> for Stale {
    type Yield = u64;
    type Return = String;

    fn resume(&mut self, sent: u32) -> CoroutineState<u64, String> {
        match catch_unwind(AssertUnwindSafe(|| self.machine.resume(sent))) {
            Ok(state) => {
                match state {
                    Yielded(value) => self.window = value,
                    CoroutineState::Complete(_) => self.has_ended = true,
                }
                state
            }
            // The machine below saw that nothing was yielded.
            Err(_) if !self.has_ended => Yielded(self.window),
            Err(panic) => resume_unwind(panic),
        }
    }
}
