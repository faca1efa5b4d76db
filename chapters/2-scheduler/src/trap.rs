//! What crosses the boundary between a task and the kernel: a [`Trap`] goes out, a [`Reply`]
//! comes back. The idea and the word are curio's, whose traps are tuples.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::time::Duration;

use crate::task::{Body, NewTask};

/// What a task asks of the kernel when it pauses.
///
/// | trap | the task goes on | with |
/// |---|---|---|
/// | `Now`, `Current`, `Wake`, `Cancel` | on the spot: its turn is not over | the answer |
/// | `Call` | on the spot, as the machine that it calls; itself when that ends | `Done` |
/// | `Spawn` | at the end of the queue, behind the new task | `Task` |
/// | `Sleep` | when the time has come; for a sleep of zero, at the end of the queue | `Done` |
/// | `Park` | when somebody wakes it | `Done` |
pub enum Trap {
    /// What time is it?
    Now,
    /// Wake me after this time. A sleep of zero gives up the turn.
    Sleep(Duration),
    /// Make a task.
    Spawn(NewTask),
    /// Wake me when somebody says so.
    Park(Wait),
    /// Wake that task, if it is parked. Otherwise nothing happens, and nobody remembers.
    Wake(TaskId),
    /// Who am I?
    Current,
    /// Ask that task to stop: its pause ends with [`Cancelled`]. A task that has not begun
    /// begins with it.
    Cancel(TaskId),
    /// Run this machine in my place, and me again when it has ended: a call without a stack.
    Call(Body),
}

/// As the trace and the listings show it: `sleep 2s`, `spawn a`.
impl fmt::Display for Trap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Now => f.write_str("now"),
            Self::Sleep(time) => write!(f, "sleep {time:?}"),
            Self::Spawn(task) => write!(f, "spawn {}", task.name),
            Self::Park(wait) => write!(f, "park for {wait}"),
            Self::Wake(task) => write!(f, "wake {task}"),
            Self::Current => f.write_str("current"),
            Self::Cancel(task) => write!(f, "cancel {task}"),
            Self::Call(_) => f.write_str("call"),
        }
    }
}

impl fmt::Debug for Trap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trap({self})")
    }
}

/// What the kernel sends back: the answer, or the news that somebody wants the task to stop.
///
/// Only a trap at which the task has to wait can bring [`Cancelled`]: `Sleep`, `Park`, and
/// `Spawn`, if somebody asks while the task stands behind its child in the queue. What a task
/// asks of itself comes at its next `Sleep` or `Park`.
pub type Reply = Result<Answer, Cancelled>;

/// The kernel's answer to a trap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Go on. Also what a task is first resumed with.
    Done,
    /// The time since the kernel's clock was started.
    Time(Duration),
    /// The task that was asked for.
    Task(TaskId),
    /// Whether the request had an effect.
    Effect(bool),
}

/// Somebody asked this task to stop.
///
/// It comes as an `Err` where the task pauses. Clean up and hand it on with `?`, or go on: a
/// task may refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

impl fmt::Display for Cancelled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the task was cancelled")
    }
}

impl Error for Cancelled {}

/// What a parked task waits for. The kernel wakes nobody by it: it is there to be read in a
/// [`Deadlock`](crate::Deadlock) and in the trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// In words, as `mail`.
    pub what: Cow<'static, str>,
    /// The task that would wake it, if it is known.
    pub whom: Option<TaskId>,
}

impl Wait {
    /// Waits for something that any task may bring.
    pub fn for_thing(what: impl Into<Cow<'static, str>>) -> Self {
        Self { what: what.into(), whom: None }
    }

    /// Waits for the end of a task.
    pub fn for_task(task: TaskId) -> Self {
        Self { what: "the end of".into(), whom: Some(task) }
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        match self.whom {
            Some(task) => write!(f, " {task}"),
            None => Ok(()),
        }
    }
}

/// A task's number: 1 for the first that was made, and never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaskId(pub(crate) u32);

impl TaskId {
    /// The number itself.
    pub fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "t{}", self.0)
    }
}
