//! Signals: Ctrl-C.
//!
//! The handler of a signal may do next to nothing. Ours counts the signal and writes a byte into
//! a socket, whose other end the reactor watches; the rest happens on the loop.
#![allow(unsafe_code, reason = "a handler promises to do only what a handler may")]

use std::fmt;
use std::future::Future;
use std::io::{self, Read, Write};
use std::ops::Deref;
use std::os::unix::net::UnixStream as StdUnixStream;
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mio::net::UnixStream;
use signal_hook_registry::SigId;

use crate::driver::{Direction, Guess, Operation, Registered, Try};
use crate::inspect::Wait;
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
    let waiting = context::expect(|core| core.driver.interrupts(place)).map(|interrupts| {
        let before = interrupts.count();
        let counts = Arc::clone(&interrupts);
        let attempt = move |pipe: &UnixStream| {
            if counts.count() == before {
                // Empty it first: a signal after that brings a new event.
                drain(pipe)?;
            }
            if counts.count() == before {
                return Err(io::ErrorKind::WouldBlock.into());
            }
            Ok(Try::Done(()))
        };
        let pipe = Pipe(interrupts);
        Operation::new(pipe, Direction::Read, Wait::Signal, place, attempt)
    });
    async move { waiting?.await }
}

/// The signals of a runtime.
pub(crate) struct Interrupts {
    pipe: Registered<UnixStream>,
    count: Arc<AtomicUsize>,
    handler: SigId,
}

impl Interrupts {
    pub(crate) fn new(place: &'static Location<'static>) -> io::Result<Self> {
        let (ours, handlers) = StdUnixStream::pair()?;
        ours.set_nonblocking(true)?;
        handlers.set_nonblocking(true)?;
        let pipe = Registered::new(UnixStream::from_std(ours), Guess::Silent, place)?;
        let count = Arc::new(AtomicUsize::new(0));
        let counts = Arc::clone(&count);
        let handle = move || {
            counts.fetch_add(1, Ordering::Release);
            // A socket that is full has woken the loop already.
            let _ = (&handlers).write(&[0]);
        };
        // SAFETY: an atomic addition and one `send` that does not block are all the handler
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

impl fmt::Debug for Interrupts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interrupts").field("count", &self.count()).finish_non_exhaustive()
    }
}

struct Pipe(Arc<Interrupts>);

impl Deref for Pipe {
    type Target = Registered<UnixStream>;

    fn deref(&self) -> &Registered<UnixStream> {
        &self.0.pipe
    }
}

fn drain(mut pipe: &UnixStream) -> io::Result<()> {
    let mut bytes = [0; 64];
    loop {
        match pipe.read(&mut bytes) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
