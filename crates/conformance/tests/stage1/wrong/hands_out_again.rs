//! Hands its value out again for every poll that came before the answer.

use std::future::poll_fn;
use std::pin::pin;

use crate::bridge::{Bridge, Yielder};

pub(crate) struct Wrong;

impl Bridge for Wrong {
    async fn pause(yielder: &Yielder, value: u64) -> u32 {
        let mut pause = pin!(yielder.yield_(value));
        let mut polls = 0;
        let answer = poll_fn(|context| {
            polls += 1;
            pause.as_mut().poll(context)
        })
        .await;
        // One to pause, and one that brought the answer.
        for _ in 2..polls {
            yielder.yield_(value).await;
        }
        answer
    }
}
