//! Gives a task that joins itself a value that nobody returned.

use tulip_conformance::stage2::JoinError;

use crate::mistake::Mistake;

pub(crate) struct Wrong;

impl Mistake for Wrong {
    fn oneself(&self) -> Option<Result<u32, JoinError>> {
        Some(Ok(0))
    }
}
