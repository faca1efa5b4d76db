//! Drives the inner machine to its end at once: what it yields goes nowhere.

use state_machines::Coroutine;
use state_machines::CoroutineState::Complete;

use crate::bridge::{Bridge, Yielder};

pub(crate) struct Wrong;

impl Bridge for Wrong {
    async fn delegate<C: Coroutine<u32, Yield = u64>>(
        _: &Yielder,
        inner: &mut C,
        first: u32,
    ) -> C::Return {
        loop {
            if let Complete(result) = inner.resume(first) {
                return result;
            }
        }
    }
}
