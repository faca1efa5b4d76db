#![allow(clippy::unused_self, reason = "the twin of `on`")]

use std::panic::Location;

use crate::runtime::Core;
use crate::task::View;

/// Tells nothing.
#[derive(Debug)]
pub(crate) struct Told;

#[derive(Debug)]
pub(crate) struct Running;

impl Told {
    pub(crate) fn new() -> Self {
        Self
    }

    #[inline]
    pub(crate) fn begins(&self, _: &Core, _: View<'_>) {}

    #[inline]
    pub(crate) fn runs(&self, _: &Core, _: View<'_>) -> Running {
        Running
    }

    #[inline]
    pub(crate) fn pauses(&self, _: View<'_>, _: Running) {}

    #[inline]
    pub(crate) fn ends(&self, _: View<'_>, _: bool, _: Running) {}

    #[inline]
    pub(crate) fn drops(&self, _: View<'_>, _: bool) {}

    #[inline]
    pub(crate) fn wakes(&self, _: &Core, _: View<'_>) {}

    #[inline]
    pub(crate) fn aborts(&self, _: &Core, _: View<'_>, _: &'static Location<'static>) {}

    #[inline]
    pub(crate) fn turn_begins(&self) {}

    #[inline]
    pub(crate) fn turn_ends(&self, _: u32) {}

    #[inline]
    pub(crate) fn in_the_name_of<R>(&self, _: View<'_>, wake: impl FnOnce() -> R) -> R {
        wake()
    }
}
