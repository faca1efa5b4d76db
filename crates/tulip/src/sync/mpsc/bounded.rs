//! A channel whose senders wait while it is full.

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
use crate::sync::waiters::Ticket;

/// Makes a channel that holds at most `capacity` values that nobody has received.
///
/// # Panics
///
/// If `capacity` is 0: a value needs a place to lie in.
#[track_caller]
pub fn channel<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    assert!(capacity > 0, "a channel needs a capacity of 1 at least");
    let chan = Arc::new(Chan::new(capacity));
    (Sender { chan: Arc::clone(&chan) }, Receiver { chan })
}

/// An end that sends. Clone it for more senders; the last that is dropped ends the channel.
pub struct Sender<T> {
    chan: Arc<Chan<T>>,
}

impl<T> Sender<T> {
    /// Sends a value; waits while the channel is full.
    ///
    /// # Errors
    ///
    /// Gives the value back if the receiver is gone or closed.
    ///
    /// # Cancel safety
    ///
    /// If the future is dropped before it is ready, nothing was sent, and the value is dropped
    /// with it. To keep the value, ask [`try_send`](Self::try_send).
    #[track_caller]
    pub fn send(&self, value: T) -> Send<'_, T> {
        Send {
            chan: &self.chan,
            value: Some(value),
            ticket: None,
            line: Location::caller(),
        }
    }

    /// Sends a value if there is a place for it now that nobody else waits for.
    ///
    /// # Errors
    ///
    /// Gives the value back if there is none, or if the receiver is gone or closed.
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        self.chan.try_send(value)
    }

    /// Waits until the receiver is gone or closed.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    #[track_caller]
    pub fn closed(&self) -> Closed<'_, T> {
        Closed { chan: &self.chan, ticket: None, line: Location::caller() }
    }

    /// Whether the receiver is gone or closed.
    pub fn is_closed(&self) -> bool {
        self.chan.is_closed()
    }

    /// How many values can be sent now without waiting.
    pub fn capacity(&self) -> usize {
        self.chan.free()
    }

    /// How many values the channel can hold.
    pub fn max_capacity(&self) -> usize {
        self.chan.capacity
    }

    /// Whether both send to the same receiver.
    pub fn same_channel(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.chan, &other.chan)
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        self.chan.add_sender();
        Self { chan: Arc::clone(&self.chan) }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        self.chan.drop_sender();
    }
}

/// The end that receives. It is a [`Stream`] too.
pub struct Receiver<T> {
    chan: Arc<Chan<T>>,
}

impl<T> Receiver<T> {
    /// Takes the next value; waits while there is none. `None` if nothing will come any more.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future loses nothing: a value is taken only by a poll that returns it.
    #[track_caller]
    pub fn recv(&mut self) -> Recv<'_, T> {
        Recv { receiver: self, line: Location::caller() }
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

impl<T> Stream for Receiver<T> {
    type Item = T;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        self.get_mut().poll_recv(cx)
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        self.chan.drop_receiver();
    }
}

/// The future of [`Sender::send`].
#[must_use = "futures do nothing unless you await them"]
pub struct Send<'a, T> {
    chan: &'a Chan<T>,
    /// `None` once it was sent or given back.
    value: Option<T>,
    /// The place in the queue of those that wait.
    ticket: Option<Ticket>,
    line: &'static Location<'static>,
}

/// The value is moved in and out, and never pinned.
impl<T> Unpin for Send<'_, T> {}

impl<T> Future for Send<'_, T> {
    type Output = Result<(), SendError<T>>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.get_mut();
        assert!(this.value.is_some(), "a send was polled after it was done");
        let sent = this.chan.poll_send(cx, &mut this.value, &mut this.ticket);
        if sent.is_pending() {
            inspect::waits_at(Wait::Send, this.line);
        }
        sent.map_err(SendError)
    }
}

impl<T> Drop for Send<'_, T> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            self.chan.leave(ticket);
        }
    }
}

/// The future of [`Receiver::recv`].
#[must_use = "futures do nothing unless you await them"]
pub struct Recv<'a, T> {
    receiver: &'a mut Receiver<T>,
    line: &'static Location<'static>,
}

impl<T> Future for Recv<'_, T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let received = self.receiver.chan.poll_recv(cx);
        if received.is_pending() {
            inspect::waits_at(Wait::Receive, self.line);
        }
        received
    }
}

/// The future of [`Sender::closed`].
#[must_use = "futures do nothing unless you await them"]
pub struct Closed<'a, T> {
    chan: &'a Chan<T>,
    ticket: Option<Ticket>,
    line: &'static Location<'static>,
}

impl<T> Future for Closed<'_, T> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.get_mut();
        let closed = this.chan.poll_closed(cx, &mut this.ticket);
        if closed.is_pending() {
            inspect::waits_at(Wait::Closed, this.line);
        }
        closed
    }
}

impl<T> Drop for Closed<'_, T> {
    fn drop(&mut self) {
        if let Some(ticket) = self.ticket {
            self.chan.stay(ticket);
        }
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").field("capacity", &self.capacity()).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").field("len", &self.len()).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Send<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Send").field("at", &self.line).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Recv<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recv").field("at", &self.line).finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Closed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Closed").field("at", &self.line).finish_non_exhaustive()
    }
}
