//! What the loop tells the trace. Where nothing is recorded, each of these is one branch.

use std::fmt;
use std::panic::Location;
use std::time::Duration;

use tulip_trace::{Event, Lane, Place, current_lane, emit, micros};

use crate::co::{Sent, Wait};
use crate::driver::Woken;
use crate::event_loop::Core;
use crate::handle::Inbox;
use crate::promise::PromiseError;
use crate::timers::TimerKey;
use crate::watch::{Reaction, Token};

/// A line of the program.
pub(crate) type At = &'static Location<'static>;

/// Who queues a callback.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum By {
    /// The program, outside of any callback.
    #[default]
    Main,
    Callback(u32),
    Timer(u64),
    Socket(Token),
    Thread,
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Main => f.write_str("main"),
            Self::Callback(number) => write!(f, "callback {number}"),
            Self::Timer(number) => write!(f, "timer {number}"),
            Self::Socket(token) => write!(f, "socket {token}"),
            Self::Thread => f.write_str("another thread"),
        }
    }
}

pub(crate) fn turn(turn: u64) {
    emit(Lane::Main, || Event::LoopTurn { turn });
}

pub(crate) fn turned(ran: usize) {
    emit(Lane::Main, || Event::LoopTurned { ran: narrowed(ran) });
}

pub(crate) fn parks(timeout: Option<Duration>) {
    emit(Lane::Main, || Event::LoopPark { timeout_us: timeout.map(micros) });
}

/// What ended a wait.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cause {
    Time,
    Sockets,
    Thread,
}

impl Cause {
    pub(crate) fn of(woken: &[Woken], inbox: &Inbox) -> Self {
        match woken {
            [] if inbox.is_empty() => Self::Time,
            [] => Self::Thread,
            _ => Self::Sockets,
        }
    }
}

pub(crate) fn unparks(cause: Cause) {
    emit(Lane::Main, || Event::LoopUnpark {
        cause: match cause {
            Cause::Time => "time",
            Cause::Sockets => "I/O",
            Cause::Thread => "another thread",
        }
        .to_owned(),
    });
}

pub(crate) fn queued(cb: u32, by: By, at: At) {
    emit(current_lane(), || Event::CbPush {
        cb,
        by: by.to_string(),
        src: Some(Place::from(at)),
    });
}

pub(crate) fn runs(cb: u32) {
    emit(Lane::Main, || Event::CbRun { cb });
}

pub(crate) fn skips(cb: u32) {
    emit(Lane::Main, || Event::CbSkip { cb });
}

pub(crate) fn ran() {
    emit(Lane::Main, || Event::CbEnd { end: None });
}

pub(crate) fn armed(timer: TimerKey, at: At) {
    emit(Lane::Resources, || Event::TimerArm {
        timer: number(timer),
        name: name(timer),
        task: None,
        due_us: micros(timer.deadline),
        src: Some(Place::from(at)),
    });
}

pub(crate) fn fired(timer: TimerKey) {
    emit(Lane::Resources, || Event::TimerFire { timer: number(timer), name: name(timer) });
}

pub(crate) fn timer_cancelled(timer: TimerKey, by: By) {
    emit(Lane::Resources, || Event::TimerCancel {
        timer: number(timer),
        name: name(timer),
        cancelled_by: by.to_string(),
    });
}

pub(crate) fn watched(token: Token, reaction: Reaction, at: At) {
    emit(Lane::Resources, || Event::IoReg {
        token: row(token, reaction),
        name: watch_name(token, reaction),
        task: None,
        src: Some(Place::from(at)),
    });
}

pub(crate) fn ready(token: Token, reaction: Reaction, bytes: Option<u64>) {
    emit(Lane::Resources, || Event::IoReady {
        token: row(token, reaction),
        name: watch_name(token, reaction),
        bytes,
    });
}

pub(crate) fn unwatched(token: Token, reaction: Reaction) {
    emit(Lane::Resources, || Event::IoDereg {
        token: row(token, reaction),
        name: watch_name(token, reaction),
    });
}

/// What a promise is for, and its number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Label {
    what: &'static str,
    number: u32,
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.what, self.number)
    }
}

