//! A channel that never makes a sender wait.

use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::chan::Chan;
use super::error::{SendError, TryRecvError, TrySendError};
use crate::inspect::{self, Wait};
use crate::loom::Arc;

/// Makes a channel that grows for as long as the receiver is slower than its senders.
pub fn unbounded_channel<T>() -> (UnboundedSender<T>, UnboundedReceiver<T>) {
    let chan = Arc::new(Chan::new(usize::MAX));
    (UnboundedSender { chan: Arc::clone(&chan) }, UnboundedReceiver { chan })
}

/// An end that sends. Clone it for more senders; the last that is dropped ends the channel.
pub struct UnboundedSender<T> {
    chan: Arc<Chan<T>>,
}

impl<T> UnboundedSender<T> {
    /// Sends a value. It never waits.
    ///
    /// # Errors
    ///
    /// Gives the value back if the receiver is gone or closed.
    pub fn send(&self, value: T) -> Result<(), SendError<T>> {
        self.chan.try_send(value).map_err(|error| match error {
            TrySendError::Full(value) | TrySendError::Closed(value) => SendError(value),
        })
    }

    /// Whether the receiver is gone or closed.
    pub fn is_closed(&self) -> bool {
        self.chan.is_closed()
    }

    /// Whether both send to the same receiver.
    pub fn same_channel(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.chan, &other.chan)
    }
}

impl<T> Clone for UnboundedSender<T> {
    fn clone(&self) -> Self {
        self.chan.add_sender();
        Self { chan: Arc::clone(&self.chan) }
    }
}

impl<T> Drop for UnboundedSender<T> {
    fn drop(&mut self) {
        self.chan.drop_sender();
    }
}

/// The end that receives. It is a [`Stream`] too.
pub struct UnboundedReceiver<T> {
    chan: Arc<Chan<T>>,
}

impl<T> UnboundedReceiver<T> {
    /// Takes the next value; waits while there is none. `None` if nothing will come any more.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing: a value is taken only by a poll that returns it.
    #[track_caller]
    pub fn recv(&mut self) -> UnboundedRecv<'_, T> {
        UnboundedRecv { receiver: self, line: Location::caller() }
    }

    /// Takes the next value if there is one.
    ///
    /// # Errors
    ///
    /// `Empty` if there is none now, `Disconnected` if none will come any more.
    pub fn try_recv(&mut self) -> Result<T, TryRecvError> {
        self.chan.try_recv()
    }

    /// Refuses what is sent from now on. What was sent before can still be received.
    pub fn close(&mut self) {
        self.chan.close();
    }

    /// How many values wait to be received.
    pub fn len(&self) -> usize {
        self.chan.len()
    }

    /// Whether no value waits to be received.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// [`recv`](Self::recv) for a future that is written by hand.
    pub fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        self.chan.poll_recv(cx)
    }
}

impl<T> Stream for UnboundedReceiver<T> {
    type Item = T;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        self.get_mut().poll_recv(cx)
    }
}

impl<T> Drop for UnboundedReceiver<T> {
    fn drop(&mut self) {
        self.chan.drop_receiver();
    }
}

/// The future of [`UnboundedReceiver::recv`].
#[must_use = "futures do nothing unless you await them"]
pub struct UnboundedRecv<'a, T> {
    receiver: &'a mut UnboundedReceiver<T>,
    line: &'static Location<'static>,
}

impl<T> Future for UnboundedRecv<'_, T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let received = self.receiver.chan.poll_recv(cx);
        if received.is_pending() {
            inspect::waits_at(Wait::Receive, self.line);
        }
        received
    }
}

impl<T> fmt::Debug for UnboundedSender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnboundedSender").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for UnboundedReceiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnboundedReceiver")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for UnboundedRecv<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnboundedRecv").field("at", &self.line).finish_non_exhaustive()
    }
}
