use std::fmt;
use std::panic::Location;
use std::time::Duration;

use crate::trap::{TaskId, Trap};

/// What the kernel sees while it runs.
#[derive(Debug)]
#[non_exhaustive]
pub enum Seen<'a> {
    /// A task pauses with this trap.
    Trap(TaskId, &'a Trap),
    /// The task of that name has ended.
    Exit(TaskId, &'a str),
    /// The kernel parked, and it is now this late.
    Time(Duration),
    /// A task kept the kernel for longer than the watchdog allows.
    Hog(&'a Hog),
}

/// A task that kept the kernel for too long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hog {
    /// The task.
    pub task: TaskId,
    /// Its name.
    pub name: String,
    /// How long it ran without a pause.
    pub took: Duration,
    /// How long it may.
    pub limit: Duration,
    /// The line of the pause before; nothing if it had just begun.
    pub from: Option<&'static Location<'static>>,
    /// The line of the pause after; nothing if it ended.
    pub to: Option<&'static Location<'static>>,
}

impl fmt::Display for Hog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { task, name, took, limit, from, to } = self;
        write!(
            f,
            "{task} {name} ran for {took:?} without a pause (the limit is {limit:?})"
        )?;
        if let Some(from) = from {
            write!(f, ", from {}:{}", from.file(), from.line())?;
        }
        match to {
            Some(to) => write!(f, ", to {}:{}", to.file(), to.line()),
            None => Ok(()),
        }
    }
}