pub(crate) fn promised(number: u32, what: &'static str, at: At) -> Label {
    let label = Label { what, number };
    emit(Lane::Resources, || Event::FutNew {
        fut: label.number,
        name: label.to_string(),
        task: None,
        src: Some(Place::from(at)),
    });
    label
}

pub(crate) fn settled<T>(label: Label, outcome: &Result<T, PromiseError>) {
    emit(Lane::Resources, || Event::FutReady {
        fut: label.number,
        name: label.to_string(),
        out: match outcome {
            Ok(_) => "a result".to_owned(),
            Err(PromiseError::Cancelled) => "cancelled".to_owned(),
            Err(error) => error.to_string(),
        },
    });
}

pub(crate) fn made(task: u32, name: &str, parent: Option<u32>, at: At) {
    emit(Lane::Task(task), || Event::TaskNew {
        task,
        name: name.to_owned(),
        parent,
        src: Some(Place::from(at)),
    });
    let by = parent.map_or("main".to_owned(), |parent| format!("t{parent}"));
    emit(Lane::Task(task), || Event::TaskReady { task, by, wake: None });
}

pub(crate) fn task_ready(task: u32) {
    emit(Lane::Task(task), || Event::TaskReady {
        task,
        by: format!("t{task}"),
        wake: None,
    });
}

pub(crate) fn task_runs(task: u32, poll: u32, sent: Sent, at: Option<At>, core: &Core) {
    let queue_left = || narrowed(core.queue.borrow().len());
    emit(Lane::Task(task), || Event::TaskPick { queue_left: queue_left() });
    emit(Lane::Task(task), || Event::TaskRun {
        task,
        poll,
        sent: sent.err().map(|cancelled| format!("{cancelled:?}")),
        src: at.map(Place::from),
    });
}

pub(crate) fn task_yields(task: u32, wait: &Wait, at: Option<At>) {
    emit(Lane::Task(task), || Event::TaskYield {
        out: match wait {
            Wait::NextTurn => "nothing".to_owned(),
            Wait::For(awaited) => awaited.label().to_string(),
        },
        end: at.map(Place::from),
    });
}

pub(crate) fn task_waits(task: u32, why: Label, at: Option<At>) {
    emit(Lane::Task(task), || Event::TaskWait {
        task,
        why: why.to_string(),
        src: at.map(Place::from),
    });
}

pub(crate) fn task_woken(task: u32, core: &Core) {
    let wake = core.next_wake();
    let by = || match core.running_task.get() {
        Some(task) => format!("t{task}"),
        None => core.running.get().to_string(),
    };
    emit(current_lane(), || Event::Wake { wake, task, by: by(), src: None });
    emit(Lane::Task(task), || Event::TaskWoken { wake });
    emit(Lane::Task(task), || Event::TaskReady { task, by: by(), wake: Some(wake) });
}

pub(crate) fn task_asked_to_stop(task: u32) {
    emit(Lane::Task(task), || Event::TaskCancel {
        task,
        by: "a request".to_owned(),
        src: None,
    });
}

pub(crate) fn task_done(task: u32, at: Option<At>) {
    emit(Lane::Task(task), || Event::TaskDone {
        out: "done".to_owned(),
        end: at.map(Place::from),
    });
}

pub(crate) fn task_dropped(task: u32, why: &str) {
    emit(Lane::Task(task), || Event::TaskDrop { task, why: why.to_owned() });
}

/// Both directions of a socket have a row of their own.
fn row(token: Token, reaction: Reaction) -> u32 {
    narrowed(token * 2 - usize::from(reaction == Reaction::Read))
}

fn watch_name(token: Token, reaction: Reaction) -> String {
    match reaction {
        Reaction::Read => format!("socket {token} read"),
        Reaction::Write => format!("socket {token} write"),
    }
}

fn number(timer: TimerKey) -> u32 {
    u32::try_from(timer.number).unwrap_or(u32::MAX)
}

fn name(timer: TimerKey) -> String {
    format!("until {:?}", timer.deadline)
}

fn narrowed(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
