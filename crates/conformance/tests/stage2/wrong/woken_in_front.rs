//! Puts a task that is woken at the front of the queue.

use crate::kernel::Core;
use crate::mistake::Mistake;
use crate::task::State;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn wake(&self, core: &mut Core, task: usize) -> bool {
        let parked = core.tasks[task].state == State::Parked;
        if parked {
            core.tasks[task].state = State::Ready;
            core.ready.push_front(task);
        }
        parked
    }
}
