//! Reads what was sent before the pause, not after it.

use crate::bridge::{Bridge, Yielder};

pub(crate) struct Wrong;

impl Bridge for Wrong {
    async fn pause(yielder: &Yielder, value: u64) -> u32 {
        let sent = yielder.first().unwrap_or_default();
        yielder.yield_(value).await;
        sent
    }
}
