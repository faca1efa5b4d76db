//! Gives its result once more to whoever resumes it after its end.

use state_machines::CoroutineState::Complete;
use state_machines::{Coroutine, CoroutineState};

use crate::bridge::{Bridge, Machine};

pub(crate) struct Wrong;

impl Bridge for Wrong {
    fn made(machine: Machine) -> Machine {
        Box::new(Endless { result: None, machine })
    }
}

struct Endless {
    result: Option<String>,
    machine: Machine,
}

impl Coroutine<u32> for Endless {
    type Yield = u64;
    type Return = String;

    fn resume(&mut self, sent: u32) -> CoroutineState<u64, String> {
        if let Some(result) = &self.result {
            return Complete(result.clone());
        }
        let state = self.machine.resume(sent);
        if let Complete(result) = &state {
            self.result = Some(result.clone());
        }
        state
    }
}
