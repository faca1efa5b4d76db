//! Stage 2: a scheduler that drives functions that pause.
//!
//! In stage 1 the caller decided who goes on. Here a machine does, and it repeats four words:
//!
//! * **pick** the task that has been ready longest,
//! * **run** it until it pauses,
//! * **park** when nobody is ready, until a timer is due,
//! * **wake** a task when what it waits for is there.
//!
//! [`RoundRobin`] is the smallest that works: it can only take turns. [`Kernel`] adds traps: a
//! task that needs what only the scheduler can do (know the time, sleep, spawn, wait, wake,
//! cancel) pauses with a [`Trap`], as a program asks its operating system by a system call.
//! Everything else is built on top, by tasks: [`JoinHandle`] and [`Mailbox`] know no more of the
//! kernel than you do.
//!
//! Read on in this order: `round_robin.rs`, `trap.rs`, `kernel.rs`, `kernel/serve.rs`, `sys.rs`,
//! `join.rs`, `mailbox.rs`.

mod deadlock;
mod error;
mod join;
mod kernel;
mod mailbox;
mod round_robin;
mod schedule;
mod seen;
mod sys;
mod task;
mod timers;
mod told;
mod trap;

pub use deadlock::{Deadlock, Waiting};
pub use error::RunError;
pub use join::{JoinError, JoinHandle};
pub use kernel::Kernel;
pub use mailbox::Mailbox;
pub use round_robin::RoundRobin;
pub use schedule::{BadSchedule, Schedule, WrongPick};
pub use seen::{Hog, Seen};
pub use state_machines::{
    Clock, Coroutine, CoroutineState, here, machine, println, traced,
};
pub use sys::Sys;
pub use task::{Body, NewTask};
pub use trap::{Answer, Cancelled, Reply, TaskId, Trap, Wait};
