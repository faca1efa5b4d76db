use std::fmt;
use std::panic::Location;
use std::task::Poll;

use crate::task::context;

/// A line of somebody's program.
pub(crate) type Place = &'static Location<'static>;

/// What a pending operation waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum Wait {
    /// The other tasks, after `yield_now`.
    Yield,
    /// A point in time.
    Sleep,
    /// The end of another task.
    Join,
    /// A message in a channel.
    Receive,
    /// Room in a channel.
    Send,
    /// The end of whoever receives.
    Closed,
    /// A socket with something to read.
    Read,
    /// A socket with room to write.
    Write,
    /// A connection that comes in.
    Accept,
    /// A connection that goes out.
    Connect,
    /// A signal.
    Signal,
    /// The addresses of a name.
    Lookup,
    /// A job on a thread of the blocking pool.
    Blocking,
    /// Something else.
    Other,
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Yield => "its next turn",
            Self::Sleep => "a sleep",
            Self::Join => "a task",
            Self::Receive => "a message",
            Self::Send => "room in a channel",
            Self::Closed => "the end of a channel",
            Self::Read => "a read",
            Self::Write => "a write",
            Self::Accept => "a connection",
            Self::Connect => "a connect",
            Self::Signal => "a signal",
            Self::Lookup => "a look-up",
            Self::Blocking => "a blocking job",
            Self::Other => "something",
        })
    }
}

/// What a task waits for, as its last poll told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Waiting {
    /// The first operation that was pending.
    pub on: Wait,
    /// The line that made it.
    pub at: &'static Location<'static>,
    /// How many others were pending in the same poll, as in a `join!`; 254 may be more.
    pub others: u8,
}

impl fmt::Display for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.on, self.at)?;
        match self.others {
            0 => Ok(()),
            others => write!(f, " and {others} more"),
        }
    }
}

/// Writes down that the task that runs waits for an operation made at `place`.
///
/// A leaf calls it each time it returns `Pending`. The first leaf of a poll is the one that is
/// named, the others are counted. Outside of a task nothing happens.
#[inline]
pub(crate) fn waits_at(wait: Wait, place: &'static Location<'static>) {
    context::with(|core| {
        if let Some(task) = core.running() {
            task.waits_for(wait, place);
        }
    });
}

/// What a leaf returns: if it is `Pending`, with a note of the wait.
#[inline]
pub(crate) fn noted<T>(polled: Poll<T>, wait: Wait, place: Place) -> Poll<T> {
    if polled.is_pending() {
        waits_at(wait, place);
    }
    polled
}
