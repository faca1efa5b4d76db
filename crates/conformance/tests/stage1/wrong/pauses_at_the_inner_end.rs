//! Pauses once more when the inner machine has ended.

use state_machines::Coroutine;

use crate::bridge::{Bridge, Yielder};

pub(crate) struct Wrong;

impl Bridge for Wrong {
    async fn delegate<C: Coroutine<u32, Yield = u64>>(
        yielder: &Yielder,
        inner: &mut C,
        first: u32,
    ) -> C::Return {
        let result = yielder.delegate(inner, first).await;
        yielder.yield_(0).await;
        result
    }
}
