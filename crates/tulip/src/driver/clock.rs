//! The runtime's clock: the world's time, or one of its own.

use std::cell::Cell;
use std::time::{Duration, Instant};

use super::told::Shown;

/// Which time a runtime lives by at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClockKind {
    /// The world's.
    Real,
    /// One that jumps to the next deadline when nothing else is to be done.
    Paused,
}

/// Time since the runtime was made.
pub(crate) struct Clock {
    pub(crate) start: Instant,
    pace: Cell<Pace>,
    shown: Shown,
}

#[derive(Clone, Copy)]
enum Pace {
    /// It was `then` at the world's `since`, and runs with the world from there.
    Running { since: Instant, then: Duration },
    /// It stands at `now`, and may jump as far as `horizon`.
    Paused { now: Duration, horizon: Duration },
}

impl Clock {
    pub(crate) fn new(kind: ClockKind) -> Self {
        let start = Instant::now();
        let pace = match kind {
            ClockKind::Real => Pace::Running { since: start, then: Duration::ZERO },
            ClockKind::Paused => {
                Pace::Paused { now: Duration::ZERO, horizon: Duration::MAX }
            }
        };
        Self { start, pace: Cell::new(pace), shown: Shown::new(kind == ClockKind::Paused) }
    }

    #[inline]
    pub(crate) fn elapsed(&self) -> Duration {
        match self.pace.get() {
            Pace::Running { since, then } => then + since.elapsed(),
            Pace::Paused { now, .. } => now,
        }
    }

    /// Stops the clock. It jumps on when nothing else is to be done.
    pub(crate) fn pause(&self) {
        self.stand(Duration::MAX);
    }

    /// Stops the clock. It jumps as far as [`allow`](Self::allow) says.
    pub(crate) fn hold(&self) {
        self.stand(self.elapsed());
    }

    /// Lets a clock that is held jump as far as `horizon`.
    pub(crate) fn allow(&self, horizon: Duration) {
        if let Pace::Paused { now, horizon: before } = self.pace.get() {
            self.pace.set(Pace::Paused { now, horizon: horizon.max(before) });
        }
    }

    /// Lets the clock run with the world's, from the time that it shows.
    pub(crate) fn resume(&self) {
        if let Pace::Paused { now, .. } = self.pace.get() {
            self.pace.set(Pace::Running { since: Instant::now(), then: now });
        }
    }

    /// How far the clock may jump; `None` if it runs.
    pub(crate) fn horizon(&self) -> Option<Duration> {
        match self.pace.get() {
            Pace::Running { .. } => None,
            Pace::Paused { horizon, .. } => Some(horizon),
        }
    }

    /// Moves a clock that stands; never back.
    pub(crate) fn jump(&self, to: Duration) {
        if let Pace::Paused { now, horizon } = self.pace.get() {
            self.pace.set(Pace::Paused { now: now.max(to), horizon });
            self.shown.follow(to);
        }
    }

    /// Reads the clock, and lets the trace know.
    pub(crate) fn read(&self) -> Duration {
        let now = self.elapsed();
        self.shown.follow(now);
        now
    }

    fn stand(&self, horizon: Duration) {
        let now = self.elapsed();
        self.pace.set(Pace::Paused { now, horizon });
        self.shown.stand(now);
    }
}

/// How many ticks have begun by then: a timer of that tick is due.
#[inline]
pub(crate) fn ticks_before(time: Duration) -> u64 {
    time.as_secs().saturating_mul(1000).saturating_add(u64::from(time.subsec_millis()))
}

/// The first tick that is not before then: a timer of that tick is not early.
#[inline]
pub(crate) fn tick_after(time: Duration) -> u64 {
    let millis = time.subsec_nanos().div_ceil(1_000_000);
    time.as_secs().saturating_mul(1000).saturating_add(u64::from(millis))
}
