//! Says that it has woken a task that is not parked yet, and remembers nothing.

use crate::kernel::Core;
use crate::mistake::Mistake;
use crate::task::State;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn wake(&self, core: &mut Core, task: usize) -> bool {
        match core.tasks[task].state {
            State::Parked => core.make_ready(task, Ok(())),
            // "It runs soon anyway."
            State::Ready => {}
            State::Running | State::Sleeping | State::Ended => return false,
        }
        true
    }
}
