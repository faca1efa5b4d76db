//! A task that joins another asks at each of its turns, where it should park: nobody ever rests.

use crate::mistake::Mistake;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn join_parks(&self) -> bool {
        false
    }
}
