//! Holds its body in a cycle that nobody breaks: what is in it is never dropped.

use std::mem::ManuallyDrop;

use state_machines::{Coroutine, CoroutineState};

use crate::bridge::{Bridge, Machine};

pub(crate) struct Wrong;

impl Bridge for Wrong {
    fn made(machine: Machine) -> Machine {
        Box::new(Leak(ManuallyDrop::new(machine)))
    }
}

struct Leak(ManuallyDrop<Machine>);

impl Coroutine<u32> for Leak {
    type Yield = u64;
    type Return = String;

    fn resume(&mut self, sent: u32) -> CoroutineState<u64, String> {
        self.0.resume(sent)
    }
}
