//! Polls by hand, so that a test chooses each step.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::task::{Context, Poll, Wake, Waker};

/// A waker that counts how often it was woken.
#[derive(Debug, Default)]
pub(crate) struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, SeqCst);
    }
}

impl Count {
    /// How often since the last question.
    pub(crate) fn take(&self) -> usize {
        self.0.swap(0, SeqCst)
    }
}

/// A future, and how often it was woken.
pub(crate) struct Polled<F> {
    pub(crate) future: Pin<Box<F>>,
    pub(crate) woken: Arc<Count>,
}

impl<F: Future> Polled<F> {
    pub(crate) fn new(future: F) -> Self {
        Self { future: Box::pin(future), woken: Arc::default() }
    }

    /// From now on it is polled with another waker; gives what the old one counts.
    pub(crate) fn renew(&mut self) -> Arc<Count> {
        std::mem::take(&mut self.woken)
    }

    pub(crate) fn poll(&mut self) -> Poll<F::Output> {
        let waker = Waker::from(Arc::clone(&self.woken));
        self.future.as_mut().poll(&mut Context::from_waker(&waker))
    }
}

/// Polls once.
pub(crate) fn once<F: Future>(future: F) -> Poll<F::Output> {
    pin!(future).poll(&mut Context::from_waker(Waker::noop()))
}
