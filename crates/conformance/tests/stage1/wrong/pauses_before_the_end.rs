//! Pauses once more before it gives the result.

use state_machines::CoroutineState::{Complete, Yielded};
use state_machines::{Coroutine, CoroutineState};

use crate::bridge::{Bridge, Machine};

pub(crate) struct Wrong;

impl Bridge for Wrong {
    fn made(machine: Machine) -> Machine {
        Box::new(Late { result: None, machine })
    }
}

struct Late {
    result: Option<String>,
    machine: Machine,
}

impl Coroutine<u32> for Late {
    type Yield = u64;
    type Return = String;

    fn resume(&mut self, sent: u32) -> CoroutineState<u64, String> {
        if let Some(result) = self.result.take() {
            return Complete(result);
        }
        match self.machine.resume(sent) {
            Complete(result) => {
                self.result = Some(result);
                Yielded(0)
            }
            pause @ Yielded(_) => pause,
        }
    }
}
