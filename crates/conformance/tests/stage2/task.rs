//! A task, as the kernel that is made to be broken keeps it.

use std::time::Duration;

use state_machines::Machine;
use tulip_conformance::stage2::{Cancelled, JoinError};

pub(crate) type Reply = Result<(), Cancelled>;

pub(crate) struct Task {
    pub(crate) name: String,
    pub(crate) machine: Option<Machine<Reply, (), ()>>,
    pub(crate) state: State,
    /// What its pause ends with.
    pub(crate) reply: Reply,
    pub(crate) waiters: Vec<usize>,
    /// A wake that came before the park, if the kernel remembers it.
    pub(crate) was_woken: bool,
    pub(crate) result: Option<Result<u32, JoinError>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Ready,
    Running,
    Sleeping,
    Parked,
    Ended,
}

pub(crate) struct Timer {
    pub(crate) deadline: Duration,
    pub(crate) time: Duration,
    pub(crate) number: u64,
    pub(crate) task: usize,
}
