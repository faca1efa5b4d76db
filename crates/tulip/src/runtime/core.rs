use std::cell::Cell;
use std::fmt;

use crate::blocking::{Limits, Pool};
use crate::driver::{ClockKind, Driver};
use crate::loom::atomic::{AtomicIsize, AtomicU64, Ordering};
use crate::scheduler::{Chance, Injector};
use crate::task::{Injected, OWN_SHARE, OnUnhandledPanic, Owned, Queue, TaskPtr};
use crate::told::Told;

/// A runtime, as its own thread sees it.
///
/// Other threads reach the [`Shared`] part alone, by a [`RuntimeRef`](crate::task::RuntimeRef).
pub(crate) struct Core {
    pub(crate) shared: Shared,
    pub(crate) queue: Queue,
    pub(crate) owned: Owned,
    /// The task that runs.
    pub(crate) running: Cell<Option<TaskPtr>>,
    pub(crate) driver: Driver,
    /// Picks at random where the runtime shuffles.
    pub(crate) chance: Option<Chance>,
    /// What comes out of the injector: empty between two looks.
    pub(crate) arrivals: Cell<Vec<Injected>>,
    pub(crate) told: Told,
    /// How many keep the memory, as far as this thread counted them; see `RuntimeRef`.
    pub(crate) kept: Cell<isize>,
    ids: Cell<Ids>,
}

/// A runtime, as every thread sees it.
pub(crate) struct Shared {
    pub(crate) injector: Injector,
    pub(crate) blocking: Pool,
    pub(crate) on_unhandled_panic: OnUnhandledPanic,
    /// How many keep the memory, as far as other threads counted them; see `RuntimeRef`.
    pub(crate) kept: AtomicIsize,
    next_ids: AtomicU64,
}

/// What a [`Builder`](super::Builder) asks for.
pub(crate) struct Settings {
    pub(crate) clock: ClockKind,
    pub(crate) seed: Option<u64>,
    pub(crate) limits: Limits,
    pub(crate) on_unhandled_panic: OnUnhandledPanic,
}

/// The ids that the owner may still hand out by itself.
#[derive(Clone, Copy)]
struct Ids {
    next: u64,
    end: u64,
}

/// So that a program on one thread counts 1, 2, 3, and its owner touches the shared counter once
/// in so many spawns.
const IDS_AT_ONCE: u64 = 1 << 16;

impl Core {
    pub(crate) fn new(settings: Settings) -> Self {
        let Settings { clock, seed, limits, on_unhandled_panic } = settings;
        let driver = Driver::new(clock);
        Self {
            shared: Shared {
                injector: Injector::new(driver.unparker()),
                blocking: Pool::new(driver.unparker(), limits),
                on_unhandled_panic,
                kept: AtomicIsize::new(OWN_SHARE),
                next_ids: AtomicU64::new(1 + IDS_AT_ONCE),
            },
            queue: Queue::default(),
            owned: Owned::default(),
            running: Cell::new(None),
            driver,
            chance: seed.map(Chance::new),
            arrivals: Cell::default(),
            told: Told::new(),
            kept: Cell::new(0),
            ids: Cell::new(Ids { next: 1, end: 1 + IDS_AT_ONCE }),
        }
    }

    /// An id for a task that is made on this thread.
    #[inline]
    pub(crate) fn next_id(&self) -> u64 {
        let Ids { next, end } = self.ids.get();
        if next == end {
            return self.next_ids();
        }
        self.ids.set(Ids { next: next + 1, end });
        next
    }

    #[cold]
    fn next_ids(&self) -> u64 {
        let next = self.shared.next_ids.fetch_add(IDS_AT_ONCE, Ordering::Relaxed);
        self.ids.set(Ids { next: next + 1, end: next + IDS_AT_ONCE });
        next
    }
}

impl Shared {
    /// An id for a task that is made elsewhere.
    pub(crate) fn next_id(&self) -> u64 {
        self.next_ids.fetch_add(1, Ordering::Relaxed)
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("queue", &self.queue)
            .field("tasks", &self.owned.len())
            .finish_non_exhaustive()
    }
}
