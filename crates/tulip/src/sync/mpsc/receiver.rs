//! The end that receives, of a bounded channel and of one without bounds.

use std::fmt;
use std::future::poll_fn;
use std::mem;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::chan::{Chan, close, pass_on};
use super::error::TryRecvError;
use crate::inspect::{Wait, noted};
use crate::loom::Arc;
use crate::sync::renew;

/// The end that receives. It is a [`Stream`] too.
pub struct Receiver<T> {
    pub(super) chan: Arc<Chan<T>>,
}

/// The end of an [`unbounded_channel`](super::unbounded_channel) that receives.
pub type UnboundedReceiver<T> = Receiver<T>;

impl<T> Receiver<T> {
    /// Takes the next value; waits while there is none. `None` if nothing will come any more.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing: a value is taken only by a poll that returns it.
    #[track_caller]
    pub fn recv(&mut self) -> impl Future<Output = Option<T>> {
        let place = Location::caller();
        poll_fn(move |cx| noted(self.poll_recv(cx), Wait::Receive, place))
    }

    /// [`recv`](Self::recv) for a future that is written by hand.
    pub fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let mut state = self.chan.lock();
        if let Some(value) = state.queue.pop_front() {
            pass_on(state);
            return Poll::Ready(Some(value));
        }
        if state.is_over() {
            return Poll::Ready(None);
        }
        let old = renew(&mut state.receiver, cx.waker());
        drop(state);
        drop(old);
        Poll::Pending
    }

    /// Takes the next value if there is one.
    ///
    /// # Errors
    ///
    /// `Empty` if there is none now, `Disconnected` if none will come any more.
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        let mut state = self.chan.lock();
        match state.queue.pop_front() {
            Some(value) => {
                pass_on(state);
                Ok(value)
            }
            None if state.is_over() => Err(TryRecvError::Disconnected),
            None => Err(TryRecvError::Empty),
        }
    }

    /// Refuses what is sent from now on. What was sent before can still be received.
    pub fn close(&mut self) {
        close(self.chan.lock());
    }

    /// How many values wait to be received.
    pub fn len(&self) -> usize {
        self.chan.lock().queue.len()
    }

    /// Whether no value waits to be received.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T> Stream for Receiver<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        self.poll_recv(cx)
    }
}

impl<T> Drop for Receiver<T> {
    /// Takes with it what nobody received.
    fn drop(&mut self) {
        self.close();
        let mut state = self.chan.lock();
        let left = (mem::take(&mut state.queue), state.receiver.take());
        drop(state);
        // The values' own drops are foreign code.
        drop(left);
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").field("len", &self.len()).finish_non_exhaustive()
    }
}
