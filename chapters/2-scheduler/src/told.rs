//! What the kernel tells the trace. Where nothing is recorded, each of these is one branch.

use std::fmt::Display;
use std::panic::Location;

use tulip_trace::{Event, Lane, Place, current_lane, emit, micros};

use crate::task::Task;
use crate::timers::TimerKey;
use crate::trap::{Answer, Reply, TaskId, Trap, Wait};

/// The line on which something happens, if it is known.
pub(crate) type At = Option<&'static Location<'static>>;

pub(crate) fn made(id: TaskId, name: &str, parent: Option<TaskId>, at: At) {
    emit(lane(id), || Event::TaskNew {
        task: id.0,
        name: name.to_owned(),
        parent: parent.map(|parent| parent.0),
        src: at.map(Place::from),
    });
    let by = || parent.map_or("main".to_owned(), |parent| parent.to_string());
    emit(lane(id), || Event::TaskReady { task: id.0, by: by(), wake: None });
}

pub(crate) fn picked(id: TaskId, left: usize) {
    emit(lane(id), || Event::TaskPick {
        queue_left: u32::try_from(left).unwrap_or(u32::MAX),
    });
}

pub(crate) fn runs(id: TaskId, task: &Task, reply: &Reply) {
    emit(lane(id), || Event::TaskRun {
        task: id.0,
        poll: task.runs,
        sent: match reply {
            Ok(Answer::Done) => None,
            Ok(answer) => Some(answered(answer)),
            Err(cancelled) => Some(format!("{cancelled:?}")),
        },
        src: task.at.map(Place::from),
    });
}

/// A trap that is being served.
pub(crate) struct Served {
    id: TaskId,
    /// In words, if somebody records.
    words: Option<String>,
}

pub(crate) fn trap(id: TaskId, trap: &Trap) -> Served {
    Served { id, words: tulip_trace::is_on().then(|| trap.to_string()) }
}

impl Served {
    /// The kernel answers on the spot.
    pub(crate) fn answered(&self, answer: &Answer) {
        self.record(Some(answer).filter(|answer| **answer != Answer::Done));
    }

    /// The task's turn is over.
    pub(crate) fn waits(&self, task: &Task) {
        let Self { id, words: Some(words) } = self else { return };
        self.record(None);
        emit(lane(*id), || Event::TaskYield {
            out: words.clone(),
            end: task.at.map(Place::from),
        });
    }

    fn record(&self, answer: Option<&Answer>) {
        let Self { id, words: Some(words) } = self else { return };
        let answer = answer.map(answered);
        emit(lane(*id), || Event::Trap { task: id.0, trap: words.clone(), answer });
    }
}

pub(crate) fn sleeps(id: TaskId, timer: TimerKey, task: &Task) {
    waits_for(id, || format!("timer {}", timer.number), task);
    emit(Lane::Resources, || Event::TimerArm {
        timer: number(timer),
        name: name(timer),
        task: Some(id.0),
        due_us: micros(timer.deadline),
        src: task.at.map(Place::from),
    });
}

pub(crate) fn parks(id: TaskId, wait: &Wait, task: &Task) {
    waits_for(id, || wait.to_string(), task);
}

fn waits_for(id: TaskId, why: impl FnOnce() -> String, task: &Task) {
    emit(lane(id), || Event::TaskWait {
        task: id.0,
        why: why(),
        src: task.at.map(Place::from),
    });
}

pub(crate) fn ready(id: TaskId) {
    emit(lane(id), || Event::TaskReady { task: id.0, by: id.to_string(), wake: None });
}

pub(crate) fn woken(id: TaskId, wake: u32, by: &dyn Display, at: At) {
    emit(current_lane(), || Event::Wake {
        wake,
        task: id.0,
        by: by.to_string(),
        src: at.map(Place::from),
    });
    emit(lane(id), || Event::TaskWoken { wake });
    emit(lane(id), || Event::TaskReady {
        task: id.0,
        by: by.to_string(),
        wake: Some(wake),
    });
}

pub(crate) fn wake_lost(id: TaskId, by: TaskId) {
    emit(current_lane(), || Event::WakeDup { task: id.0, by: by.to_string() });
}

pub(crate) fn timer_fired(timer: TimerKey) {
    emit(Lane::Resources, || Event::TimerFire { timer: number(timer), name: name(timer) });
}

pub(crate) fn timer_cancelled(timer: TimerKey, by: TaskId) {
    emit(Lane::Resources, || Event::TimerCancel {
        timer: number(timer),
        name: name(timer),
        cancelled_by: by.to_string(),
    });
}

pub(crate) fn cancelled(id: TaskId, by: TaskId, at: At) {
    emit(lane(id), || Event::TaskCancel {
        task: id.0,
        by: by.to_string(),
        src: at.map(Place::from),
    });
}

pub(crate) fn done(id: TaskId, task: &Task) {
    emit(lane(id), || Event::TaskDone {
        out: "done".to_owned(),
        end: task.at.map(Place::from),
    });
}

pub(crate) fn dropped(id: TaskId) {
    emit(lane(id), || Event::TaskDrop {
        task: id.0,
        why: "the kernel was dropped".to_owned(),
    });
}

/// Tells that the task that runs is lost to a panic; to be forgotten if it comes back.
pub(crate) struct IfPanicking(pub(crate) TaskId);

impl Drop for IfPanicking {
    fn drop(&mut self) {
        let id = self.0;
        emit(lane(id), || Event::TaskDrop { task: id.0, why: "it panicked".to_owned() });
    }
}

fn lane(id: TaskId) -> Lane {
    Lane::Task(id.0)
}

fn number(timer: TimerKey) -> u32 {
    u32::try_from(timer.number).unwrap_or(u32::MAX)
}

fn name(timer: TimerKey) -> String {
    format!("until {:?}", timer.deadline)
}

fn answered(answer: &Answer) -> String {
    match answer {
        Answer::Done => "done".to_owned(),
        Answer::Time(time) => format!("{time:?}"),
        Answer::Task(task) => task.to_string(),
        Answer::Effect(effect) => effect.to_string(),
    }
}
