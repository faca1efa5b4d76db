//! What is known of one socket: whether it is ready, and who waits for that.

use std::mem;
use std::sync::{Arc, PoisonError};
use std::task::{Context, Poll, Waker};

use super::reactor::Sources;
use crate::inspect::{Place, Wait};
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
    pub(crate) sources: Arc<Sources>,
    /// The line that made the socket.
    pub(crate) place: Place,
}

/// Which way bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Read,
    Write,
}

pub(super) const READABLE: u32 = 1;
pub(super) const WRITABLE: u32 = 2;
pub(super) const READ_CLOSED: u32 = 4;
pub(super) const WRITE_CLOSED: u32 = 8;
/// The runtime has ended: no event will come any more.
pub(super) const ENDED: u32 = 16;
const TICK: u32 = 32;

impl Direction {
    /// Which way an operation goes, by what it waits for.
    pub(crate) fn of(wait: Wait) -> Self {
        match wait {
            Wait::Write | Wait::Connect => Self::Write,
            _ => Self::Read,
        }
    }

    /// What lets an operation try, and what one that finds nothing disproves.
    pub(crate) fn ready(self) -> u32 {
        match self {
            Self::Read => READABLE | READ_CLOSED,
            Self::Write => WRITABLE | WRITE_CLOSED,
        }
    }

    /// What a short read or write disproves. A peer that has closed stays closed: after the last
    /// bytes comes their end, and no event with it.
    pub(crate) fn open(self) -> u32 {
        match self {
            Self::Read => READABLE,
            Self::Write => WRITABLE,
        }
    }
}

/// What the word said when an operation began.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen(u32);

impl Seen {
    /// Whether the runtime had ended.
    pub(crate) fn is_last(self) -> bool {
        self.0 & ENDED != 0
    }
}

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
    /// The one who reads or writes with `&mut`, by a trait: there cannot be two.
    pub(crate) fn alone(direction: Direction) -> Self {
        Self(direction.open())
    }
}

impl Source {
    /// A new socket is taken to be ready: to try is cheaper than to wait for the first event.
    pub(super) fn new(token: usize, sources: Arc<Sources>, place: Place) -> Self {
        Self {
            readiness: AtomicU32::new(READABLE | WRITABLE),
            waiters: Mutex::default(),
            token,
            sources,
            place,
        }
    }

    /// Whether an operation may try: the socket is ready, as far as is known, or the runtime has
    /// ended, and there is nothing to wait for.
    #[inline]
    pub(crate) fn ready(&self, direction: Direction) -> Option<Seen> {
        // Acquire: pairs with `set`.
        let word = self.readiness.load(Ordering::Acquire);
        (word & (direction.ready() | ENDED) != 0).then_some(Seen(word))
    }

    /// Whether an operation may try; if not, `waiter` waits for that.
    #[inline]
    pub(crate) fn poll_ready(
        &self,
        direction: Direction,
        waiter: &mut Option<WaiterId>,
        cx: &Context<'_>,
    ) -> Poll<Seen> {
        match self.ready(direction) {
            Some(seen) => Poll::Ready(seen),
            None => self.wait(direction, waiter, cx),
        }
    }

    fn wait(
        &self,
        direction: Direction,
        waiter: &mut Option<WaiterId>,
        cx: &Context<'_>,
    ) -> Poll<Seen> {
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

    /// An operation has found out that the socket is not ready, unless an event came since.
    pub(crate) fn take_back(&self, seen: Seen, bits: u32) {
        let same_tick = |word: u32| (word / TICK == seen.0 / TICK).then_some(word & !bits);
        // AcqRel: what the operation did with the socket is before what the next event brings.
        let _ = self.readiness.fetch_update(Ordering::AcqRel, Ordering::Relaxed, same_tick);
    }

    /// An operation that waited is dropped.
    pub(crate) fn leave(&self, waiter: WaiterId) {
        let mut waiters = self.waiters.lock().unwrap_or_else(PoisonError::into_inner);
        let index = waiters.waiting.iter().position(|&(_, id, _)| id == waiter);
        let left = index.map(|index| waiters.waiting.remove(index));
        drop(waiters);
        drop(left);
    }

    /// An event, or the runtime's end: sets the word, and hands out those who wait for it.
    pub(super) fn set(&self, bits: u32, woken: &mut Vec<Waker>) {
        // Release: pairs with `poll_ready`. Acquire: what operations did with the socket.
        let set = |word: u32| Some((word | bits).wrapping_add(TICK));
        let _ = self.readiness.fetch_update(Ordering::AcqRel, Ordering::Relaxed, set);
        self.waiters.lock().unwrap_or_else(PoisonError::into_inner).take(bits, woken);
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
            // After 4 billion operations on one socket numbers come again; those of who is alone
            // are never given away.
            self.last = self.last.wrapping_add(1).max(WRITABLE + 1);
            WaiterId(self.last)
        });
        if let Some((.., old)) =
            self.waiting.iter_mut().find(|&&mut (_, other, _)| other == id)
        {
            return Some(mem::replace(old, waker));
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
