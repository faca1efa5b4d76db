//! The parts of the kernel that can be broken.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tulip_conformance::stage2::{Cancelled, Clock, Deadlock, JoinError};

use crate::kernel::{Core, Kernel};
use crate::task::{State, Timer};

/// The parts of the kernel, as they should be.
pub(crate) trait Mistake: Sync {
    /// A task that was made from outside.
    fn made(&self, _: &mut Kernel) {}

    /// Who runs next.
    fn pick(&self, core: &mut Core) -> Option<usize> {
        core.ready.pop_front()
    }

    /// A task becomes ready.
    fn enqueue(&self, core: &mut Core, task: usize) {
        core.ready.push_back(task);
    }

    /// A task that another made becomes ready.
    fn enqueue_child(&self, core: &mut Core, task: usize) {
        self.enqueue(core, task);
    }

    /// Whether who asks for the time gives up its turn.
    fn now_waits(&self) -> bool {
        false
    }

    /// Whether who sleeps for no time gives up its turn.
    fn zero_waits(&self) -> bool {
        true
    }

    /// When a sleep ends.
    fn deadline(&self, now: Duration, time: Duration) -> Duration {
        now + time
    }

    /// By what timers are sorted.
    fn rank(&self, timer: &Timer) -> (Duration, u64) {
        (timer.deadline, timer.number)
    }

    /// Whether it is time to look at the timers.
    fn looks_at_timers(&self, core: &Core) -> bool {
        core.left_in_round == 0
    }

    /// Waits for the first timer.
    fn wait(&self, clock: &Clock, deadline: Duration) {
        clock.sleep_until(deadline);
    }

    /// Whether a task that waits for another is woken by its end, or asks again and again.
    fn join_parks(&self) -> bool {
        true
    }

    /// What a task gets that joins one, if it has ended.
    fn look(
        &self,
        core: &Core,
        task: usize,
        _was_woken: bool,
    ) -> Option<Result<u32, JoinError>> {
        core.tasks[task].result
    }

    /// What a handle shows.
    fn show(&self, core: &mut Core, task: usize) -> Option<Result<u32, JoinError>> {
        core.tasks[task].result
    }

    /// Whom the end of a task wakes.
    fn whom_to_wake(&self, waiters: Vec<usize>, _: Result<u32, JoinError>) -> Vec<usize> {
        waiters
    }

    /// What who joins itself gets; nothing if it waits as anybody would.
    fn oneself(&self) -> Option<Result<u32, JoinError>> {
        Some(Err(JoinError::Oneself))
    }

    /// Whether a task that parks has to wait.
    fn park_waits(&self, _: &mut Core, _task: usize) -> bool {
        true
    }

    /// Whether who spawns goes on behind the new task.
    fn spawn_waits(&self) -> bool {
        false
    }

    fn wake(&self, core: &mut Core, task: usize) -> bool {
        if core.tasks[task].state != State::Parked {
            return false;
        }
        core.make_ready(task, Ok(()));
        true
    }

    /// Whether it is a deadlock when nobody is ready.
    fn is_stuck(&self, core: &Core) -> bool {
        core.timers.is_empty()
    }

    /// What the run ends with when nobody is ready.
    fn report(&self, core: &Core) -> Result<(), Deadlock> {
        let left = core.tasks.iter().filter(|task| task.state != State::Ended);
        let waiting: Vec<_> = left.map(|task| task.name.clone()).collect();
        if waiting.is_empty() { Ok(()) } else { Err(Deadlock { waiting }) }
    }

    fn cancel(&self, core: &mut Core, task: usize) -> bool {
        match core.tasks[task].state {
            State::Ready => core.tasks[task].reply = Err(Cancelled),
            State::Sleeping => {
                core.take_timer_back(task);
                core.make_ready(task, Err(Cancelled));
            }
            State::Parked => core.make_ready(task, Err(Cancelled)),
            State::Running => {}
            State::Ended => return false,
        }
        true
    }

    /// Whether a task that was cancelled before its first turn begins.
    fn begins_cancelled(&self) -> bool {
        false
    }

    /// A task was cancelled while it joined another.
    fn joiner_was_cancelled(&self, _: &mut Core, _joined: usize) {}
}

/// No mistake.
pub(crate) struct NoMistake;

impl Mistake for NoMistake {}

/// The mistake that kernels make which are made from now on, until the guard is dropped.
///
/// A kernel is made on the thread of its check, and a check knows nothing of mistakes. One type
/// for all of them is compiled in a tenth of the time that a type for each takes.
pub(crate) fn make(mistake: &'static dyn Mistake) -> MutexGuard<'static, ()> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

    let guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    *MADE.lock().expect("nobody panics with it") = mistake;
    guard
}

pub(crate) fn made() -> &'static dyn Mistake {
    *MADE.lock().expect("nobody panics with it")
}

static MADE: Mutex<&'static dyn Mistake> = Mutex::new(&NoMistake);
