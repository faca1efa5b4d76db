//! Tasks that wait for each other: channels.
//!
//! | to send | use |
//! |---|---|
//! | one value, once | [`oneshot`] |
//! | many values from many senders to one receiver | [`mpsc`] |
//!
//! Everything here works between tasks of one runtime, of several, and with plain threads: ends
//! may be sent anywhere, and no runtime is needed to use them. It is fair: who waits first is
//! served first, and a waiter that is dropped hands its turn on.
//!
//! There is no `unsafe` in this module. What the ends share lies in a lock that is held for a few
//! instructions; wakers are taken out of it before they are woken, because a waker is foreign
//! code and may want the lock.

pub mod mpsc;
pub mod oneshot;
mod waiters;

use std::task::Waker;

use crate::loom::{Mutex, MutexGuard};

/// The lock of something shared. Nothing that can panic runs while it is held, so that whoever
/// finds it poisoned finds it whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Leaves a waker for the only one who waits. Gives back the old one, to be dropped outside of
/// the lock.
fn renew(slot: &mut Option<Waker>, waker: &Waker) -> Option<Waker> {
    match slot {
        Some(kept) if kept.will_wake(waker) => None,
        _ => slot.replace(waker.clone()),
    }
}

fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}
