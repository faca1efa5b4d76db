//! Resumes the inner machine with the first value again and again: what is sent stays outside.

use state_machines::Coroutine;
use state_machines::CoroutineState::{Complete, Yielded};

use crate::bridge::{Bridge, Yielder};

pub(crate) struct Wrong;

impl Bridge for Wrong {
    async fn delegate<C: Coroutine<u32, Yield = u64>>(
        yielder: &Yielder,
        inner: &mut C,
        first: u32,
    ) -> C::Return {
        loop {
            match inner.resume(first) {
                Yielded(value) => yielder.yield_(value).await,
                Complete(result) => return result,
            };
        }
    }
}
