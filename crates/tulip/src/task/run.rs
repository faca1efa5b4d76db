use std::task::Context;

use super::context::Entered;
use super::header::TaskPtr;
use super::state::{flags, join, refs};
use super::wake;
use crate::loom::atomic::Ordering;
use crate::runtime::Core;
use crate::scheduler::Chance;

/// What the owner does with its tasks, from the first pick to the last.
impl<'a> Entered<'a> {
    /// Picks the task that has been ready for the longest time.
    #[inline]
    pub(crate) fn first_ready(&self) -> Option<Picked<'a>> {
        self.core.queue.pop().map(|task| Picked { task, core: self.core })
    }

    /// Picks the task that stands at `index` in the queue.
    pub(crate) fn ready_at(&self, index: usize) -> Option<Picked<'a>> {
        self.core.queue.take(index).map(|task| Picked { task, core: self.core })
    }

    /// Makes some task ready that was not woken.
    pub(crate) fn queue_any(&self, chance: &Chance) {
        if let Some(task) = self.core.owned.any(chance) {
            // SAFETY: this thread is the owner, and the task is in its list.
            unsafe { task.wake_here() };
        }
    }

    /// Takes over a task that came through the injector: a new one, one that was woken, or one
    /// that was asked to stop.
    pub(crate) fn take_over(&self, Injected(task): Injected) {
        // SAFETY: the injector's reference.
        let header = unsafe { task.header() };
        // Acquire: the poll that comes sees what the wakers did before they woke.
        let before = header.refs.fetch_and(!refs::INJECTED, Ordering::Acquire);
        if before & refs::ABORT != 0 && header.flags.get() & flags::DONE == 0 {
            header.flags.set(header.flags.get() | flags::ABORT);
        }
        // SAFETY: this thread is the owner and holds the injector's reference. That of a new
        // task becomes the one of the list.
        unsafe {
            if header.flags.get() & flags::NEW != 0 {
                task.enlist(self.core, task.view().id(), None);
            } else {
                task.wake_here();
                task.release();
            }
        }
    }

    /// Drops the futures of all tasks, in the order in which the tasks were made. Those that are
    /// spawned meanwhile are dropped at once.
    pub(crate) fn cancel_all(&self) {
        for task in self.core.owned.close() {
            // SAFETY: this thread is the owner; the task was in its list, and only this loop
            // takes tasks out: none is run, and dropping a future at most asks others to stop.
            unsafe { task.cancel(self.core) };
        }
        // What the drops have woken is gone by now.
        self.core.queue.clear();
    }
}

/// A task that was taken out of the queue.
#[must_use = "a task that is picked and not run is lost"]
pub(crate) struct Picked<'a> {
    task: TaskPtr,
    core: &'a Core,
}

impl Picked<'_> {
    /// Polls the task once, or drops its future if it was asked to stop.
    #[inline]
    pub(crate) fn run(self) {
        // SAFETY: whoever made this is inside the runtime on its thread, and the task comes from
        // the queue: it is in the owner's list and not done. The scheduler runs one at a time.
        unsafe { self.task.run(self.core) };
    }
}

/// A task on its way to its owner, and one of its references.
#[derive(Debug)]
pub(crate) struct Injected(pub(super) TaskPtr);

// SAFETY: what crosses threads is a reference to a header. Its atomic words alone are used
// before `take_over`, which is the owner's.
unsafe impl Send for Injected {}

/// The steps of a life. The owner's list holds a reference to each task in it.
impl TaskPtr {
    /// # Safety
    ///
    /// The caller is the owner `core`, took the task out of its queue, and runs no other one.
    #[inline]
    unsafe fn run(self, core: &Core) {
        // SAFETY: the task is in the owner's list.
        let header = unsafe { self.header() };
        let now = header.flags.get();
        if now & flags::ABORT != 0 {
            // SAFETY: the caller is the owner; what is queued is not done.
            return unsafe { self.cancel(core) };
        }
        // SAFETY: the task is in the owner's list until `complete`.
        let view = unsafe { self.view() };
        let told = core.told.runs(core, view);
        header.flags.set(now & !flags::QUEUED | flags::RUNNING);
        header.waits.set(0);
        core.driver.refill();
        core.running.set(Some(self));
        // SAFETY: the owner's reference lasts until `complete`.
        let waker = unsafe { wake::borrowed(self) };
        // SAFETY: the caller is the owner; the task is not done, so the future is there.
        let outcome =
            unsafe { (header.vtable.poll)(self, &mut Context::from_waker(&waker)) };
        core.running.set(None);
        match outcome {
            None => {
                let now = header.flags.get();
                header.flags.set(now & !flags::RUNNING);
                core.told.pauses(view, told);
                if now & flags::QUEUED != 0 {
                    core.queue.push(self);
                }
            }
            Some(outcome) => {
                core.told.ends(view, outcome & join::PANICKED != 0, told);
                // SAFETY: the outcome has taken the future's place.
                unsafe { self.complete(core, outcome) };
            }
        }
    }

    /// Drops the future of a task that does not run.
    ///
    /// # Safety
    ///
    /// The caller is the owner `core`, the task is not done, and does not stand in the queue or
    /// will not be picked from it any more.
    pub(super) unsafe fn cancel(self, core: &Core) {
        // SAFETY: the task is in the owner's list.
        let header = unsafe { self.header() };
        // A wake meanwhile must not queue what is about to end.
        header.flags.set(header.flags.get() | flags::RUNNING);
        let before = core.running.replace(Some(self));
        // SAFETY: the caller is the owner, and the future is there.
        let outcome = unsafe { (header.vtable.cancel)(self) };
        core.running.set(before);
        // SAFETY: the task is in the owner's list until `complete`.
        core.told.drops(unsafe { self.view() }, core.owned.is_closed());
        // SAFETY: the outcome has taken the future's place.
        unsafe { self.complete(core, outcome) };
    }

    /// Takes the task out of the list, and hands the outcome to the handle.
    ///
    /// # Safety
    ///
    /// The caller is the owner `core`, the outcome is in its place, and the task was not
    /// completed before.
    unsafe fn complete(self, core: &Core, outcome: u8) {
        // SAFETY: the task is in the owner's list.
        let header = unsafe { self.header() };
        let named = header.flags.get() & flags::NAMED != 0;
        header.flags.set(flags::DONE);
        // SAFETY: the list's reference is the caller's now, and the last thing to be given back:
        // the handle may give back its own as soon as it sees the outcome, and the waker that
        // `publish` takes lies in the header.
        unsafe {
            core.told.in_the_name_of(self.view(), || {
                core.owned.remove(header.slot.get(), named);
                self.publish(outcome);
            });
            self.release();
        }
    }

    /// Drops a future that came too late: its runtime has ended.
    ///
    /// # Safety
    ///
    /// Nobody but the caller and the handle has seen the task; the caller hands over a
    /// reference.
    pub(super) unsafe fn refuse(self) {
        // SAFETY: nobody else touches the future, and the outcome takes its place.
        unsafe {
            self.header().flags.set(flags::NEW | flags::DONE);
            let outcome = (self.header().vtable.cancel)(self);
            self.publish(outcome);
            self.release();
        }
    }
}
