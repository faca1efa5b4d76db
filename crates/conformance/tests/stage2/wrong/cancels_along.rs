//! Cancels with a task also the one that it waits for, as asyncio does where a task awaits
//! another without a shield.

use crate::kernel::Core;
use crate::mistake::Mistake;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn joiner_was_cancelled(&self, core: &mut Core, joined: usize) {
        self.cancel(core, joined);
    }
}
