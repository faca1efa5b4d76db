//! A socket that the reactor watches, and the operations on it.

use std::fmt;
use std::future::Future;
use std::io;
use std::ops::Deref;
use std::panic::Location;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::reactor::Sources;
use super::source::{Direction, Guess, Seen, Source, WaiterId};
use crate::inspect::{self, Wait};
use crate::runtime::context;

/// A socket that the reactor of some runtime watches. It may be used on any thread; its runtime
/// has to run for its operations to wake.
pub(crate) struct Registered<S> {
    // First, so that the socket is forgotten before it is closed and its number given again.
    registration: Registration,
    io: S,
}

struct Registration(Arc<Source>);

/// What one try of an operation came to. `Err(WouldBlock)` says that there was nothing at all.
#[derive(Debug)]
pub(crate) enum Try<T> {
    /// It is done, and there may be more.
    Done(T),
    /// It is done, and there is no more: it took less than it had room for.
    DoneWithLast(T),
    /// It goes on when there is more.
    More,
}

impl<S: mio::event::Source> Registered<S> {
    /// Has the reactor of this thread's runtime watch a socket, which `place` made.
    #[track_caller]
    pub(crate) fn new(
        io: S,
        guess: Guess,
        place: &'static Location<'static>,
    ) -> io::Result<Self> {
        let sources = context::expect(|core| core.driver.sources())?;
        Self::in_reactor(&sources, io, guess, place)
    }

    /// Has the same reactor watch another socket.
    pub(crate) fn sibling<T: mio::event::Source>(
        &self,
        io: T,
        place: &'static Location<'static>,
    ) -> io::Result<Registered<T>> {
        Registered::in_reactor(&self.source().sources, io, Guess::Ready, place)
    }

    fn in_reactor(
        sources: &Arc<Sources>,
        mut io: S,
        guess: Guess,
        place: &'static Location<'static>,
    ) -> io::Result<Self> {
        let registration = Registration(sources.add(&mut io, guess, place)?);
        Ok(Self { registration, io })
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

    /// Tries at once if the socket may be ready, and does not wait.
    pub(crate) fn try_now<T>(
        &self,
        direction: Direction,
        mut attempt: impl FnMut(&S) -> io::Result<Try<T>>,
    ) -> io::Result<T> {
        let tried = match self.source().ready(direction).transpose()? {
            Some(seen) => self.attempt(seen, direction, &mut attempt),
            None => None,
        };
        tried.unwrap_or_else(|| Err(io::ErrorKind::WouldBlock.into()))
    }

    /// Tries as long as the socket is ready.
    pub(crate) fn poll<T>(
        &self,
        direction: Direction,
        waiter: &mut Option<WaiterId>,
        cx: &mut Context<'_>,
        attempt: &mut impl FnMut(&S) -> io::Result<Try<T>>,
    ) -> Poll<io::Result<T>> {
        ready!(poll_budget(cx));
        loop {
            let seen = ready!(self.source().poll_ready(direction, waiter, cx))?;
            if let Some(result) = self.attempt(seen, direction, attempt) {
                return Poll::Ready(result);
            }
        }
    }

    fn attempt<T>(
        &self,
        seen: Seen,
        direction: Direction,
        attempt: &mut impl FnMut(&S) -> io::Result<Try<T>>,
    ) -> Option<io::Result<T>> {
        let source = self.source();
        match attempt(&self.io) {
            Ok(Try::Done(value)) => Some(Ok(value)),
            Ok(Try::DoneWithLast(value)) => {
                source.found_the_last(seen, direction);
                Some(Ok(value))
            }
            Ok(Try::More) => {
                source.found_the_last(seen, direction);
                None
            }
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock => {
                    source.found_nothing(seen, direction);
                    None
                }
                io::ErrorKind::Interrupted => None,
                _ => Some(Err(error)),
            },
        }
    }

    /// As [`poll`](Self::poll), for a trait's method, which is called with `&mut`. The line that
    /// is noted is the one that made the socket.
    pub(crate) fn poll_alone<T>(
        &self,
        wait: Wait,
        direction: Direction,
        cx: &mut Context<'_>,
        mut attempt: impl FnMut(&S) -> io::Result<Try<T>>,
    ) -> Poll<io::Result<T>> {
        let mut waiter = Some(match direction {
            Direction::Read => WaiterId::READER,
            Direction::Write => WaiterId::WRITER,
        });
        let polled = self.poll(direction, &mut waiter, cx, &mut attempt);
        if polled.is_pending() {
            inspect::waits_at(wait, self.source().place());
        }
        polled
    }
}

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
        self.0.sources.forget(&self.0);
    }
}

/// The future of an operation on a socket, which `R` borrows or shares.
#[derive(Debug)]
#[must_use = "an operation does nothing unless it is awaited"]
pub(crate) struct Operation<R: Deref<Target = Registered<S>>, S, A> {
    socket: R,
    wait: Wait,
    direction: Direction,
    waiter: Option<WaiterId>,
    place: &'static Location<'static>,
    attempt: A,
}

impl<R: Deref<Target = Registered<S>>, S, A> Operation<R, S, A> {
    /// An operation made at `place`: `attempt` is called whenever the socket may be ready.
    pub(crate) fn new(
        socket: R,
        direction: Direction,
        wait: Wait,
        place: &'static Location<'static>,
        attempt: A,
    ) -> Self {
        Self { socket, wait, direction, waiter: None, place, attempt }
    }
}

impl<R, S, A, T> Future for Operation<R, S, A>
where
    R: Deref<Target = Registered<S>> + Unpin,
    A: FnMut(&S) -> io::Result<Try<T>> + Unpin,
{
    type Output = io::Result<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<T>> {
        let this = self.get_mut();
        let polled =
            this.socket.poll(this.direction, &mut this.waiter, cx, &mut this.attempt);
        if polled.is_pending() {
            inspect::waits_at(this.wait, this.place);
        } else {
            // What readiness woke has left the queue; a spurious poll that found the socket
            // ready was about to be woken.
            this.waiter = None;
        }
        polled
    }
}

impl<R: Deref<Target = Registered<S>>, S, A> Drop for Operation<R, S, A> {
    fn drop(&mut self) {
        if let Some(waiter) = self.waiter {
            self.socket.source().leave(waiter);
        }
    }
}
