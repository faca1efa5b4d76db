use std::num::NonZeroU32;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::{Instant, home};
use crate::driver::{Key, tick_after};
use crate::inspect::{Place, Wait, noted};
use crate::runtime::{Core, context};
use crate::task::{self, JoinHandle};

/// Waits for `duration`, counted from this call.
///
/// A duration of zero is over at the first poll; to let others run, use
/// [`yield_now`](crate::task::yield_now). One that no clock can count, such as
/// [`Duration::MAX`], never ends.
///
/// ```
/// use std::time::Duration;
/// use tulip::time::{Instant, sleep};
///
/// # tulip::runtime::Builder::current_thread().start_paused(true).build()?.block_on(async {
/// let start = Instant::now();
/// sleep(Duration::from_secs(3600)).await;
/// assert_eq!(start.elapsed(), Duration::from_secs(3600));
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Panics
///
/// If there is no runtime on this thread.
#[track_caller]
#[inline]
pub fn sleep(duration: Duration) -> Sleep {
    Sleep::new(Location::caller(), |core| {
        if duration.is_zero() {
            return 0;
        }
        tick_after(core.driver.clock.elapsed().saturating_add(duration))
    })
}

/// Waits until `deadline`. If that has passed, the sleep is over at its first poll.
///
/// # Panics
///
/// If there is no runtime on this thread.
#[track_caller]
pub fn sleep_until(deadline: Instant) -> Sleep {
    Sleep::new(Location::caller(), |core| core.driver.tick_of(deadline.into_std()))
}

/// The future of [`sleep`] and [`sleep_until`].
///
/// It costs nothing before its first poll. Then it stands in the timers of the runtime on which
/// it was made; dropping it takes it out at once, with no system call. It may be sent to another
/// thread, be polled and dropped there: a task of its runtime then sleeps in its place.
///
/// # Panics
///
/// Polling one panics when its runtime has ended before its time.
#[derive(Debug)]
#[must_use = "a sleep waits for nothing unless it is awaited"]
pub struct Sleep {
    timer: Timer,
    /// Where the wait began, as reports say.
    pub(super) place: Place,
}

#[derive(Debug)]
enum Timer {
    /// In the wheel of the runtime `home`, once it has a key.
    Home { tick: u64, key: Option<Key>, home: NonZeroU32 },
    /// It was polled far from home, where this task sleeps now; none once that is over.
    Away(Option<Box<AtHome>>),
}

/// A task that sleeps at home.
#[derive(Debug)]
struct AtHome(JoinHandle<()>);

impl Drop for AtHome {
    #[cold]
    fn drop(&mut self) {
        if !self.0.is_finished() {
            // Whoever waited waits no more: the end of the task is to wake nobody.
            let _ = self.0.poll_outcome(&Context::from_waker(Waker::noop()));
            self.0.abort();
        }
    }
}

#[cfg(target_pointer_width = "64")]
const _: () = assert!(size_of::<Sleep>() == 24);

impl Sleep {
    #[track_caller]
    #[inline]
    fn new(place: Place, tick: impl FnOnce(&Core) -> u64) -> Self {
        context::expect(|core| {
            let tick = tick(core);
            let home = core.driver.timers.home(core);
            Self { timer: Timer::Home { tick, key: None, home }, place }
        })
    }

    /// Waits until `deadline` from now on, as if it were new.
    ///
    /// # Panics
    ///
    /// If there is no runtime on this thread.
    #[track_caller]
    pub fn reset(&mut self, deadline: Instant) {
        let place = self.place;
        *self = sleep_until(deadline);
        self.place = place;
    }

    /// Has a task sleep at home.
    #[cold]
    fn send_home(&mut self, home: NonZeroU32) {
        let Some(runtime) = home::find(home) else { ended() };
        let timer = std::mem::replace(&mut self.timer, Timer::Away(None));
        let at_home = Self { timer, place: self.place };
        let task = task::spawn_to(&runtime, at_home, self.place);
        self.timer = Timer::Away(Some(Box::new(AtHome(task))));
    }
}

impl Future for Sleep {
    type Output = ();

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.get_mut();
        let place = this.place;
        let polled = match &mut this.timer {
            &mut Timer::Home { tick, ref mut key, home } => {
                let polled = context::with(|core| {
                    let timers = &core.driver.timers;
                    timers.is_home(home).then(|| timers.poll(tick, key, cx.waker(), place))
                });
                let Some(polled) = polled.flatten() else {
                    this.send_home(home);
                    return Pin::new(this).poll(cx);
                };
                polled
            }
            Timer::Away(None) => Poll::Ready(()),
            Timer::Away(Some(task)) => {
                let polled = task.0.poll_outcome(cx);
                if polled.is_ready() {
                    this.timer = Timer::Away(None);
                }
                polled.map(|outcome| outcome.unwrap_or_else(|_| ended()))
            }
        };
        noted(polled, Wait::Sleep, place)
    }
}

impl Drop for Sleep {
    #[inline]
    fn drop(&mut self) {
        if let Timer::Home { key: Some(key), home, .. } = self.timer {
            let removed = context::with(|core| {
                let timers = &core.driver.timers;
                timers.is_home(home).then(|| timers.remove(key))
            });
            if removed.flatten().is_none() {
                remove_far_from_home(key, home, self.place);
            }
        }
    }
}

/// Has a task take out the entry at home. If the runtime has ended, that is done.
#[cold]
fn remove_far_from_home(key: Key, home: NonZeroU32, place: Place) {
    if let Some(runtime) = home::find(home) {
        let remove = async move { context::expect(|core| core.driver.timers.remove(key)) };
        drop(task::spawn_to(&runtime, remove, place));
    }
}

#[cold]
fn ended() -> ! {
    panic!(
        "the runtime on which this sleep was made has ended, and its clock with it: keep the runtime for as long as its sleeps, or make the sleep on the runtime that awaits it"
    )
}
