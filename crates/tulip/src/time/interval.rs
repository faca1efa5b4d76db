use std::future::poll_fn;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;

use super::{Instant, Sleep, sleep_until};

/// Ticks every `period`; the first tick is at once.
///
/// ```
/// use std::time::Duration;
/// use tulip::time::{Instant, interval};
///
/// # tulip::runtime::Builder::current_thread().start_paused(true).build()?.block_on(async {
/// let start = Instant::now();
/// let mut every_second = interval(Duration::from_secs(1));
/// for _ in 0..4 {
///     every_second.tick().await;
/// }
/// assert_eq!(start.elapsed(), Duration::from_secs(3));
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Panics
///
/// If `period` is zero, or there is no runtime on this thread.
#[track_caller]
pub fn interval(period: Duration) -> Interval {
    interval_at(Instant::now(), period)
}

/// Ticks every `period`; the first tick is at `start`.
///
/// # Panics
///
/// If `period` is zero, or there is no runtime on this thread.
#[track_caller]
pub fn interval_at(start: Instant, period: Duration) -> Interval {
    assert!(!period.is_zero(), "an interval needs a period longer than zero");
    Interval {
        sleep: sleep_until(start),
        next: start,
        period,
        missed: MissedTickBehavior::Burst,
    }
}

/// A clock that ticks; see [`interval`].
#[derive(Debug)]
pub struct Interval {
    sleep: Sleep,
    /// When the next tick is due.
    next: Instant,
    period: Duration,
    missed: MissedTickBehavior,
}

/// What an [`Interval`] does when ticks were not awaited in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MissedTickBehavior {
    /// Ticks at once until it has caught up.
    #[default]
    Burst,
    /// Ticks a period after the late tick, and from there on.
    Delay,
    /// Leaves out what was missed: the next tick is where it would have been.
    Skip,
}

impl Interval {
    /// Awaits the next tick, and tells when it was due.
    ///
    /// Nothing is lost when the future is dropped.
    #[track_caller]
    pub fn tick(&mut self) -> impl Future<Output = Instant> {
        self.sleep.place = Location::caller();
        poll_fn(|cx| self.poll_tick(cx))
    }

    /// Polls for the next tick.
    pub fn poll_tick(&mut self, cx: &mut Context<'_>) -> Poll<Instant> {
        ready!(Pin::new(&mut self.sleep).poll(cx));
        let due = self.next;
        self.next = self.after(due);
        self.sleep.reset(self.next);
        Poll::Ready(due)
    }

    /// Ticks a period from now, and from there on.
    pub fn reset(&mut self) {
        self.next = Instant::now().far_add(self.period);
        self.sleep.reset(self.next);
    }

    /// The time from tick to tick.
    pub fn period(&self) -> Duration {
        self.period
    }

    /// What is done about ticks that were not awaited in time.
    pub fn set_missed_tick_behavior(&mut self, missed: MissedTickBehavior) {
        self.missed = missed;
    }

    fn after(&self, due: Instant) -> Instant {
        let now = Instant::now();
        let next = due.far_add(self.period);
        match self.missed {
            MissedTickBehavior::Burst => next,
            _ if next > now => next,
            MissedTickBehavior::Delay => now.far_add(self.period),
            MissedTickBehavior::Skip => {
                let since = (now - due).as_nanos() % self.period.as_nanos();
                let since = Duration::from_nanos(u64::try_from(since).unwrap_or(u64::MAX));
                (now - since).far_add(self.period)
            }
        }
    }
}

impl Stream for Interval {
    type Item = Instant;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Instant>> {
        self.get_mut().poll_tick(cx).map(Some)
    }
}
