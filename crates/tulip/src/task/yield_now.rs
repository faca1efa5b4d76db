use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::inspect::{Wait, waits_at};

/// Lets the other ready tasks run first.
///
/// ```
/// # tulip::Runtime::new()?.block_on(async {
/// for part in 0..3 {
///     println!("part {part} takes a while");
///     tulip::task::yield_now().await;
/// }
/// # });
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn yield_now() -> YieldNow {
    YieldNow { at: Location::caller(), yielded: false }
}

/// What [`yield_now`] returns: pending once.
#[derive(Debug)]
#[must_use = "a future does nothing unless it is awaited"]
pub struct YieldNow {
    at: &'static Location<'static>,
    yielded: bool,
}

impl Future for YieldNow {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.yielded {
            return Poll::Ready(());
        }
        self.yielded = true;
        waits_at(Wait::Yield, self.at);
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
