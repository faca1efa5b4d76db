//! Answers a question that it could answer at once at the task's next turn.

use crate::mistake::Mistake;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn now_waits(&self) -> bool {
        true
    }
}
