//! What senders and the receiver of a channel share.

use std::collections::VecDeque;
use std::mem;
use std::task::{Context, Poll, Waker};

use super::error::{TryRecvError, TrySendError};
use crate::loom::Mutex;
use crate::sync::lock;
use crate::sync::waiters::{Ticket, Waiters};

pub(super) struct Chan<T> {
    pub(super) capacity: usize,
    inner: Mutex<Inner<T>>,
}

struct Inner<T> {
    queue: VecDeque<T>,
    /// Places that are neither taken nor promised. While one is free nobody waits for one.
    free: usize,
    /// How many senders there are.
    senders: usize,
    /// The receiver is gone, or takes nothing new.
    is_closed: bool,
    /// The waker of a receiver that waits.
    receiver: Option<Waker>,
    /// Senders that wait for a place. Who was called has been promised one.
    for_a_place: Waiters,
    /// Senders that wait for the receiver to go.
    for_the_end: Waiters,
}

impl<T> Chan<T> {
    pub(super) fn new(capacity: usize) -> Self {
        let inner = Inner {
            queue: VecDeque::new(),
            free: capacity,
            senders: 1,
            is_closed: false,
            receiver: None,
            for_a_place: Waiters::default(),
            for_the_end: Waiters::default(),
        };
        Self { capacity, inner: Mutex::new(inner) }
    }

    /// Sends if there is a free place.
    pub(super) fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        let mut inner = lock(&self.inner);
        if inner.is_closed {
            return Err(TrySendError::Closed(value));
        }
        if inner.free == 0 {
            return Err(TrySendError::Full(value));
        }
        inner.free -= 1;
        let receiver = inner.put(value);
        drop(inner);
        wake(receiver);
        Ok(())
    }

    /// Sends, or waits for a place. `value` is there until it was sent or is given back.
    pub(super) fn poll_send(
        &self,
        cx: &mut Context<'_>,
        value: &mut Option<T>,
        ticket: &mut Option<Ticket>,
    ) -> Poll<Result<(), T>> {
        let mut inner = lock(&self.inner);
        if inner.is_closed {
            *ticket = None;
            return Poll::Ready(value.take().map_or(Ok(()), Err));
        }
        match *ticket {
            Some(waiting) if inner.for_a_place.still_waits(waiting, cx.waker()) => {
                return Poll::Pending;
            }
            // It was called: a place is promised to it.
            Some(_) => *ticket = None,
            None if inner.free > 0 => inner.free -= 1,
            None => {
                *ticket = Some(inner.for_a_place.join(cx.waker().clone()));
                return Poll::Pending;
            }
        }
        let receiver = value.take().and_then(|value| inner.put(value));
        drop(inner);
        wake(receiver);
        Poll::Ready(Ok(()))
    }

    /// A sender waits no longer. A place that it was promised goes to the next.
    pub(super) fn leave(&self, ticket: Ticket) {
        let mut inner = lock(&self.inner);
        let (left, next) = match inner.for_a_place.leave(ticket) {
            Some(waker) => (Some(waker), None),
            None if inner.is_closed => (None, None),
            None => (None, inner.free_place()),
        };
        drop(inner);
        drop(left);
        wake(next);
    }

    /// Takes the next value; `None` if nothing is left and nothing will come.
    pub(super) fn poll_recv(&self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let mut inner = lock(&self.inner);
        if let Some(value) = inner.queue.pop_front() {
            let next = inner.free_place();
            drop(inner);
            wake(next);
            return Poll::Ready(Some(value));
        }
        if inner.is_over() {
            return Poll::Ready(None);
        }
        let old = match &mut inner.receiver {
            Some(kept) if kept.will_wake(cx.waker()) => None,
            slot => slot.replace(cx.waker().clone()),
        };
        drop(inner);
        drop(old);
        Poll::Pending
    }

    pub(super) fn try_recv(&self) -> Result<T, TryRecvError> {
        let mut inner = lock(&self.inner);
        let Some(value) = inner.queue.pop_front() else {
            let is_over = inner.is_over();
            return Err(if is_over {
                TryRecvError::Disconnected
            } else {
                TryRecvError::Empty
            });
        };
        let next = inner.free_place();
        drop(inner);
        wake(next);
        Ok(value)
    }

    /// Refuses what is sent from now on.
    pub(super) fn close(&self) {
        let mut inner = lock(&self.inner);
        inner.is_closed = true;
        let mut called = inner.for_a_place.call_all();
        called.append(&mut inner.for_the_end.call_all());
        drop(inner);
        called.into_iter().for_each(Waker::wake);
    }

    /// The receiver goes, and takes with it what nobody received.
    pub(super) fn drop_receiver(&self) {
        self.close();
        let mut inner = lock(&self.inner);
        let left = (mem::take(&mut inner.queue), inner.receiver.take());
        drop(inner);
        // The values' own drops are foreign code.
        drop(left);
    }

    pub(super) fn poll_closed(
        &self,
        cx: &mut Context<'_>,
        ticket: &mut Option<Ticket>,
    ) -> Poll<()> {
        let mut inner = lock(&self.inner);
        if inner.is_closed {
            *ticket = None;
            return Poll::Ready(());
        }
        let waits = ticket.is_some_and(|it| inner.for_the_end.still_waits(it, cx.waker()));
        if !waits {
            *ticket = Some(inner.for_the_end.join(cx.waker().clone()));
        }
        Poll::Pending
    }

    /// A sender no longer waits for the end.
    pub(super) fn stay(&self, ticket: Ticket) {
        let left = lock(&self.inner).for_the_end.leave(ticket);
        drop(left);
    }

    pub(super) fn add_sender(&self) {
        lock(&self.inner).senders += 1;
    }

    pub(super) fn drop_sender(&self) {
        let mut inner = lock(&self.inner);
        inner.senders -= 1;
        let receiver = if inner.senders == 0 { inner.receiver.take() } else { None };
        drop(inner);
        wake(receiver);
    }

    pub(super) fn is_closed(&self) -> bool {
        lock(&self.inner).is_closed
    }

    pub(super) fn free(&self) -> usize {
        lock(&self.inner).free
    }

    pub(super) fn len(&self) -> usize {
        lock(&self.inner).queue.len()
    }
}

impl<T> Inner<T> {
    /// Puts a value into a place that was taken for it. Gives whom to wake.
    fn put(&mut self, value: T) -> Option<Waker> {
        self.queue.push_back(value);
        self.receiver.take()
    }

    /// Promises a place that has become free to the first who waits for one. Gives whom to wake.
    fn free_place(&mut self) -> Option<Waker> {
        let next = self.for_a_place.call();
        if next.is_none() {
            self.free += 1;
        }
        next
    }

    fn is_over(&self) -> bool {
        self.is_closed || self.senders == 0
    }
}

fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}
