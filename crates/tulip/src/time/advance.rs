use std::future::poll_fn;
use std::panic::Location;
use std::task::Poll;
use std::time::Duration;

use crate::driver::Clock;
use crate::inspect::{Wait, noted};
use crate::runtime::context;

/// Stops the runtime's clock. It jumps to the next deadline whenever nothing else is to be done.
///
/// # Panics
///
/// If there is no runtime on this thread.
#[track_caller]
pub fn pause() {
    with_clock(Clock::pause);
}

/// Stops the runtime's clock, and moves it by [`advance`] alone.
///
/// # Panics
///
/// If there is no runtime on this thread.
#[track_caller]
pub fn hold() {
    with_clock(Clock::hold);
}

/// Lets a clock that was stopped run again, from the time that it shows.
///
/// # Panics
///
/// If there is no runtime on this thread.
#[track_caller]
pub fn resume() {
    with_clock(Clock::resume);
}

/// Moves a stopped clock on by `duration`, and returns when it is there.
///
/// On its way it stops at each deadline, wakes who waits for it, and goes on when nothing else is
/// to be done, so that everything happens in its order and at its time. Dropping the future does
/// not take the permission back.
///
/// ```
/// use std::time::Duration;
/// use tulip::time::{self, Instant};
///
/// # tulip::Runtime::new()?.block_on(async {
/// time::hold();
/// let start = Instant::now();
/// time::advance(Duration::from_millis(1500)).await;
/// assert_eq!(start.elapsed(), Duration::from_millis(1500));
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Panics
///
/// If there is no runtime on this thread, or its clock runs.
#[track_caller]
pub fn advance(duration: Duration) -> impl Future<Output = ()> {
    let place = Location::caller();
    let target = with_clock(|clock| {
        assert!(
            clock.horizon().is_some(),
            "a clock that runs cannot be advanced: call `time::pause` or `time::hold` first"
        );
        let target = clock.elapsed().saturating_add(duration);
        clock.allow(target);
        target
    });
    poll_fn(move |cx| {
        context::expect(|core| {
            if core.driver.clock.elapsed() >= target {
                return Poll::Ready(());
            }
            core.driver.wake_at(target, cx.waker());
            noted(Poll::Pending, Wait::Sleep, place)
        })
    })
}

#[track_caller]
fn with_clock<R>(f: impl FnOnce(&Clock) -> R) -> R {
    context::expect(|core| f(&core.driver.clock))
}
