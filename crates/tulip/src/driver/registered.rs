//! A socket that the reactor watches, and the operations on it.

use std::fmt;
use std::io::{self, ErrorKind};
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::source::{Direction, Seen, Source, WaiterId};
use crate::inspect::{Place, Wait, noted};
use crate::runtime::context;

/// A socket that the reactor of some runtime watches. It may be used on any thread; its runtime
/// has to run for its operations to wake.
pub(crate) struct Registered<S> {
    // First, so that the socket is forgotten before it is closed and its number given again.
    pub(super) registration: Registration,
    pub(super) io: S,
}

pub(super) struct Registration(pub(super) Arc<Source>);

/// What one try of an operation came to. `Err(WouldBlock)` says that there was nothing at all.
#[derive(Debug)]
pub(crate) enum Try<T> {
    /// It is done, and there may be more.
    Done(T),
    /// It is done, and there is no more: it took less than it had room for.
    DoneWithLast(T),
}

impl<S: mio::event::Source> Registered<S> {
    /// Has the reactor of this thread's runtime watch a socket, which `place` made.
    #[track_caller]
    pub(crate) fn new(io: S, place: Place) -> io::Result<Self> {
        context::expect(|core| core.driver.sources())?.add(io, place)
    }

    /// Gives the socket back; the reactor watches it no more.
    pub(crate) fn into_inner(self) -> io::Result<S> {
        let Self { mut io, registration } = self;
        registration.0.sources.remove(&mut io)?;
        Ok(io)
    }
}

impl<S> Registered<S> {
    pub(crate) fn source(&self) -> &Source {
        &self.registration.0
    }

    /// An operation that was made at `place`: `attempt` is called whenever the socket may be
    /// ready.
    pub(crate) fn operation<T>(
        &self,
        wait: Wait,
        place: Place,
        attempt: impl FnMut(&S) -> io::Result<Try<T>> + Unpin,
    ) -> impl Future<Output = io::Result<T>> {
        Operation { socket: self, wait, waiter: None, place, attempt }
    }

    /// An operation as a trait's method, which is called with `&mut`. The line that is noted is
    /// the one that made the socket.
    pub(crate) fn poll_alone<T>(
        &self,
        wait: Wait,
        cx: &mut Context<'_>,
        mut attempt: impl FnMut(&S) -> io::Result<Try<T>>,
    ) -> Poll<io::Result<T>> {
        let mut waiter = Some(WaiterId::alone(Direction::of(wait)));
        noted(self.poll(wait, &mut waiter, cx, &mut attempt), wait, self.source().place)
    }

    /// Tries as long as the socket is ready.
    fn poll<T>(
        &self,
        wait: Wait,
        waiter: &mut Option<WaiterId>,
        cx: &mut Context<'_>,
        attempt: &mut impl FnMut(&S) -> io::Result<Try<T>>,
    ) -> Poll<io::Result<T>> {
        let direction = Direction::of(wait);
        ready!(poll_budget(cx));
        loop {
            let seen = ready!(self.source().poll_ready(direction, waiter, cx));
            let result = self.attempt(seen, direction, attempt);
            match result.as_ref().map_err(io::Error::kind) {
                Err(ErrorKind::WouldBlock | ErrorKind::Interrupted) => {}
                _ => return Poll::Ready(result),
            }
        }
    }

    /// Tries at once if the socket may be ready, and does not wait.
    pub(crate) fn try_now<T>(
        &self,
        wait: Wait,
        mut attempt: impl FnMut(&S) -> io::Result<Try<T>>,
    ) -> io::Result<T> {
        let direction = Direction::of(wait);
        match self.source().ready(direction) {
            Some(seen) => self.attempt(seen, direction, &mut attempt),
            None => Err(ErrorKind::WouldBlock.into()),
        }
    }

    fn attempt<T>(
        &self,
        seen: Seen,
        direction: Direction,
        attempt: &mut impl FnMut(&S) -> io::Result<Try<T>>,
    ) -> io::Result<T> {
        match attempt(&self.io) {
            Ok(Try::Done(value)) => Ok(value),
            Ok(Try::DoneWithLast(value)) => {
                self.source().take_back(seen, direction.open());
                Ok(value)
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                self.source().take_back(seen, direction.ready());
                Err(if seen.is_last() { io::Error::other(ENDED) } else { error })
            }
            Err(error) => Err(error),
        }
    }
}

const ENDED: &str = "the runtime on which this socket was opened has ended, and nobody waits for events any more: keep the runtime for as long as its sockets";

/// A task whose sockets are always ready would never let go: after so many operations in one
/// poll it yields.
fn poll_budget(cx: &Context<'_>) -> Poll<()> {
    if context::with(|core| core.driver.spend()).unwrap_or(true) {
        return Poll::Ready(());
    }
    cx.waker().wake_by_ref();
    Poll::Pending
}

impl<S> Deref for Registered<S> {
    type Target = S;

    fn deref(&self) -> &S {
        &self.io
    }
}

impl<S: fmt::Debug> fmt::Debug for Registered<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.io.fmt(f)
    }
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.0.sources.forget(self.0.token);
    }
}

/// The future of an operation on a socket.
struct Operation<'a, S, A> {
    socket: &'a Registered<S>,
    wait: Wait,
    waiter: Option<WaiterId>,
    place: Place,
    attempt: A,
}

impl<S, A, T> Future for Operation<'_, S, A>
where
    A: FnMut(&S) -> io::Result<Try<T>> + Unpin,
{
    type Output = io::Result<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        let Self { socket, wait, waiter, place, attempt } = self.get_mut();
        let polled = socket.poll(*wait, waiter, cx, attempt);
        if polled.is_ready() {
            // What readiness woke has left the queue; a spurious poll that found the socket
            // ready was about to be woken.
            *waiter = None;
        }
        noted(polled, *wait, place)
    }
}

impl<S, A> Drop for Operation<'_, S, A> {
    fn drop(&mut self) {
        if let Some(waiter) = self.waiter {
            self.socket.source().leave(waiter);
        }
    }
}
