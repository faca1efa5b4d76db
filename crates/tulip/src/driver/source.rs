//! What is known of one socket: whether it is ready, and who waits for that.

use std::fmt;
use std::io;
use std::panic::Location;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Waker};

use super::reactor::Sources;
use crate::loom::Mutex;
use crate::loom::atomic::{AtomicU32, Ordering};

/// One socket, as the reactor and the operations on it share it.
///
/// One word holds readiness and the number of the last event, the tick. An operation that finds
/// the socket dry takes back the readiness it acted on, but only if no event came since: the
/// tick is the same. Readiness may be wrong in one direction alone: it may say ready when there
/// is nothing. An operation tries, and finds out.
pub(crate) struct Source {
    readiness: AtomicU32,
    waiters: Mutex<Waiters>,
    pub(super) token: usize,
    pub(super) sources: Arc<Sources>,
    /// The line that made the socket.
    place: &'static Location<'static>,
}

/// Which way bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Read,
    Write,
}

/// What is taken for true of a new socket, before the first event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guess {
    /// The first operation tries at once, which is cheaper than to wait for an event.
    Ready,
    /// There is nothing to read: nobody has been asked yet.
    Silent,
}

pub(super) const READABLE: u32 = 1;
const WRITABLE: u32 = 2;
const READ_CLOSED: u32 = 4;
const WRITE_CLOSED: u32 = 8;
/// The runtime has ended: no event will come any more.
const ENDED: u32 = 16;
const TICK: u32 = 32;

impl Direction {
    fn ready(self) -> u32 {
        match self {
            Self::Read => READABLE | READ_CLOSED,
            Self::Write => WRITABLE | WRITE_CLOSED,
        }
    }

    /// What a short read or write disproves. A peer that has closed stays closed: after the last
    /// bytes comes their end, and no event with it.
    fn drained(self) -> u32 {
        match self {
            Self::Read => READABLE,
            Self::Write => WRITABLE,
        }
    }
}

/// What the word said when an operation began.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen(u32);

/// Who waits, in the order of their coming.
#[derive(Debug, Default)]
struct Waiters {
    waiting: Vec<(Direction, WaiterId, Waker)>,
    last: u32,
}

/// Which operation waits: each has a number of its own, so that several may wait for one socket
/// and each may leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WaiterId(u32);

impl WaiterId {
    /// The one who reads with `&mut`, by a trait: there cannot be two.
    pub(crate) const READER: Self = Self(1);
    /// The one who writes with `&mut`, by a trait.
    pub(crate) const WRITER: Self = Self(2);
}

impl Source {
    pub(super) fn new(
        token: usize,
        sources: Arc<Sources>,
        guess: Guess,
        place: &'static Location<'static>,
    ) -> Self {
        let readiness = match guess {
            Guess::Ready => READABLE | WRITABLE,
            Guess::Silent => WRITABLE,
        };
        Self {
            readiness: AtomicU32::new(readiness),
            waiters: Mutex::new(Waiters { waiting: Vec::new(), last: WaiterId::WRITER.0 }),
            token,
            sources,
            place,
        }
    }

    pub(crate) fn place(&self) -> &'static Location<'static> {
        self.place
    }

    /// Whether the socket is ready, as far as is known.
    pub(crate) fn ready(&self, direction: Direction) -> Option<io::Result<Seen>> {
        // Acquire: pairs with `set`.
        let seen = self.readiness.load(Ordering::Acquire);
        if seen & direction.ready() != 0 {
            return Some(Ok(Seen(seen)));
        }
        (seen & ENDED != 0).then(|| Err(io::Error::other(ENDED_TEXT)))
    }

    /// Whether the socket is ready, as far as is known; if not, `waiter` waits for it.
    pub(crate) fn poll_ready(
        &self,
        direction: Direction,
        waiter: &mut Option<WaiterId>,
        cx: &Context<'_>,
    ) -> Poll<io::Result<Seen>> {
        if let Some(seen) = self.ready(direction) {
            return Poll::Ready(seen);
        }
        // Foreign code; not under the lock.
        let waker = cx.waker().clone();
        let mut waiters = self.waiters.lock().unwrap_or_else(PoisonError::into_inner);
        // An event sets the word before it takes the lock: either it is seen here, or it finds
        // the waiter.
        if let Some(seen) = self.ready(direction) {
            drop(waiters);
            return Poll::Ready(seen);
        }
        let old = waiters.wait(direction, waiter, waker);
        drop(waiters);
        drop(old);
        Poll::Pending
    }

