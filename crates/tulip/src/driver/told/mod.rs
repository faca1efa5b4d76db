//! What the driver tells the trace, in the words of every other stage: parks, timers, sockets,
//! and what time it is.
//!
//! Without the feature `trace` nothing is left of it.

#[cfg(not(feature = "trace"))]
mod off;
#[cfg(feature = "trace")]
mod on;

#[cfg(not(feature = "trace"))]
pub(super) use self::off::{Alarms, Shown, forgets, parks, ready, unparks, wakes, watches};
#[cfg(feature = "trace")]
pub(super) use self::on::{Alarms, Shown, forgets, parks, ready, unparks, wakes, watches};
