//! Hands out at each pause what was yielded at the one before.

use std::mem;

use state_machines::CoroutineState::Yielded;
use state_machines::{Coroutine, CoroutineState};

use crate::bridge::{Bridge, Machine};

pub(crate) struct Wrong;

impl Bridge for Wrong {
    fn made(machine: Machine) -> Machine {
        Box::new(OneBehind { before: 0, machine })
    }
}

struct OneBehind {
    before: u64,
    machine: Machine,
}

impl Coroutine<u32> for OneBehind {
    type Yield = u64;
    type Return = String;

    fn resume(&mut self, sent: u32) -> CoroutineState<u64, String> {
        match self.machine.resume(sent) {
            Yielded(value) => Yielded(mem::replace(&mut self.before, value)),
            complete @ CoroutineState::Complete(_) => complete,
        }
    }
}
