//! A stack where a queue should be: who became ready last runs first.

use crate::kernel::Core;
use crate::mistake::Mistake;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn pick(&self, core: &mut Core) -> Option<usize> {
        core.ready.pop_back()
    }
}
