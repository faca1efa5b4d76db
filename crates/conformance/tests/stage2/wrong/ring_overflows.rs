//! Keeps the queue in a ring of 64 places, and writes the 65th over one that waits.

use tulip_conformance::stage2::Deadlock;

use crate::kernel::Core;
use crate::mistake::Mistake;
use crate::task::State;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn enqueue(&self, core: &mut Core, task: usize) {
        if core.ready.len() == 64 {
            core.ready.pop_front();
        }
        core.ready.push_back(task);
    }

    /// It reports who is parked. Who was written over is not, and nobody misses it.
    fn report(&self, core: &Core) -> Result<(), Deadlock> {
        let parked = core.tasks.iter().filter(|task| task.state == State::Parked);
        let waiting: Vec<_> = parked.map(|task| task.name.clone()).collect();
        if waiting.is_empty() { Ok(()) } else { Err(Deadlock { waiting }) }
    }
}
