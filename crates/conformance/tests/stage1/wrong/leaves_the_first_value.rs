//! Leaves the first value in the window when it pauses, and takes it for the answer if it is
//! polled again.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use crate::bridge::{Bridge, Yielder};

pub(crate) struct Wrong;

impl Bridge for Wrong {
    async fn pause(yielder: &Yielder, value: u64) -> u32 {
        let mut left = yielder.first();
        let mut pause = pin!(yielder.yield_(value));
        let mut polls = 0;
        poll_fn(|context| {
            polls += 1;
            match pause.as_mut().poll(context) {
                Poll::Pending if polls > 1 => left.take().map_or(Poll::Pending, Poll::Ready),
                answer => answer,
            }
        })
        .await
    }
}
