use std::error::Error;
use std::fmt;

use crate::deadlock::Deadlock;
use crate::schedule::WrongPick;

/// Why a kernel stopped before all tasks had ended.
#[derive(Clone, PartialEq, Eq)]
pub enum RunError {
    /// Nobody is ready, and no timer is armed.
    Deadlock(Deadlock),
    /// The schedule asks for what cannot be.
    Schedule(WrongPick),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deadlock(deadlock) => deadlock.fmt(f),
            Self::Schedule(wrong) => wrong.fmt(f),
        }
    }
}

/// As `Display`: a `main` that returns this error prints it by `Debug`, and it is meant to be
/// read.
impl fmt::Debug for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Error for RunError {}

impl From<Deadlock> for RunError {
    fn from(deadlock: Deadlock) -> Self {
        Self::Deadlock(deadlock)
    }
}

impl From<WrongPick> for RunError {
    fn from(wrong: WrongPick) -> Self {
        Self::Schedule(wrong)
    }
}
