//! Has room for one waiter: who joins later takes the place of who came before.

use tulip_conformance::stage2::JoinError;

use crate::mistake::Mistake;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn whom_to_wake(&self, waiters: Vec<usize>, _: Result<u32, JoinError>) -> Vec<usize> {
        waiters.last().copied().into_iter().collect()
    }
}
