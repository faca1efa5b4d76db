//! What the driver tells the trace, in the words of every other stage: parks, timers, sockets,
//! and what time it is.
//!
//! Without the feature `trace` nothing is left of it.
#![cfg_attr(
    not(feature = "trace"),
    allow(unused, clippy::unused_self, reason = "there is nobody to be told")
)]

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Duration;

#[cfg(feature = "trace")]
use tulip_trace::{Clock, Event, Lane, emit, micros, next_id};

use super::wheel::Key;
use crate::inspect::Place;
use crate::runtime::context;

/// The clock by which the trace stamps what happens on this thread.
pub(super) struct Shown(#[cfg(feature = "trace")] RefCell<Clock>);

impl Shown {
    pub(super) fn new(paused: bool) -> Self {
        Self(
            #[cfg(feature = "trace")]
            RefCell::new(if paused { Clock::virtual_time() } else { Clock::real() }),
        )
    }

    /// The runtime's clock stands from now on. A clock that stood once is moved by
    /// [`follow`](Self::follow) ever after, so that the trace's time never runs back.
    pub(super) fn stand(&self, now: Duration) {
        told! {
            if !self.0.borrow().is_virtual() {
                self.0.replace(Clock::virtual_time());
            }
        }
        self.follow(now);
    }

    /// What the runtime's clock shows.
    pub(super) fn follow(&self, now: Duration) {
        told! {
            if self.0.borrow().is_virtual() {
                let shown = self.0.borrow();
                shown.work(now.saturating_sub(shown.now()));
            }
        }
    }
}

/// The timers that are armed, as the trace numbers and names them.
#[derive(Default)]
pub(super) struct Alarms(#[cfg(feature = "trace")] RefCell<HashMap<Key, (u32, String)>>);

impl Alarms {
    #[inline]
    pub(super) fn armed(&self, key: Key, tick: u64, place: Place) {
        told! {
            emit(Lane::Resources, || {
                let (timer, due) = (next_id("timer"), Duration::from_millis(tick));
                let name = format!("until {due:?}");
                self.0.borrow_mut().insert(key, (timer, name.clone()));
                let (due_us, src) = (micros(due), Some(place.into()));
                Event::TimerArm { timer, name, task: running(), due_us, src }
            });
        }
    }

    #[inline]
    pub(super) fn cancelled(&self, key: Key) {
        told! {
            if let Some((timer, name)) = self.take(key) {
                let cancelled_by =
                    running().map_or("main".to_owned(), |task| format!("t{task}"));
                emit(Lane::Resources, || Event::TimerCancel { timer, name, cancelled_by });
            }
        }
    }

    #[inline]
    pub(super) fn fired(&self, key: Key, wake: impl FnOnce()) {
        told! {
            if let Some((timer, name)) = self.take(key) {
                emit(Lane::Resources, || Event::TimerFire { timer, name });
                return because(|| format!("timer {timer}"), wake);
            }
        }
        wake();
    }

    #[cfg(feature = "trace")]
    fn take(&self, key: Key) -> Option<(u32, String)> {
        self.0.borrow_mut().remove(&key)
    }
}

pub(super) fn parks(timeout: Option<Duration>) {
    told! {
        emit(Lane::Main, || Event::LoopPark { timeout_us: timeout.map(micros) });
    }
}

pub(super) fn unparks(cause: &'static str) {
    told! {
        emit(Lane::Main, || Event::LoopUnpark { cause: cause.to_owned() });
    }
}

pub(super) fn watches(token: usize, place: Place) {
    told! {
        emit(Lane::Resources, || {
            let (token, name) = socket(token);
            Event::IoReg { token, name, task: running(), src: Some(place.into()) }
        });
    }
}

pub(super) fn ready(token: usize) {
    told! {
        emit(Lane::Resources, || {
            let (token, name) = socket(token);
            Event::IoReady { token, name, bytes: None }
        });
    }
}

pub(super) fn forgets(token: usize) {
    told! {
        emit(Lane::Resources, || {
            let (token, name) = socket(token);
            Event::IoDereg { token, name }
        });
    }
}

/// Wakes those who waited for sockets.
pub(super) fn wakes(wake: impl FnOnce()) {
    because(|| "I/O".to_owned(), wake);
}

/// Wakes in the name of something that is no task.
#[cfg(feature = "trace")]
fn because(cause: impl FnOnce() -> String, wake: impl FnOnce()) {
    context::expect(|core| {
        let _cause = core.told.because(cause);
        wake();
    });
}
#[cfg(not(feature = "trace"))]
fn because(_: impl FnOnce() -> String, wake: impl FnOnce()) {
    wake();
}

fn running() -> Option<u32> {
    let id =
        context::with(|core| core.running().map(|task| task.id().as_u64())).flatten()?;
    u32::try_from(id).ok()
}

/// Tokens count from 0, what the trace numbers from 1.
fn socket(token: usize) -> (u32, String) {
    let number = u32::try_from(token + 1).unwrap_or(u32::MAX);
    (number, format!("socket {number}"))
}
