//! Signals: Ctrl-C.
//!
//! The handler of a signal may do next to nothing. Ours counts the signal and writes a byte into
//! a pipe, whose other end the reactor watches; the rest happens on the loop.
#![allow(unsafe_code, reason = "a handler promises to do only what a handler may")]

use std::io::{self, Read, Write};
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mio::unix::pipe;
use signal_hook_registry::SigId;

use crate::driver::{Driver, Registered, Try};
use crate::inspect::{Place, Wait};
use crate::runtime::context;

/// Waits for Ctrl-C (SIGINT), or for what `kill -INT` sends.
///
/// A signal that comes after this call is seen, even before the first poll; several may be seen
/// as one. All futures that wait see it.
///
/// From the first call on Ctrl-C does not end the process any more, not even when nobody waits:
/// a program that has seen one and is still busy may want to wait for a second one, and end then.
///
/// ```no_run
/// # tulip::Runtime::new()?.block_on(async {
/// tulip::signal::ctrl_c().await?;
/// println!("closing; press Ctrl-C again to stop at once");
/// # Ok::<(), std::io::Error>(())
/// # })?;
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Panics
///
/// If there is no runtime on this thread.
#[track_caller]
pub fn ctrl_c() -> impl Future<Output = io::Result<()>> + Send {
    let place = Location::caller();
    let waiting = context::expect(|core| core.driver.interrupts(place))
        .map(|interrupts| (interrupts.count(), interrupts));
    async move {
        let (before, interrupts) = waiting?;
        let attempt = |mut pipe: &pipe::Receiver| {
            // Until it is empty: a signal after that brings a new event.
            while interrupts.count() == before && pipe.read(&mut [0; 64])? > 0 {}
            Ok(Try::Done(()))
        };
        interrupts.pipe.operation(Wait::Signal, place, attempt).await
    }
}

/// The signals of a runtime.
pub(crate) struct Interrupts {
    pipe: Registered<pipe::Receiver>,
    count: Arc<AtomicUsize>,
    handler: SigId,
}

impl Interrupts {
    pub(crate) fn new(driver: &Driver, place: Place) -> io::Result<Self> {
        let (sender, receiver) = pipe::new()?;
        let pipe = driver.sources()?.add(receiver, place)?;
        let count = Arc::new(AtomicUsize::new(0));
        let counts = Arc::clone(&count);
        let handle = move || {
            counts.fetch_add(1, Ordering::Release);
            // A pipe that is full has woken the loop already.
            let _ = (&sender).write(&[0]);
        };
        // SAFETY: an atomic addition and one `write` that does not block are all the handler
        // does; both are allowed there. The registry keeps `errno`.
        let handler = unsafe { signal_hook_registry::register(libc::SIGINT, handle) }?;
        Ok(Self { pipe, count, handler })
    }

    fn count(&self) -> usize {
        self.count.load(Ordering::Acquire)
    }
}

impl Drop for Interrupts {
    fn drop(&mut self) {
        signal_hook_registry::unregister(self.handler);
    }
}
