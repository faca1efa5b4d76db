//! What senders and the receiver of a channel share.

use std::collections::VecDeque;
use std::task::Waker;

use crate::loom::{Mutex, MutexGuard};
use crate::sync::waiters::Waiters;
use crate::sync::{lock, wake};

pub(super) struct Chan<T> {
    pub(super) capacity: usize,
    state: Mutex<State<T>>,
}

pub(super) struct State<T> {
    pub(super) queue: VecDeque<T>,
    /// Places that are neither taken nor promised. While one is free nobody waits for one.
    pub(super) free: usize,
    /// How many senders there are.
    pub(super) senders: usize,
    /// The receiver is gone, or takes nothing new.
    pub(super) is_closed: bool,
    /// The waker of a receiver that waits.
    pub(super) receiver: Option<Waker>,
    /// Senders that wait for a place. Who was called has been promised one.
    pub(super) for_a_place: Waiters,
    /// Senders that wait for the receiver to go.
    pub(super) for_the_end: Waiters,
}

impl<T> Chan<T> {
    pub(super) fn new(capacity: usize) -> Self {
        let state = State {
            queue: VecDeque::new(),
            free: capacity,
            senders: 1,
            is_closed: false,
            receiver: None,
            for_a_place: Waiters::default(),
            for_the_end: Waiters::default(),
        };
        Self { capacity, state: Mutex::new(state) }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State<T>> {
        lock(&self.state)
    }
}

impl<T> State<T> {
    /// Whether what lies in the queue is all that will ever come.
    pub(super) fn is_over(&self) -> bool {
        self.is_closed || self.senders == 0
    }
}

/// Puts a value into a place that was taken for it.
pub(super) fn put<T>(mut state: MutexGuard<'_, State<T>>, value: T) {
    state.queue.push_back(value);
    let receiver = state.receiver.take();
    drop(state);
    wake(receiver);
}

/// Promises a place that has become free to the first who waits for one.
pub(super) fn pass_on<T>(mut state: MutexGuard<'_, State<T>>) {
    let next = state.for_a_place.call();
    if next.is_none() {
        state.free += 1;
    }
    drop(state);
    wake(next);
}

/// Refuses what is sent from now on.
pub(super) fn close<T>(mut state: MutexGuard<'_, State<T>>) {
    state.is_closed = true;
    let called = state.for_a_place.call_all().chain(state.for_the_end.call_all());
    drop(state);
    called.for_each(Waker::wake);
}
