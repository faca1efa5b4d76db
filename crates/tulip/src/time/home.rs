//! Runtimes by the number that their sleeps carry: 4 bytes instead of 8 in each of a million.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::runtime::Core;
use crate::task::RuntimeRef;

static LAST: AtomicU32 = AtomicU32::new(0);
static LIVING: Mutex<BTreeMap<NonZeroU32, RuntimeRef>> = Mutex::new(BTreeMap::new());

/// Enters a runtime that makes its first sleep.
pub(crate) fn settle(core: &Core) -> NonZeroU32 {
    let home = NonZeroU32::new(LAST.fetch_add(1, Ordering::Relaxed).wrapping_add(1));
    let home = home.expect("fewer than 4 billion runtimes");
    living().insert(home, RuntimeRef::new(core));
    home
}

/// Forgets a runtime that has ended.
pub(crate) fn leave(home: NonZeroU32) {
    living().remove(&home);
}

/// The runtime of that number, unless it has ended.
pub(super) fn find(home: NonZeroU32) -> Option<RuntimeRef> {
    living().get(&home).cloned()
}

fn living() -> MutexGuard<'static, BTreeMap<NonZeroU32, RuntimeRef>> {
    LIVING.lock().unwrap_or_else(PoisonError::into_inner)
}
