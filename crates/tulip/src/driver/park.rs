//! Where the loop parks, and how other threads end that.

use std::sync::OnceLock;
use std::time::Duration;

use crate::loom::atomic::{AtomicU8, Ordering};
use crate::loom::thread::{self, Thread};

/// One word says where the owner is:
///
/// * [`AWAKE`] to [`ASLEEP`] or [`POLLING`]: the owner parks, its thread or in the reactor.
/// * anything to [`UNPARKED`]: somebody unparks, and has to end the park if there is one.
/// * anything to [`AWAKE`]: the owner goes on.
///
/// All of these are read-modify-writes of the same word, so that an unpark either sees that the
/// owner parks, or is seen by it. As long as no socket was opened the owner parks without the
/// help of a descriptor.
#[derive(Debug)]
pub(crate) struct Parker {
    state: AtomicU8,
    /// The owner's thread, once it has parked.
    thread: OnceLock<Thread>,
    /// Ends a wait in the reactor, once that is open.
    waker: OnceLock<mio::Waker>,
}

const AWAKE: u8 = 0;
const ASLEEP: u8 = 1;
const POLLING: u8 = 2;
const UNPARKED: u8 = 3;

impl Parker {
    pub(super) fn new() -> Self {
        Self {
            state: AtomicU8::new(AWAKE),
            thread: OnceLock::new(),
            waker: OnceLock::new(),
        }
    }

    /// The owner will park in the reactor from now on, out of which `waker` fetches it.
    pub(super) fn set_waker(&self, waker: mio::Waker) {
        self.waker.set(waker).expect("a reactor is opened once");
    }

    /// Ends the current park, or the next one if there is none.
    pub(super) fn unpark(&self) {
        // Release: what was done before is seen by the owner that sees the word. Acquire: the
        // waker was there before `POLLING`.
        match self.state.swap(UNPARKED, Ordering::AcqRel) {
            ASLEEP => self.thread.get().expect("who sleeps has said where").unpark(),
            POLLING => {
                let waker = self.waker.get().expect("who polls has opened the reactor");
                waker.wake().expect("an eventfd takes one more");
            }
            _ => {}
        }
    }

    /// Parks the thread, and tells whether somebody unparked it. It may end early: the caller
    /// looks what there is to do.
    pub(super) fn sleep(&self, timeout: Option<Duration>) -> bool {
        self.thread.get_or_init(thread::current);
        if self.begin(ASLEEP) {
            match timeout {
                Some(timeout) => thread::park_timeout(timeout),
                None => thread::park(),
            }
        }
        self.end()
    }

    /// Parks in the reactor, and tells whether somebody unparked it. `poll` may wait there if it
    /// is told `true`.
    pub(super) fn poll(&self, poll: impl FnOnce(bool)) -> bool {
        poll(self.begin(POLLING));
        self.end()
    }

    /// Whether somebody has unparked since the last park.
    pub(super) fn is_unparked(&self) -> bool {
        // Acquire: what was done before the unpark is seen.
        self.state.load(Ordering::Acquire) == UNPARKED
    }

    fn begin(&self, parked: u8) -> bool {
        self.state
            .compare_exchange(AWAKE, parked, Ordering::AcqRel, Ordering::Acquire)
            .is_ok()
    }

    fn end(&self) -> bool {
        // Acquire: what was done before the unpark is seen.
        self.state.swap(AWAKE, Ordering::Acquire) == UNPARKED
    }
}
