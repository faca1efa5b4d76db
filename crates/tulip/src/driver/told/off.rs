#![allow(clippy::unused_self, reason = "the twin of `on`")]

use std::panic::Location;
use std::time::Duration;

use crate::driver::wheel::Key;

/// Tells nothing.
#[derive(Debug)]
pub(in crate::driver) struct Shown;

impl Shown {
    #[inline]
    pub(in crate::driver) fn new(_paused: bool) -> Self {
        Self
    }

    #[inline]
    pub(in crate::driver) fn stand(&self, _now: Duration) {}

    #[inline]
    pub(in crate::driver) fn follow(&self, _now: Duration) {}
}

/// Tells nothing.
#[derive(Debug)]
pub(in crate::driver) struct Alarms;

impl Alarms {
    #[inline]
    pub(in crate::driver) fn new() -> Self {
        Self
    }

    #[inline]
    pub(in crate::driver) fn armed(
        &self,
        _: Key,
        _: u64,
        _: Option<&'static Location<'static>>,
    ) {
    }

    #[inline]
    pub(in crate::driver) fn cancelled(&self, _: Key) {}

    #[inline]
    pub(in crate::driver) fn fired(&self, _: Key, wake: impl FnOnce()) {
        wake();
    }
}

#[inline]
pub(in crate::driver) fn parks(_timeout: Option<Duration>) {}

#[inline]
pub(in crate::driver) fn unparks(_cause: &'static str) {}

#[inline]
pub(in crate::driver) fn watches(_token: usize, _place: &'static Location<'static>) {}

#[inline]
pub(in crate::driver) fn ready(_token: usize) {}

#[inline]
pub(in crate::driver) fn forgets(_token: usize) {}

#[inline]
pub(in crate::driver) fn wakes(wake: impl FnOnce()) {
    wake();
}
