use std::error::Error;
use std::fmt;
use std::panic::Location;

/// Jobs of the blocking pool that had not ended when the runtime would wait no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StillRunning {
    pub(super) jobs: Vec<&'static Location<'static>>,
}

impl StillRunning {
    /// The lines that made them.
    pub fn spawned_at(&self) -> &[&'static Location<'static>] {
        &self.jobs
    }
}

impl fmt::Display for StillRunning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.jobs.len() {
            1 => f.write_str("a blocking job still runs, spawned at ")?,
            jobs => write!(f, "{jobs} blocking jobs still run, spawned at ")?,
        }
        for (index, job) in self.jobs.iter().enumerate() {
            let before = if index > 0 { ", " } else { "" };
            write!(f, "{before}{job}")?;
        }
        f.write_str("; a thread cannot be stopped from outside: let the job look at a flag")
    }
}

impl Error for StillRunning {}
