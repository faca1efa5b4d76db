//! Begins a task that was cancelled before its first turn.

use crate::mistake::Mistake;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn begins_cancelled(&self) -> bool {
        true
    }
}
