//! Takes the result out of the task when a handle asks for it, so that the next one gets nothing.

use tulip_conformance::stage2::JoinError;

use crate::kernel::Core;
use crate::mistake::Mistake;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn show(&self, core: &mut Core, task: usize) -> Option<Result<u32, JoinError>> {
        core.tasks[task].result.take()
    }
}
