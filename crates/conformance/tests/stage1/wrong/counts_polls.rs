//! Takes the second poll of a pause for the answer, whenever it comes.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use crate::bridge::{Bridge, Yielder};

pub(crate) struct Wrong;

impl Bridge for Wrong {
    async fn pause(yielder: &Yielder, value: u64) -> u32 {
        let mut pause = pin!(yielder.yield_(value));
        let mut polls = 0;
        poll_fn(|context| {
            polls += 1;
            match pause.as_mut().poll(context) {
                Poll::Pending if polls == 2 => Poll::Ready(0),
                answer => answer,
            }
        })
        .await
    }
}
