//! Cancels a task that has ended: its result is gone.

use tulip_conformance::stage2::{Cancelled, JoinError};

use crate::kernel::Core;
use crate::mistake::Mistake;
use crate::task::State;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn cancel(&self, core: &mut Core, task: usize) -> bool {
        match core.tasks[task].state {
            State::Ready => core.tasks[task].reply = Err(Cancelled),
            State::Sleeping => {
                core.take_timer_back(task);
                core.make_ready(task, Err(Cancelled));
            }
            State::Parked => core.make_ready(task, Err(Cancelled)),
            State::Running => {}
            State::Ended => core.tasks[task].result = Some(Err(JoinError::Cancelled)),
        }
        true
    }
}
