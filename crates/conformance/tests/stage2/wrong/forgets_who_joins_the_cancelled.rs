//! Wakes those who join a task only if it ends with a value.

use tulip_conformance::stage2::JoinError;

use crate::mistake::Mistake;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn whom_to_wake(&self, waiters: Vec<usize>, result: Result<u32, JoinError>) -> Vec<usize> {
        if result.is_ok() { waiters } else { Vec::new() }
    }
}
