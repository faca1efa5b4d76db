#![allow(clippy::unused_self, reason = "a caller need not know which words count")]

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::panic::Location;

use tulip_trace::{Event, Lane, LaneGuard, Place, current_lane, emit, enter_lane, is_on};

use crate::inspect::Waiting;
use crate::runtime::Core;
use crate::task::{Id, View};

/// What the trace counts.
#[derive(Debug, Default)]
pub(crate) struct Told {
    wakes: Cell<u32>,
    turns: Cell<u64>,
    /// How many times each task has run.
    runs: RefCell<BTreeMap<u32, u32>>,
    /// Who wakes, where no task does.
    cause: RefCell<Option<String>>,
}

/// A task that runs, on its own lane.
#[derive(Debug)]
pub(crate) struct Running {
    _lane: LaneGuard,
}

impl Told {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// A task is made.
    pub(crate) fn begins(&self, core: &Core, task: View<'_>) {
        let (id, lane) = of(task);
        emit(lane, || Event::TaskNew {
            task: id,
            name: name(task),
            parent: core.running().map(|parent| of(parent).0),
            src: Some(Place::from(task.spawned_at())),
        });
        emit(lane, || Event::TaskReady { task: id, by: self.who(core), wake: None });
    }

    /// A task is picked and begins to run. Its last wait is still in its header.
    pub(crate) fn runs(&self, core: &Core, task: View<'_>) -> Running {
        let (id, lane) = of(task);
        emit(lane, || Event::TaskPick {
            queue_left: u32::try_from(core.queue.len()).unwrap_or(u32::MAX),
        });
        emit(lane, || {
            let mut runs = self.runs.borrow_mut();
            let poll = runs.entry(id).or_default();
            *poll += 1;
            Event::TaskRun { task: id, poll: *poll, sent: None, src: stands(task) }
        });
        Running { _lane: enter_lane(lane) }
    }

    /// It stops running, and is not done.
    pub(crate) fn pauses(&self, task: View<'_>, _running: Running) {
        let (id, lane) = of(task);
        let out = || "Pending".to_owned();
        emit(lane, || Event::TaskYield { out: out(), end: stands(task) });
        if task.is_queued() {
            let by = || name_of(id);
            emit(lane, || Event::TaskReady { task: id, by: by(), wake: None });
        } else {
            emit(lane, || Event::TaskWait {
                task: id,
                why: task.waits().map_or("something foreign".to_owned(), why),
                src: stands(task),
            });
        }
    }

    /// It ends: by itself, or by a panic.
    pub(crate) fn ends(&self, task: View<'_>, panicked: bool, _running: Running) {
        let (id, lane) = of(task);
        self.forgets(id);
        if panicked {
            emit(lane, || Event::TaskDrop { task: id, why: "it panicked".to_owned() });
        } else {
            emit(lane, || Event::TaskDone { out: "done".to_owned(), end: None });
        }
    }

    /// It is dropped before its end.
    pub(crate) fn drops(&self, task: View<'_>, closing: bool) {
        let (id, lane) = of(task);
        self.forgets(id);
        let why = if closing { "the runtime ended" } else { "it was aborted" };
        emit(lane, || Event::TaskDrop { task: id, why: why.to_owned() });
    }

    /// Somebody wakes a task; its flags are as they were before.
    pub(crate) fn wakes(&self, core: &Core, task: View<'_>) {
        if !is_on() {
            return;
        }
        let (id, lane) = of(task);
        let by = self.who(core);
        if task.is_queued() || task.is_done() {
            return emit(current_lane(), || Event::WakeDup { task: id, by });
        }
        if task.is_running() {
            // It says that it is ready again when its poll is over.
            return;
        }
        let wake = self.wakes.get() + 1;
        self.wakes.set(wake);
        emit(current_lane(), || Event::Wake { wake, task: id, by: by.clone(), src: None });
        emit(lane, || Event::TaskWoken { wake });
        emit(lane, || Event::TaskReady { task: id, by, wake: Some(wake) });
    }

    /// Somebody asks a task to stop.
    pub(crate) fn aborts(
        &self,
        core: &Core,
        task: View<'_>,
        at: &'static Location<'static>,
    ) {
        let (id, lane) = of(task);
        emit(lane, || Event::TaskCancel {
            task: id,
            by: self.who(core),
            src: Some(at.into()),
        });
    }

    pub(crate) fn turn_begins(&self) {
        let turn = self.turns.get() + 1;
        self.turns.set(turn);
        emit(Lane::Main, || Event::LoopTurn { turn });
    }

    pub(crate) fn turn_ends(&self, ran: u32) {
        emit(Lane::Main, || Event::LoopTurned { ran });
    }

    /// What `wake` wakes is woken by a task that has ended.
    pub(crate) fn in_the_name_of<R>(&self, task: View<'_>, wake: impl FnOnce() -> R) -> R {
        self.because(|| name_of(of(task).0), wake)
    }

    /// Names who wakes the tasks that `wake` wakes, where no task does.
    pub(crate) fn because<R>(
        &self,
        cause: impl FnOnce() -> String,
        wake: impl FnOnce() -> R,
    ) -> R {
        if !is_on() {
            return wake();
        }
        self.cause.replace(Some(cause()));
        let result = wake();
        self.cause.replace(None);
        result
    }

    fn who(&self, core: &Core) -> String {
        if let Some(task) = core.running() {
            return name_of(of(task).0);
        }
        self.cause.borrow().clone().unwrap_or_else(|| "main".to_owned())
    }

    fn forgets(&self, id: u32) {
        self.runs.borrow_mut().remove(&id);
    }
}

/// The number and the lane of a task.
fn of(task: View<'_>) -> (u32, Lane) {
    let id = number(task.id());
    (id, Lane::Task(id))
}

fn number(id: Id) -> u32 {
    u32::try_from(id.as_u64()).unwrap_or(u32::MAX)
}

fn name(task: View<'_>) -> String {
    task.name().unwrap_or_else(|| name_of(number(task.id())))
}

fn name_of(id: u32) -> String {
    format!("t{id}")
}

/// What a task waits for; the line stands beside it.
fn why(Waiting { on, others, .. }: Waiting) -> String {
    match others {
        0 => on.to_string(),
        others => format!("{on} and {others} more"),
    }
}

/// The line on which a task that has run before stands.
fn stands(task: View<'_>) -> Option<Place> {
    task.waits().map(|wait| wait.at.into())
}
