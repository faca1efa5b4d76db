//! What the runtime tells the trace, in the words of every other stage.
//!
//! Each word costs the read of a thread-local where nobody records.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::panic::Location;

use tulip_trace::{Event, Lane, LaneGuard, Place, current_lane, emit, enter_lane, is_on};

use crate::guard::AtTheEnd;
use crate::inspect::Waiting;
use crate::runtime::Core;
use crate::task::{Header, flags};

/// What the trace counts.
#[derive(Debug, Default)]
pub(crate) struct Told {
    wakes: Cell<u32>,
    turns: Cell<u64>,
    /// How many tasks have run in this turn.
    ran: Cell<u32>,
    /// How many times each task has run.
    runs: RefCell<BTreeMap<u32, u32>>,
    /// Who wakes, where no task does.
    cause: RefCell<Option<String>>,
}

impl Told {
    /// A turn begins; it ends when the guard is dropped.
    pub(crate) fn turn(&self) -> AtTheEnd<impl FnMut()> {
        self.turns.set(self.turns.get() + 1);
        emit(Lane::Main, || Event::LoopTurn { turn: self.turns.get() });
        AtTheEnd(|| emit(Lane::Main, || Event::LoopTurned { ran: self.ran.take() }))
    }

    /// A task is made.
    pub(crate) fn begins(&self, core: &Core, task: &Header) {
        say(task, |id| Event::TaskNew {
            task: id,
            name: task.name().unwrap_or_else(|| name_of(id)),
            parent: core.running().map(|parent| number(&parent)),
            src: Some(task.spawned_at.into()),
        });
        say(task, |task| Event::TaskReady { task, by: self.who(core), wake: None });
    }

    /// A task is picked and begins to run, on its own lane. Its last wait is still in its header.
    pub(crate) fn runs(&self, core: &Core, task: &Header) -> LaneGuard {
        self.ran.set(self.ran.get() + 1);
        say(task, |_| Event::TaskPick {
            queue_left: u32::try_from(core.queue.len()).unwrap_or(u32::MAX),
        });
        say(task, |id| {
            let mut runs = self.runs.borrow_mut();
            let poll = runs.entry(id).or_default();
            *poll += 1;
            Event::TaskRun { task: id, poll: *poll, sent: None, src: stands(task) }
        });
        enter_lane(Lane::Task(number(task)))
    }

    /// It ends: by itself, or by a panic.
    pub(crate) fn ends(&self, task: &Header, panicked: bool) {
        self.forgets(task);
        say(task, |task| {
            if panicked {
                return Event::TaskDrop { task, why: "it panicked".to_owned() };
            }
            Event::TaskDone { out: "done".to_owned(), end: None }
        });
    }

    /// It is dropped before its end.
    pub(crate) fn drops(&self, core: &Core, task: &Header) {
        self.forgets(task);
        let closed = core.owned.closed.get();
        let why = if closed { "the runtime ended" } else { "it was aborted" };
        say(task, |task| Event::TaskDrop { task, why: why.to_owned() });
    }

    /// Somebody wakes a task; its flags are as they were before.
    pub(crate) fn wakes(&self, core: &Core, task: &Header) {
        if !is_on() {
            return;
        }
        let (id, by) = (number(task), self.who(core));
        if task.has(flags::QUEUED | flags::DONE) {
            return emit(current_lane(), || Event::WakeDup { task: id, by });
        }
        if task.has(flags::RUNNING) {
            // It says that it is ready again when its poll is over.
            return;
        }
        let wake = self.wakes.get() + 1;
        self.wakes.set(wake);
        emit(current_lane(), || Event::Wake { wake, task: id, by: by.clone(), src: None });
        say(task, |_| Event::TaskWoken { wake });
        say(task, |task| Event::TaskReady { task, by, wake: Some(wake) });
    }

    /// Somebody asks a task to stop.
    pub(crate) fn aborts(
        &self,
        core: &Core,
        task: &Header,
        at: &'static Location<'static>,
    ) {
        let by = || self.who(core);
        say(task, |task| Event::TaskCancel { task, by: by(), src: Some(at.into()) });
    }

    /// What is woken until the guard is dropped is woken by a task that has ended.
    pub(crate) fn in_the_name_of(&self, task: &Header) -> AtTheEnd<impl FnMut()> {
        self.because(|| name_of(number(task)))
    }

    /// Names who wakes the tasks that are woken until the guard is dropped, where no task does.
    pub(crate) fn because(&self, cause: impl FnOnce() -> String) -> AtTheEnd<impl FnMut()> {
        self.cause.replace(is_on().then(cause));
        AtTheEnd(|| drop(self.cause.take()))
    }

    fn forgets(&self, task: &Header) {
        self.runs.borrow_mut().remove(&number(task));
    }

    fn who(&self, core: &Core) -> String {
        if let Some(task) = core.running() {
            return name_of(number(&task));
        }
        self.cause.borrow().clone().unwrap_or_else(|| "main".to_owned())
    }
}

/// A task stops running, and is not done.
pub(crate) fn pauses(task: &Header) {
    say(task, |_| Event::TaskYield { out: "Pending".to_owned(), end: stands(task) });
    say(task, |id| match task.waits() {
        _ if task.has(flags::QUEUED) => {
            Event::TaskReady { task: id, by: name_of(id), wake: None }
        }
        waits => {
            let why = waits.map_or("something foreign".to_owned(), why);
            Event::TaskWait { task: id, why, src: stands(task) }
        }
    });
}

/// Tells something of a task, on its lane.
fn say(task: &Header, event: impl FnOnce(u32) -> Event) {
    let id = number(task);
    emit(Lane::Task(id), || event(id));
}

fn number(task: &Header) -> u32 {
    u32::try_from(task.id().as_u64()).unwrap_or(u32::MAX)
}

fn name_of(id: u32) -> String {
    format!("t{id}")
}

/// The line on which a task that has run before stands.
fn stands(task: &Header) -> Option<Place> {
    task.waits().map(|wait| wait.at.into())
}

/// What a task waits for; the line stands beside it.
fn why(Waiting { on, others, .. }: Waiting) -> String {
    match others {
        0 => on.to_string(),
        others => format!("{on} and {others} more"),
    }
}
