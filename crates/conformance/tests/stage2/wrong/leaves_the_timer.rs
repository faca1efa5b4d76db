//! Leaves the timer of a cancelled sleeper where it is: it fires later, and runs the task again.

use tulip_conformance::stage2::Cancelled;

use crate::kernel::Core;
use crate::mistake::Mistake;
use crate::task::State;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn cancel(&self, core: &mut Core, task: usize) -> bool {
        match core.tasks[task].state {
            State::Ready => core.tasks[task].reply = Err(Cancelled),
            State::Sleeping | State::Parked => core.make_ready(task, Err(Cancelled)),
            State::Running => {}
            State::Ended => return false,
        }
        true
    }
}
