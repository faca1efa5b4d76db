//! The timers of a runtime: the wheel, and whose it is.

use std::cell::{Cell, RefCell};
use std::mem;
use std::num::NonZeroU32;
use std::task::{Poll, Waker};
use std::time::Duration;

use super::clock::ticks_before;
use super::told::Alarms;
use super::wheel::{Key, Wheel};
use crate::inspect::Place;
use crate::runtime::Core;
use crate::time::home;

pub(crate) struct Timers {
    /// Wakers are cloned, woken and dropped outside of the borrow: they are foreign code, which
    /// may make and drop timers.
    wheel: RefCell<Wheel<Waker>>,
    /// By which number sleeps know this runtime; none before the first sleep.
    home: Cell<Option<NonZeroU32>>,
    told: Alarms,
}

impl Timers {
    pub(super) fn new() -> Self {
        Self {
            wheel: RefCell::new(Wheel::new()),
            home: Cell::new(None),
            told: Alarms::default(),
        }
    }

    /// The number by which sleeps know the runtime `core`, which is this one.
    #[inline]
    pub(crate) fn home(&self, core: &Core) -> NonZeroU32 {
        self.home.get().unwrap_or_else(|| {
            let home = home::settle(core);
            self.home.set(Some(home));
            home
        })
    }

    #[inline]
    pub(crate) fn is_home(&self, home: NonZeroU32) -> bool {
        self.home.get() == Some(home)
    }

    /// Whether `tick` has come; if not, `waker` is woken then. On behalf of `place`.
    #[inline]
    pub(crate) fn poll(
        &self,
        tick: u64,
        key: &mut Option<Key>,
        waker: &Waker,
        place: Place,
    ) -> Poll<()> {
        let Some(key) = *key else {
            if tick <= self.wheel.borrow().now() {
                return Poll::Ready(());
            }
            let waker = waker.clone();
            let new = self.wheel.borrow_mut().insert(tick, waker);
            *key = Some(new);
            self.told.armed(new, tick, place);
            return Poll::Pending;
        };
        match self.wheel.borrow_mut().get_mut(key) {
            None => return Poll::Ready(()),
            Some(old) if old.will_wake(waker) => return Poll::Pending,
            Some(_) => {}
        }
        let waker = waker.clone();
        let old = self.wheel.borrow_mut().get_mut(key).map(|old| mem::replace(old, waker));
        drop(old);
        Poll::Pending
    }

    /// Takes a timer out.
    #[inline]
    pub(crate) fn remove(&self, key: Key) {
        let waker = self.wheel.borrow_mut().remove(key);
        self.told.cancelled(key);
        drop(waker);
    }

    pub(super) fn next_turn(&self) -> Option<u64> {
        self.wheel.borrow().next_turn()
    }

    pub(super) fn next_expiry(&self) -> Option<u64> {
        self.wheel.borrow().next_expiry()
    }

    /// Wakes those whose time has come.
    pub(super) fn fire(&self, now: Duration) {
        let tick = ticks_before(now);
        while let Some((key, waker)) = self.next_fired(tick) {
            self.told.fired(key, || waker.wake());
        }
    }

    fn next_fired(&self, tick: u64) -> Option<(Key, Waker)> {
        self.wheel.borrow_mut().fire(tick)
    }

    /// The runtime ends. Whoever still waits for a timer is woken, and told when it looks.
    pub(super) fn close(&self) {
        if let Some(home) = self.home.get() {
            home::leave(home);
        }
        while let Some((_, waker)) = self.next_fired(u64::MAX) {
            waker.wake();
        }
    }
}
