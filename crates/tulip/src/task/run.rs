use std::task::Context;

use super::header::{Borrowed, TaskRef, borrow};
#[cfg(feature = "trace")]
use super::state::join;
use super::state::{flags, refs};
use crate::loom::atomic::Ordering;
use crate::runtime::Core;

/// A task that was taken out of the queue: it is in the owner's list, and not done.
#[must_use = "a task that is picked and not run is lost"]
pub(crate) struct Picked(pub(super) Borrowed);

impl Picked {
    /// Polls the task once, or drops its future if it was asked to stop.
    #[inline]
    pub(crate) fn run(self, core: &Core) {
        let task = self.0;
        let now = task.flags.get();
        if now & flags::ABORT != 0 {
            // SAFETY: what is queued is not done, and this one is queued no more.
            return unsafe { task.cancel(core) };
        }
        told! { let lane = core.told.runs(core, &task); }
        task.flags.set(now & !flags::QUEUED | flags::RUNNING);
        task.waits.set(0);
        core.driver.refill();
        core.running.set(Some(task.0));
        // SAFETY: the list's reference lasts until `complete`.
        let waker = unsafe { task.waker() };
        // SAFETY: this thread is the owner. What is queued is not done: the future is there.
        let outcome =
            unsafe { (task.vtable.poll)(task.0, &mut Context::from_waker(&waker)) };
        core.running.set(None);
        told! { drop(lane); }
        if let Some(outcome) = outcome {
            told! { core.told.ends(&task, outcome & join::PANICKED != 0); }
            // SAFETY: the outcome has taken the future's place.
            return unsafe { task.complete(core, outcome) };
        }
        task.flags.set(task.flags.get() & !flags::RUNNING);
        told! { crate::told::pauses(&task); }
        if task.has(flags::QUEUED) {
            core.queue.push(&task);
        }
    }
}

/// What the owner does with its tasks besides running them.
impl Core {
    /// The task that runs.
    #[inline]
    pub(crate) fn running(&self) -> Option<Borrowed> {
        // SAFETY: what runs is in the list. It may end while this one is held by its own code
        // alone, which `told` and `inspect` do not call.
        self.running.get().map(|task| unsafe { borrow(task) })
    }

    /// Takes over a task that came through the injector: a new one, one that was woken, or one
    /// that was asked to stop.
    pub(crate) fn take_over(&self, task: TaskRef) {
        // Acquire: the poll that comes sees what the wakers did before they woke.
        let before = task.refs.fetch_and(!refs::INJECTED, Ordering::Acquire);
        if before & refs::ABORT != 0 && !task.has(flags::DONE) {
            task.flags.set(task.flags.get() | flags::ABORT);
        }
        if task.has(flags::NEW) {
            task.enlist(self, None);
        } else {
            task.wake_here(self);
        }
    }

    /// Drops the futures of all tasks, in the order in which the tasks were made. Those that are
    /// spawned meanwhile are dropped at once.
    pub(crate) fn cancel_all(&self) {
        self.owned.closed.set(true);
        for task in self.tasks() {
            // SAFETY: only this loop takes tasks out of the list: none is run, and dropping a
            // future at most asks others to stop.
            unsafe { task.cancel(self) };
        }
        // What the drops have woken is gone by now.
        self.queue.clear();
    }
}

/// The steps of a life. `core` is the task's runtime, whose owner the caller is.
impl TaskRef {
    /// Puts a new task into the owner's list and queue.
    #[inline]
    pub(super) fn enlist(self, core: &Core, name: Option<Box<str>>) {
        if let Some(name) = name {
            core.owned.name(&self, name);
        }
        told! { core.told.begins(core, &self); }
        core.queue.push(&self);
        core.owned.insert(self);
    }

    /// Drops the future of a task that does not run.
    ///
    /// # Safety
    ///
    /// The task is in the list, and does not stand in the queue or will not be picked from it any
    /// more.
    pub(super) unsafe fn cancel(&self, core: &Core) {
        // A wake meanwhile must not queue what is about to end.
        self.flags.set(self.flags.get() | flags::RUNNING);
        let before = core.running.replace(Some(self.0));
        // SAFETY: this thread is the owner, and the future is there.
        let outcome = unsafe { (self.vtable.cancel)(self.0) };
        core.running.set(before);
        told! { core.told.drops(core, self); }
        // SAFETY: the outcome has taken the future's place.
        unsafe { self.complete(core, outcome) };
    }

    /// Takes the task out of the list, and hands the outcome to the handle.
    ///
    /// # Safety
    ///
    /// The task is in the list, and its outcome is in its place.
    unsafe fn complete(&self, core: &Core, outcome: u8) {
        told! { let _cause = core.told.in_the_name_of(self); }
        let task = core.owned.remove(self);
        task.flags.set(flags::DONE);
        // The list's reference is the last thing to go: the handle may give back its own as soon
        // as it sees the outcome, and the waker that `publish` takes lies in the header.
        // SAFETY: the outcome is in its place.
        unsafe { task.publish(outcome) };
    }

    /// Drops a future that came too late: its runtime has ended. Nobody but the caller and the
    /// handle has seen the task.
    ///
    /// # Safety
    ///
    /// That is so.
    pub(super) unsafe fn refuse(self) {
        self.flags.set(flags::NEW | flags::DONE);
        // SAFETY: nobody else touches the future, and the outcome takes its place.
        unsafe {
            let outcome = (self.vtable.cancel)(self.0);
            self.publish(outcome);
        }
    }
}