    /// The operation found nothing: not ready, unless an event came since.
    pub(crate) fn found_nothing(&self, seen: Seen, direction: Direction) {
        self.take_back(seen, direction.ready());
    }

    /// The operation found less than it had room for: nothing is left, unless an event came
    /// since.
    pub(crate) fn found_the_last(&self, seen: Seen, direction: Direction) {
        self.take_back(seen, direction.drained());
    }

    /// An operation that waited is dropped.
    pub(crate) fn leave(&self, waiter: WaiterId) {
        let mut waiters = self.waiters.lock().unwrap_or_else(PoisonError::into_inner);
        let index = waiters.waiting.iter().position(|&(_, id, _)| id == waiter);
        let left = index.map(|index| waiters.waiting.remove(index));
        drop(waiters);
        drop(left);
    }

    /// An event: sets the word, and hands out those who wait for it.
    pub(super) fn publish(&self, event: &mio::event::Event, woken: &mut Vec<Waker>) {
        let mut bits = 0;
        if event.is_readable() || event.is_error() {
            bits |= READABLE;
        }
        if event.is_writable() || event.is_error() {
            bits |= WRITABLE;
        }
        if event.is_read_closed() {
            bits |= READ_CLOSED;
        }
        if event.is_write_closed() {
            bits |= WRITE_CLOSED;
        }
        self.set(bits, woken);
    }

    /// The runtime ends: whoever waits is told.
    pub(super) fn end(&self, woken: &mut Vec<Waker>) {
        self.set(ENDED, woken);
    }

    pub(super) fn set(&self, bits: u32, woken: &mut Vec<Waker>) {
        // Release: pairs with `poll_ready`. Acquire: what operations did with the socket.
        let set = |word: u32| Some((word | bits).wrapping_add(TICK));
        let _ = self.readiness.fetch_update(Ordering::AcqRel, Ordering::Relaxed, set);
        let mut waiters = self.waiters.lock().unwrap_or_else(PoisonError::into_inner);
        waiters.take(bits, woken);
    }

    fn take_back(&self, seen: Seen, bits: u32) {
        let same_tick = |word: u32| (word / TICK == seen.0 / TICK).then_some(word & !bits);
        // AcqRel: what the operation did with the socket is before what the next event brings.
        let _ = self.readiness.fetch_update(Ordering::AcqRel, Ordering::Relaxed, same_tick);
    }
}

impl Waiters {
    /// Adds the waiter or renews its waker, and gives back the waker that is no longer needed.
    fn wait(
        &mut self,
        direction: Direction,
        waiter: &mut Option<WaiterId>,
        waker: Waker,
    ) -> Option<Waker> {
        let id = *waiter.get_or_insert_with(|| {
            // After 4 billion operations on one socket numbers come again; the lowest two are
            // never given away.
            self.last = self.last.wrapping_add(1).max(WaiterId::WRITER.0 + 1);
            WaiterId(self.last)
        });
        if let Some((.., old)) =
            self.waiting.iter_mut().find(|&&mut (_, other, _)| other == id)
        {
            return Some(std::mem::replace(old, waker));
        }
        if self.waiting.len() < 2 {
            // One reads and one writes: that is most sockets, and there are many of them.
            self.waiting.reserve_exact(1);
        }
        self.waiting.push((direction, id, waker));
        None
    }

    fn take(&mut self, bits: u32, woken: &mut Vec<Waker>) {
        let mut index = 0;
        while let Some((direction, ..)) = self.waiting.get(index) {
            if bits & (direction.ready() | ENDED) == 0 {
                index += 1;
            } else {
                woken.push(self.waiting.remove(index).2);
            }
        }
    }
}

const ENDED_TEXT: &str = "the runtime on which this socket was opened has ended, and nobody waits for events any more: keep the runtime for as long as its sockets";

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("token", &self.token).finish_non_exhaustive()
    }
}
