use std::cell::Cell;
use std::ops::Range;
use std::ptr::NonNull;

use super::Builder;
use crate::blocking::Pool;
use crate::driver::{ClockKind, Driver};
use crate::loom::atomic::{AtomicIsize, AtomicU64, Ordering};
use crate::scheduler::{Chance, Injector};
use crate::task::{Header, OnUnhandledPanic, Owned, Queue, TaskRef, UNSETTLED};
#[cfg(feature = "trace")]
use crate::told::Told;

/// A runtime, as its own thread sees it.
///
/// Other threads reach the [`Shared`] part alone, by a [`RuntimeRef`](crate::task::RuntimeRef).
pub(crate) struct Core {
    pub(crate) shared: Shared,
    pub(crate) queue: Queue,
    pub(crate) owned: Owned,
    /// The task that runs.
    pub(crate) running: Cell<Option<NonNull<Header>>>,
    pub(crate) driver: Driver,
    /// Picks at random where the runtime shuffles.
    pub(crate) chance: Option<Chance>,
    /// What comes out of the injector: empty between two looks.
    pub(crate) arrivals: Cell<Vec<TaskRef>>,
    #[cfg(feature = "trace")]
    pub(crate) told: Told,
    /// How many keep the memory, as far as this thread counted them; see `RuntimeRef`.
    pub(crate) kept: Cell<isize>,
    /// The ids that it may still hand out by itself.
    ids: Cell<Range<u64>>,
}

/// A runtime, as every thread sees it.
pub(crate) struct Shared {
    pub(crate) injector: Injector,
    pub(crate) blocking: Pool,
    pub(crate) on_unhandled_panic: OnUnhandledPanic,
    /// How many keep the memory, as far as other threads counted them; see `RuntimeRef`.
    pub(crate) kept: AtomicIsize,
    next_id: AtomicU64,
}

/// How many ids the owner takes at once: a program on one thread counts 1, 2, 3, and touches the
/// shared counter once in so many spawns.
const IDS_AT_ONCE: u64 = 1 << 16;

impl Core {
    pub(super) fn new(builder: Builder, clock: ClockKind) -> Self {
        let driver = Driver::new(clock);
        Self {
            shared: Shared {
                injector: Injector::new(driver.unparker()),
                blocking: Pool::new(driver.unparker(), builder.limits),
                on_unhandled_panic: builder.on_unhandled_panic,
                kept: AtomicIsize::new(UNSETTLED),
                next_id: AtomicU64::new(1),
            },
            queue: Queue::default(),
            owned: Owned::default(),
            running: Cell::new(None),
            driver,
            chance: builder.seed.map(Chance::new),
            arrivals: Cell::default(),
            #[cfg(feature = "trace")]
            told: Told::default(),
            kept: Cell::new(0),
            ids: Cell::default(),
        }
    }

    /// An id for a task that is made on this thread.
    #[inline]
    pub(crate) fn next_id(&self) -> u64 {
        let mut ids = self.ids.take();
        if ids.is_empty() {
            let first = self.shared.next_id.fetch_add(IDS_AT_ONCE, Ordering::Relaxed);
            ids = first..first + IDS_AT_ONCE;
        }
        let id = ids.start;
        ids.start += 1;
        self.ids.set(ids);
        id
    }
}

impl Shared {
    /// An id for a task that is made elsewhere.
    pub(crate) fn next_id(&self) -> u64 {
        self.next_id.fetch_add(1, Ordering::Relaxed)
    }
}
