//! What the checks of this stage lay out.

use std::cell::RefCell;
use std::fmt::Display;
use std::rc::Rc;
use std::time::Duration;

use super::{Runtime, World};
use crate::check::Check;

/// A loop, the world that it waits on, and what its callbacks say.
pub(super) struct Table<R> {
    pub(super) event_loop: Rc<R>,
    pub(super) world: World,
    pub(super) log: Log,
}

impl<R: Runtime> Table<R> {
    pub(super) fn new() -> Self {
        let world = World::new();
        let event_loop = Rc::new(R::new(world.clone()));
        Self { event_loop, world, log: Log::default() }
    }

    /// Queues a callback that says its name.
    pub(super) fn soon(&self, name: &'static str) -> R::Scheduled {
        let log = self.log.clone();
        self.event_loop.call_soon(move || log.say(name))
    }

    /// Queues one that says its name and the time, when it is time.
    pub(super) fn later(&self, time: u64, name: &'static str) -> R::Scheduled {
        let (log, world) = (self.log.clone(), self.world.clone());
        let say = move || log.say(format_args!("{name} at {:?}", world.now()));
        self.event_loop.call_later(secs(time), say)
    }

    /// Runs the loop for an hour.
    pub(super) fn run(&self, check: &mut Check) {
        let event_loop = Rc::clone(&self.event_loop);
        self.event_loop.call_later(HOUR, move || event_loop.stop());
        self.run_until_stopped(check);
    }

    pub(super) fn run_until_stopped(&self, check: &mut Check) {
        if self.event_loop.run_forever().is_err() {
            check.fail("no loop runs on this thread, and `run_forever` says that one does");
        }
    }

    /// Expects that this was said since the last look.
    pub(super) fn said(&self, check: &mut Check, lines: &[&str]) {
        check.equal(self.log.take(), lines.iter().map(ToString::to_string).collect());
    }
}

/// What the callbacks have said.
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

pub(super) fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

pub(super) const HOUR: Duration = Duration::from_secs(3600);
