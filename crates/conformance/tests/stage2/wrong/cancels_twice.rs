//! Delivers every cancel, also one that comes before the task has run with the one before.

use tulip_conformance::stage2::Cancelled;

use crate::kernel::Core;
use crate::mistake::Mistake;
use crate::task::State;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn cancel(&self, core: &mut Core, task: usize) -> bool {
        match core.tasks[task].state {
            State::Ready if core.tasks[task].reply.is_err() => core.ready.push_back(task),
            State::Ready => core.tasks[task].reply = Err(Cancelled),
            State::Sleeping => {
                core.take_timer_back(task);
                core.make_ready(task, Err(Cancelled));
            }
            State::Parked => core.make_ready(task, Err(Cancelled)),
            State::Running => {}
            State::Ended => return false,
        }
        true
    }
}
