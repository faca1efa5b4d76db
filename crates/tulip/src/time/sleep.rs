use std::future::Future;
use std::num::NonZeroU32;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use super::{Away, Instant};
use crate::driver::{self, Key, Mail, tick_after};
use crate::inspect::{self, Wait};
use crate::runtime::context;

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
    let place = Location::caller();
    let (tick, home) = context::expect(|core| {
        let tick = if duration.is_zero() {
            0
        } else {
            tick_after(core.driver.clock.elapsed().saturating_add(duration))
        };
        (tick, core.driver.timers.home())
    });
    Sleep { timer: Timer::Home { tick, key: None, home }, place }
}

/// Waits until `deadline`. If that has passed, the sleep is over at its first poll.
///
/// # Panics
///
/// If there is no runtime on this thread.
#[track_caller]
pub fn sleep_until(deadline: Instant) -> Sleep {
    let place = Location::caller();
    let (tick, home) = context::expect(|core| {
        (core.driver.tick_of(deadline.into_std()), core.driver.timers.home())
    });
    Sleep { timer: Timer::Home { tick, key: None, home }, place }
}

/// The future of [`sleep`] and [`sleep_until`].
///
/// It costs nothing before its first poll. Then it stands in the timers of the runtime on which
/// it was made; dropping it takes it out at once, with no system call. It may be sent to another
/// thread, be polled and dropped there: it goes on by its runtime's clock, which is asked by
/// mail.
///
/// # Panics
///
/// Polling one panics when its runtime has ended before its time.
#[derive(Debug)]
#[must_use = "a sleep waits for nothing unless it is awaited"]
pub struct Sleep {
    timer: Timer,
    place: &'static Location<'static>,
}

#[derive(Debug)]
enum Timer {
    /// In the wheel of the runtime `home`, once it has a key.
    Home { tick: u64, key: Option<Key>, home: NonZeroU32 },
    /// It was polled on another thread.
    Away(Arc<Away>),
}

#[cfg(target_pointer_width = "64")]
const _: () = assert!(size_of::<Sleep>() == 24);

impl Sleep {
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

    /// Reports say from now on that the wait began at `place`.
    pub(super) fn place_at(&mut self, place: &'static Location<'static>) {
        self.place = place;
    }
}

impl Future for Sleep {
    type Output = ();

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = self.get_mut();
        let place = this.place;
        let polled = match &mut this.timer {
            Timer::Home { tick, key, home } => {
                let timers = |core: &crate::runtime::Core| {
                    let timers = &core.driver.timers;
                    timers
                        .is_home(*home)
                        .then(|| timers.poll(*tick, key, cx.waker(), place))
                };
                match context::with(timers).flatten() {
                    Some(polled) => polled,
                    None => this.poll_far_from_home(cx),
                }
            }
            Timer::Away(away) => away.poll(cx),
        };
        if polled.is_pending() {
            inspect::waits_at(Wait::Sleep, place);
        }
        polled
    }
}

impl Sleep {
    #[cold]
    fn poll_far_from_home(&mut self, cx: &Context<'_>) -> Poll<()> {
        let Timer::Home { tick, ref mut key, home } = self.timer else {
            unreachable!("what is away is not polled as if it were at home")
        };
        let remote = driver::find(home).unwrap_or_else(|| Away::ended());
        if let Some(key) = key.take() {
            remote.post(Mail::Remove(key));
        }
        let away = Away::arm(remote, tick, cx);
        self.timer = Timer::Away(away);
        Poll::Pending
    }
}

impl Drop for Sleep {
    #[inline]
    fn drop(&mut self) {
        match &self.timer {
            Timer::Home { key: None, .. } => {}
            &Timer::Home { key: Some(key), home, .. } => {
                let at_home = context::with(|core| {
                    let at_home = core.driver.timers.is_home(home);
                    if at_home {
                        core.driver.timers.remove(key);
                    }
                    at_home
                });
                if at_home != Some(true) {
                    drop_far_from_home(key, home);
                }
            }
            Timer::Away(away) => away.disarm(),
        }
    }
}

#[cold]
fn drop_far_from_home(key: Key, home: NonZeroU32) {
    if let Some(remote) = driver::find(home) {
        remote.post(Mail::Remove(key));
    }
}
