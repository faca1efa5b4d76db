//! What a check lays on its table: a kernel, its clock, and a log that every task writes into.

use std::cell::{OnceCell, RefCell};
use std::fmt::Display;
use std::rc::Rc;
use std::time::Duration;

use super::{Clock, Deadlock, Runtime};
use crate::check::Check;

pub(super) struct Table<R> {
    pub(super) kernel: R,
    pub(super) clock: Clock,
    pub(super) log: Log,
}

impl<R: Runtime> Table<R> {
    pub(super) fn new() -> Self {
        let clock = Clock::new();
        Self { kernel: R::new(clock.clone()), clock, log: Log::default() }
    }

    /// Runs a kernel whose tasks can all end.
    pub(super) fn run(&mut self, check: &mut Check) {
        if let Err(Deadlock { waiting }) = self.kernel.run() {
            check.fail(format!(
                "the kernel reports a deadlock, but every task could end; left were {waiting:?}, \
                 and the tasks had said {:?}",
                self.log.take()
            ));
        }
    }

    /// Expects that the tasks have said this since the last look.
    pub(super) fn said(&self, check: &mut Check, lines: &[&str]) {
        check.equal(self.log.take(), lines.iter().map(ToString::to_string).collect());
    }

    /// Runs a kernel in which tasks may be left, however it reports that.
    pub(super) fn run_out(&mut self) {
        let _ = self.kernel.run();
    }
}

/// What the tasks have said.
#[derive(Clone, Debug, Default)]
pub(super) struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    pub(super) fn say(&self, line: impl Display) {
        self.0.borrow_mut().push(line.to_string());
    }

    /// What was said since the last look.
    pub(super) fn take(&self) -> Vec<String> {
        self.0.take()
    }
}

/// A handle that a task gets to know after it was made.
pub(super) struct Later<H>(Rc<OnceCell<H>>);

impl<H: Clone> Later<H> {
    pub(super) fn new() -> Self {
        Self(Rc::default())
    }

    pub(super) fn set(&self, handle: &H) {
        assert!(self.0.set(handle.clone()).is_ok(), "a check sets it once");
    }

    pub(super) fn get(&self) -> &H {
        self.0.get().expect("a check sets it before it runs the kernel")
    }
}

impl<H> Clone for Later<H> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

pub(super) fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

pub(super) const HOUR: Duration = Duration::from_secs(3600);
