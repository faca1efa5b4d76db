//! The end that sends, of a channel whose senders wait while it is full.

use std::fmt;
use std::future::poll_fn;
use std::panic::Location;
use std::task::{Context, Poll};

use super::chan::{Chan, State, pass_on, put};
use super::error::{SendError, TrySendError};
use super::receiver::Receiver;
use crate::inspect::{Wait, noted};
use crate::loom::Arc;
use crate::sync::waiters::{Ticket, Waiters};
use crate::sync::wake;

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
    pub fn send(&self, value: T) -> impl Future<Output = Result<(), SendError<T>>> {
        let place = Location::caller();
        let mut value = Some(value);
        let mut waiter = Waiter::new(&self.chan, |state| &mut state.for_a_place);
        poll_fn(move |cx| {
            let taken = value.take().expect("a send is not polled after it was done");
            let mut state = self.chan.lock();
            if state.is_closed {
                return Poll::Ready(Err(SendError(taken)));
            }
            if waiter.ticket.is_none() && state.free > 0 {
                state.free -= 1;
            } else if waiter.waits(&mut state, cx) {
                drop(state);
                value = Some(taken);
                return noted(Poll::Pending, Wait::Send, place);
            }
            // It took a free place, or one was promised to it.
            waiter.ticket = None;
            put(state, taken);
            Poll::Ready(Ok(()))
        })
    }

    /// Sends a value if there is a place for it now that nobody else waits for.
    ///
    /// # Errors
    ///
    /// Gives the value back if there is none, or if the receiver is gone or closed.
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        let mut state = self.chan.lock();
        if state.is_closed {
            return Err(TrySendError::Closed(value));
        }
        if state.free == 0 {
            return Err(TrySendError::Full(value));
        }
        state.free -= 1;
        put(state, value);
        Ok(())
    }

    /// Waits until the receiver is gone or closed.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future changes nothing.
    #[track_caller]
    pub fn closed(&self) -> impl Future<Output = ()> {
        let place = Location::caller();
        let mut waiter = Waiter::new(&self.chan, |state| &mut state.for_the_end);
        poll_fn(move |cx| {
            let mut state = self.chan.lock();
            if state.is_closed || !waiter.waits(&mut state, cx) {
                return Poll::Ready(());
            }
            drop(state);
            noted(Poll::Pending, Wait::Closed, place)
        })
    }

    /// Whether the receiver is gone or closed.
    pub fn is_closed(&self) -> bool {
        self.chan.lock().is_closed
    }

    /// How many values can be sent now without waiting.
    pub fn capacity(&self) -> usize {
        self.chan.lock().free
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
        self.chan.lock().senders += 1;
        Self { chan: Arc::clone(&self.chan) }
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        let mut state = self.chan.lock();
        state.senders -= 1;
        let receiver = if state.senders == 0 { state.receiver.take() } else { None };
        drop(state);
        wake(receiver);
    }
}

impl<T> fmt::Debug for Sender<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").field("capacity", &self.capacity()).finish_non_exhaustive()
    }
}

/// Who waits in one of a channel's queues. If it goes when it has been called, its turn is the
/// next one's.
struct Waiter<'a, T> {
    chan: &'a Chan<T>,
    queue: fn(&mut State<T>) -> &mut Waiters,
    /// `None` before it waits, and once it has had its turn.
    ticket: Option<Ticket>,
}

impl<'a, T> Waiter<'a, T> {
    fn new(chan: &'a Chan<T>, queue: fn(&mut State<T>) -> &mut Waiters) -> Self {
        Self { chan, queue, ticket: None }
    }

    /// Whether it waits, from now on or still; if not, it was called.
    fn waits(&mut self, state: &mut State<T>, cx: &Context<'_>) -> bool {
        let queue = (self.queue)(state);
        if let Some(ticket) = self.ticket {
            return queue.still_waits(ticket, cx.waker());
        }
        self.ticket = Some(queue.join(cx.waker().clone()));
        true
    }
}

impl<T> Drop for Waiter<'_, T> {
    fn drop(&mut self) {
        let Some(ticket) = self.ticket else { return };
        let mut state = self.chan.lock();
        let left = (self.queue)(&mut state).leave(ticket);
        if left.is_none() && !state.is_closed {
            return pass_on(state);
        }
        drop(state);
        drop(left);
    }
}
