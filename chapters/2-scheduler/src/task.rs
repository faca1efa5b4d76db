use std::borrow::Cow;
use std::fmt;
use std::panic::Location;

use crate::Coroutine;
use crate::timers::TimerKey;
use crate::trap::{Answer, Reply, Trap, Wait};

/// A machine that the kernel can drive.
pub type Body = Box<dyn Coroutine<Reply, Yield = Trap, Return = ()>>;

/// A task that is to be made: its name and its machine.
pub struct NewTask {
    pub(crate) name: Cow<'static, str>,
    pub(crate) body: Body,
}

impl NewTask {
    /// A task of that name that runs that machine.
    ///
    /// The machine is first resumed with `Ok(Answer::Done)`, or with `Err(Cancelled)` if it was
    /// cancelled before it could begin.
    pub fn new(
        name: impl Into<Cow<'static, str>>,
        body: impl Coroutine<Reply, Yield = Trap, Return = ()> + 'static,
    ) -> Self {
        Self { name: name.into(), body: Box::new(body) }
    }
}

impl fmt::Debug for NewTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewTask").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A task, as the kernel keeps it.
pub(crate) struct Task {
    pub(crate) name: Cow<'static, str>,
    /// The machine that runs when the task does.
    pub(crate) body: Body,
    /// The machines that wait for it to end (trap `Call`), the outermost first.
    pub(crate) callers: Vec<Body>,
    pub(crate) state: State,
    /// Somebody asked it to stop while it ran. Its next wait ends at once.
    pub(crate) cancel_requested: bool,
    pub(crate) runs: u32,
    /// The line on which it paused last.
    pub(crate) at: Option<&'static Location<'static>>,
}

pub(crate) enum State {
    /// In the queue, with what it will be answered.
    Ready(Reply),
    Running,
    Sleeping(TimerKey),
    Parked(Wait),
}

impl Task {
    pub(crate) fn new(task: NewTask) -> Self {
        Self {
            name: task.name,
            body: task.body,
            callers: Vec::new(),
            state: State::Ready(Ok(Answer::Done)),
            cancel_requested: false,
            runs: 0,
            at: None,
        }
    }
}

impl Drop for Task {
    /// The innermost machine first, as a stack would unwind.
    fn drop(&mut self) {
        while let Some(caller) = self.callers.pop() {
            self.body = caller;
        }
    }
}
