use std::fmt;
use std::panic::Location;

use super::wait::Waiting;
use crate::task::{Header, Id, context, flags};

/// A task, as it is at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TaskInfo {
    /// Its id.
    pub id: Id,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// The line that made it.
    pub spawned_at: &'static Location<'static>,
    /// What it does.
    pub activity: Activity,
}

/// What a task does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Activity {
    /// It runs.
    Running,
    /// It is in the ready queue.
    Ready,
    /// It waits for an operation of this crate.
    Waiting(Waiting),
    /// It waits for a future that is not of this crate, and that does not say so.
    Unknown,
}

/// The tasks of the runtime that this thread is inside of, in the order of their ids; none if
/// there is no runtime. Tasks that other threads have just made are not there yet.
pub fn all_tasks() -> Vec<TaskInfo> {
    context::with(|core| core.tasks().iter().map(|task| TaskInfo::of(task)).collect())
        .unwrap_or_default()
}

/// The task that runs on this thread; nothing outside of a task.
pub fn current() -> Option<TaskInfo> {
    context::with(|core| core.running().map(|task| TaskInfo::of(&task))).flatten()
}

impl TaskInfo {
    fn of(task: &Header) -> Self {
        Self {
            id: task.id(),
            name: task.name(),
            spawned_at: task.spawned_at,
            activity: if task.has(flags::RUNNING) {
                Activity::Running
            } else if task.has(flags::QUEUED) {
                Activity::Ready
            } else {
                task.waits().map_or(Activity::Unknown, Activity::Waiting)
            },
        }
    }
}

impl fmt::Display for TaskInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "task {}", self.id)?;
        if let Some(name) = &self.name {
            write!(f, " `{name}`")?;
        }
        write!(f, ", spawned at {}, {}", self.spawned_at, self.activity)
    }
}

impl fmt::Display for Activity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Running => f.write_str("runs"),
            Self::Ready => f.write_str("is ready"),
            Self::Waiting(waiting) => write!(f, "waits for {waiting}"),
            Self::Unknown => f.write_str("waits for something unknown (a foreign future)"),
        }
    }
}
