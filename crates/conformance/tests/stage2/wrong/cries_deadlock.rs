//! Reports a deadlock as soon as nobody is ready and a task is parked, though a timer is armed.

use crate::kernel::Core;
use crate::mistake::Mistake;
use crate::task::State;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn is_stuck(&self, core: &Core) -> bool {
        core.timers.is_empty() || core.tasks.iter().any(|task| task.state == State::Parked)
    }
}
