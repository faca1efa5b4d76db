//! Runs the body to its first pause where the machine is made, as if making were calling.

use state_machines::{Coroutine, CoroutineState};

use crate::bridge::{Bridge, Machine};

pub(crate) struct Wrong;

impl Bridge for Wrong {
    fn made(mut machine: Machine) -> Machine {
        let first = machine.resume(0);
        Box::new(Begun { first: Some(first), machine })
    }
}

struct Begun {
    first: Option<CoroutineState<u64, String>>,
    machine: Machine,
}

impl Coroutine<u32> for Begun {
    type Yield = u64;
    type Return = String;

    fn resume(&mut self, sent: u32) -> CoroutineState<u64, String> {
        self.first.take().unwrap_or_else(|| self.machine.resume(sent))
    }
}
