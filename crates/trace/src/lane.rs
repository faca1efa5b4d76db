use std::cell::Cell;

/// The row of the picture on which an event is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lane {
    /// The program's own thread: `main`, or the loop that it runs.
    Main,
    /// Timers and descriptors.
    Resources,
    /// The task of that id.
    Task(u32),
}

impl Lane {
    /// Chrome's process id: the group of rows.
    pub(crate) fn pid(self) -> u32 {
        match self {
            Self::Task(_) => 1,
            Self::Main => 2,
            Self::Resources => 3,
        }
    }

    /// Chrome's thread id: the row. Unique in the file, as Perfetto wants it.
    pub(crate) fn tid(self) -> u32 {
        match self {
            Self::Main => 1,
            Self::Resources => 90,
            Self::Task(id) => id.saturating_add(FIRST_TASK),
        }
    }

    pub(crate) fn from_tid(tid: u32) -> Option<Self> {
        match tid {
            1 => Some(Self::Main),
            90 => Some(Self::Resources),
            tid => tid.checked_sub(FIRST_TASK).map(Self::Task),
        }
    }
}

/// The lane on which this thread's events are drawn now.
pub fn current_lane() -> Lane {
    CURRENT.get()
}

/// Draws this thread's events on `lane` until the guard is dropped, also by a panic.
#[must_use = "the lane is left when the guard is dropped"]
pub fn enter_lane(lane: Lane) -> LaneGuard {
    LaneGuard { before: CURRENT.replace(lane) }
}

/// Goes back to the lane before when dropped.
#[derive(Debug)]
pub struct LaneGuard {
    before: Lane,
}

impl Drop for LaneGuard {
    fn drop(&mut self) {
        CURRENT.set(self.before);
    }
}

thread_local! {
    static CURRENT: Cell<Lane> = const { Cell::new(Lane::Main) };
}

const FIRST_TASK: u32 = 100;
