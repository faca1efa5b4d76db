//! Keeps what is sent in one place for all machines: a delegation inside a delegation takes the
//! value away before the outer one has passed it on.

use std::cell::Cell;

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
        DEPTH.set(DEPTH.get() + 1);
        let is_inside = DEPTH.get() > 1;
        let mut sent = first;
        let result = loop {
            match inner.resume(sent) {
                Yielded(value) => {
                    let next = yielder.yield_(value).await;
                    sent = if is_inside { 0 } else { next };
                }
                Complete(result) => break result,
            }
        };
        DEPTH.set(DEPTH.get() - 1);
        result
    }
}

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}
