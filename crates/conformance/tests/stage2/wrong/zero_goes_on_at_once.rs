//! Takes a sleep of zero for nothing to do: a task cannot give up its turn.

use crate::mistake::Mistake;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn zero_waits(&self) -> bool {
        false
    }
}
