use std::any::Any;
use std::error::Error;
use std::fmt;
use std::io;
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use crate::promise::PromiseError;
use crate::task::Waiting;

/// Why a loop did not run, or not to the end.
#[derive(Debug)]
pub enum RunError {
    /// A loop runs on this thread already.
    Nested,
    /// Nothing is queued, no timer is armed, no socket is watched and nobody has a handle: the
    /// loop would wait for ever. These are the tasks that are left.
    Stuck(Vec<Waiting>),
    /// The loop was stopped before the promise was settled.
    Stopped,
    /// The system refuses to wait.
    Io(io::Error),
    /// What the promise says.
    Promise(PromiseError),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nested => f.write_str(
                "a loop runs on this thread already: give a callback to that one, or wait in a \
                 task",
            ),
            Self::Stuck(waiting) => {
                f.write_str(
                    "the loop would wait for ever: nothing is queued, no timer is armed, no \
                     socket is watched, and nobody has a handle",
                )?;
                waiting.iter().try_for_each(|waiting| write!(f, "\n  {waiting}"))
            }
            Self::Stopped => f.write_str("the loop was stopped before the promise was settled"),
            Self::Io(error) => write!(f, "the system does not wait: {error}"),
            Self::Promise(error) => error.fmt(f),
        }
    }
}

impl Error for RunError {}

impl From<io::Error> for RunError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<PromiseError> for RunError {
    fn from(error: PromiseError) -> Self {
        Self::Promise(error)
    }
}

/// What goes wrong where nobody is there to be given an error. The loop goes on.
#[derive(Debug)]
#[non_exhaustive]
pub enum Trouble {
    /// A callback panicked.
    Panicked {
        /// What it said.
        message: String,
        /// The line that queued it.
        queued_at: &'static Location<'static>,
    },
    /// A promise failed, and went away before anybody looked.
    Unread {
        /// Why it failed.
        error: Rc<dyn Error>,
        /// The line that made it.
        made_at: &'static Location<'static>,
    },
    /// A server could not let somebody in.
    Accept {
        /// Why.
        error: io::Error,
        /// When it tries again.
        again_after: Duration,
    },
    /// A callback kept the loop for too long.
    Slow {
        /// How long it ran.
        took: Duration,
        /// How long it may.
        limit: Duration,
        /// The line that queued it.
        queued_at: &'static Location<'static>,
    },
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panicked { message, queued_at } => {
                write!(f, "a callback panicked: {message}; it was queued at {queued_at}")
            }
            Self::Unread { error, made_at } => write!(
                f,
                "a promise failed, and nobody looked: {error}; it was made at {made_at}"
            ),
            Self::Accept { error, again_after } => write!(
                f,
                "a server could not accept: {error}; it tries again after {again_after:?}"
            ),
            Self::Slow { took, limit, queued_at } => write!(
                f,
                "a callback ran for {took:?} (the limit is {limit:?}); it was queued at \
                 {queued_at}"
            ),
        }
    }
}

/// What a panic says.
pub(crate) fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("(no message)").to_owned()
}
