//! One turn, as CPython's `BaseEventLoop._run_once` makes it.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use super::EventLoop;
use crate::error::{RunError, Trouble, message};
use crate::queue::{Entry, Work};
use crate::task::Waiting;
use crate::told::{self, By};

impl EventLoop {
    pub(super) fn run(&self) -> Result<(), RunError> {
        let _running = Running::enter()?;
        loop {
            self.turn()?;
            if self.core.is_stopping.take() {
                return Ok(());
            }
        }
    }

    /// Park, wake, and then pick and run those that were queued by now. What they queue waits for
    /// the next turn, so that callbacks that queue each other hold up neither timers nor sockets.
    fn turn(&self) -> Result<(), RunError> {
        let turn = self.core.turns.get() + 1;
        self.core.turns.set(turn);
        told::turn(turn);
        self.park()?;
        self.wake_ready_sockets();
        self.wake_due_timers();
        let queued = self.core.queue.borrow().len();
        for _ in 0..queued {
            let Some(entry) = self.pick() else { break };
            self.run_callback(entry);
        }
        told::turned(queued);
        Ok(())
    }

    /// Waits until there is something to do.
    fn park(&self) -> Result<(), RunError> {
        let timeout = self.how_long()?;
        let woken = self.core.driver.wait(&self.core.clock, timeout, &self.core.inbox)?;
        for woken in woken {
            self.core.watched.borrow_mut().became_ready(woken);
        }
        for call in self.core.inbox.take() {
            self.core.push(Work::once(call.callback), By::Thread, call.at);
        }
        Ok(())
    }

    /// No time at all if there is something to do already; until the next deadline; or for ever.
    fn how_long(&self) -> Result<Option<Duration>, RunError> {
        let core = &self.core;
        let is_busy = !core.queue.borrow().is_empty()
            || !core.inbox.is_empty()
            || core.watched.borrow().is_hot()
            || core.is_stopping.get();
        if is_busy {
            return Ok(Some(Duration::ZERO));
        }
        if let Some(deadline) = core.timers.borrow().next_deadline() {
            return Ok(Some(deadline.saturating_sub(core.clock.now())));
        }
        let is_reachable = core.inbox.is_reachable()
            || core.watched.borrow().has_callbacks() && core.driver.may_bring_news();
        if is_reachable { Ok(None) } else { Err(RunError::Stuck(self.waiting())) }
    }

    fn waiting(&self) -> Vec<Waiting> {
        self.core.tasks.borrow().values().map(|task| task.waiting()).collect()
    }

    fn wake_ready_sockets(&self) {
        let hot = self.core.watched.borrow_mut().hot();
        for (watch, reaction, at) in hot {
            let by = By::Socket(watch.token());
            self.core.push(Work::Reaction(watch, reaction), by, at);
        }
    }

    fn wake_due_timers(&self) {
        let now = self.core.clock.now();
        loop {
            // No borrow may live while the callback is queued.
            let due = self.core.timers.borrow_mut().fire(now);
            let Some((key, timer)) = due else { break };
            told::fired(key);
            self.core.push(Work::Once(timer.slot), By::Timer(key.number), timer.at);
        }
    }

    fn pick(&self) -> Option<Entry> {
        self.core.queue.borrow_mut().pop()
    }

    fn run_callback(&self, entry: Entry) {
        let Entry { number, work, at } = entry;
        let core = &self.core;
        let Some(callback) = work.callback() else {
            // It was taken back.
            return told::skips(number);
        };
        told::runs(number);
        core.running.set(By::Callback(number));
        let stopwatch = core.slow_limit.get().map(|limit| (limit, core.clock.now()));
        let ended = catch_unwind(AssertUnwindSafe(|| callback(self)));
        core.running.set(By::Main);
        told::ran();
        if let Err(panic) = ended {
            self.report(&Trouble::Panicked { message: message(&*panic), queued_at: at });
        }
        if let Some((limit, began)) = stopwatch {
            let took = core.clock.now().saturating_sub(began);
            if took > limit {
                self.report(&Trouble::Slow { took, limit, queued_at: at });
            }
        }
    }
}

/// At most one loop runs on a thread, and none within another.
struct Running;

impl Running {
    fn enter() -> Result<Self, RunError> {
        if RUNNING.replace(true) { Err(RunError::Nested) } else { Ok(Self) }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.set(false);
    }
}

thread_local! {
    static RUNNING: Cell<bool> = const { Cell::new(false) };
}
