use std::ops::{Add, AddAssign, Sub, SubAssign};
use std::time::{Duration, Instant as StdInstant};

use crate::runtime::{Core, context};

/// A point in time by the clock of the runtime, which can be stopped and moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(StdInstant);

impl Instant {
    /// The time now; by the world's clock outside of a runtime.
    pub fn now() -> Self {
        let clock = |core: &Core| core.driver.clock.start + core.driver.clock.elapsed();
        Self(context::with(clock).unwrap_or_else(StdInstant::now))
    }

    /// The same point as the standard library tells it.
    pub fn into_std(self) -> StdInstant {
        self.0
    }

    /// How long after `earlier` this is; zero if it is before.
    pub fn duration_since(self, earlier: Self) -> Duration {
        self.0.saturating_duration_since(earlier.0)
    }

    /// How long ago this is; zero if it lies in the future.
    pub fn elapsed(self) -> Duration {
        Self::now().duration_since(self)
    }

    /// A later point; `None` if it cannot be told.
    pub fn checked_add(self, duration: Duration) -> Option<Self> {
        self.0.checked_add(duration).map(Self)
    }

    /// An earlier point; `None` if it cannot be told.
    pub fn checked_sub(self, duration: Duration) -> Option<Self> {
        self.0.checked_sub(duration).map(Self)
    }

    /// A later point, or one so far away that no timer gets there.
    pub(crate) fn far_add(self, duration: Duration) -> Self {
        const CENTURIES: Duration = Duration::from_secs(1_000 * 365 * 24 * 3600);
        self.checked_add(duration).unwrap_or_else(|| self + CENTURIES)
    }
}

impl From<StdInstant> for Instant {
    fn from(instant: StdInstant) -> Self {
        Self(instant)
    }
}

impl From<Instant> for StdInstant {
    fn from(instant: Instant) -> Self {
        instant.0
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0 + duration)
    }
}

impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, duration: Duration) {
        self.0 += duration;
    }
}

impl Sub<Duration> for Instant {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        Self(self.0 - duration)
    }
}

impl SubAssign<Duration> for Instant {
    fn sub_assign(&mut self, duration: Duration) {
        self.0 -= duration;
    }
}

impl Sub for Instant {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        self.duration_since(earlier)
    }
}
