//! The blocking pool under loom: none of the models has a job for it.
#![allow(clippy::unused_self, reason = "the twin of the real one")]

use std::panic::Location;
use std::time::{Duration, Instant};

use crate::driver::Unparker;

#[derive(Debug)]
pub(crate) struct Pool;

#[derive(Clone, Debug, Default)]
pub(crate) struct Limits {
    pub(crate) threads: usize,
    pub(crate) keep_alive: Duration,
    pub(crate) thread_name: String,
}

impl Pool {
    pub(crate) fn new(_: Unparker, _: Limits) -> Self {
        Self
    }

    pub(crate) fn shutdown(&self, _: Option<Instant>) -> Vec<&'static Location<'static>> {
        Vec::new()
    }
}
