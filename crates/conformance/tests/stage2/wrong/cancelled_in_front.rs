//! Puts a task that is cancelled while it waits at the front of the queue.

use tulip_conformance::stage2::Cancelled;

use crate::kernel::Core;
use crate::mistake::Mistake;
use crate::task::State;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn cancel(&self, core: &mut Core, task: usize) -> bool {
        match core.tasks[task].state {
            State::Ready | State::Running => {
                core.tasks[task].reply = Err(Cancelled);
            }
            State::Sleeping | State::Parked => {
                core.take_timer_back(task);
                core.tasks[task].state = State::Ready;
                core.tasks[task].reply = Err(Cancelled);
                core.ready.push_front(task);
            }
            State::Ended => return false,
        }
        true
    }
}
