//! Cancels a sleeping task when it wakes by itself.

use tulip_conformance::stage2::Cancelled;

use crate::kernel::Core;
use crate::mistake::Mistake;
use crate::task::State;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn cancel(&self, core: &mut Core, task: usize) -> bool {
        match core.tasks[task].state {
            State::Ready | State::Sleeping => core.tasks[task].reply = Err(Cancelled),
            State::Parked => core.make_ready(task, Err(Cancelled)),
            State::Running => {}
            State::Ended => return false,
        }
        true
    }
}
