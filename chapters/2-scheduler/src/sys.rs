use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::panic::Location;
use std::rc::Rc;
use std::time::Duration;

use state_machines::{Pause, Yielder};
use tulip_trace::set_mark;

use crate::join::{JoinHandle, joinable};
use crate::machine;
use crate::trap::{Answer, Cancelled, Reply, TaskId, Trap, Wait};

/// How the async block of a task asks the kernel: one method for each [`Trap`].
///
/// A method that may have to wait gives `Err(Cancelled)` if somebody asked the task to stop
/// meanwhile. Nothing is asked before the result is awaited.
#[derive(Clone)]
pub struct Sys {
    yielder: Yielder<Reply, Trap>,
    /// The line that reports and traces show; if it is not said, the one that asks.
    at: Option<&'static Location<'static>>,
}

impl Sys {
    /// Asks by this yielder. Tasks are given a `Sys` by the kernel; a machine that is made by
    /// hand can make its own.
    pub fn new(yielder: Yielder<Reply, Trap>) -> Self {
        Self { yielder, at: None }
    }

    /// What the task was first resumed with.
    pub(crate) fn begin(&self) -> Reply {
        self.yielder.first().unwrap_or(Ok(Answer::Done))
    }

    /// Pauses with any trap, and gives what the kernel replies.
    ///
    /// The methods below are this one, with the answer taken out of the reply.
    #[track_caller]
    pub fn trap(&self, trap: Trap) -> Pause<'_, Reply, Trap> {
        let pause = self.yielder.yield_(trap);
        set_mark(Some(self.at.unwrap_or(Location::caller())));
        pause
    }

    /// The time since the kernel's clock was started.
    #[track_caller]
    pub fn now(&self) -> impl Future<Output = Duration> {
        let pause = self.trap(Trap::Now);
        async {
            match pause.await {
                Ok(Answer::Time(now)) => now,
                wrong => no_kernel("now", wrong),
            }
        }
    }

    /// Lets others run for `time` at least.
    #[track_caller]
    pub fn sleep(&self, time: Duration) -> impl Future<Output = Result<(), Cancelled>> {
        wait(self.trap(Trap::Sleep(time)))
    }

    /// Lets every other ready task run once: a sleep of zero.
    #[track_caller]
    pub fn yield_now(&self) -> impl Future<Output = Result<(), Cancelled>> {
        self.sleep(Duration::ZERO)
    }

    /// Makes a task. It is ready at once and runs first; this one goes on behind it.
    #[track_caller]
    pub fn spawn<T: 'static>(
        &self,
        name: impl Into<Cow<'static, str>>,
        body: impl AsyncFnOnce(Self) -> Result<T, Cancelled> + 'static,
    ) -> impl Future<Output = Result<JoinHandle<T>, Cancelled>> {
        let (task, waiter) = joinable(name.into(), body);
        let pause = self.trap(Trap::Spawn(task));
        async {
            match pause.await? {
                Answer::Task(task) => Ok(waiter.for_task(task)),
                wrong => no_kernel("spawn", Ok(wrong)),
            }
        }
    }

    /// Lets others run until somebody wakes this task.
    ///
    /// Whoever wakes it may have meant an earlier wait: look again whether what you wait for is
    /// there.
    #[track_caller]
    pub fn park(&self, for_what: Wait) -> impl Future<Output = Result<(), Cancelled>> {
        wait(self.trap(Trap::Park(for_what)))
    }

    /// Wakes a task that is parked. `false` if it is not: then nothing happens, and a task that
    /// parks a moment later is not woken by it.
    #[track_caller]
    pub fn wake(&self, task: TaskId) -> impl Future<Output = bool> {
        effect("wake", self.trap(Trap::Wake(task)))
    }

    /// Asks a task to stop. `false` if it has ended. Asking twice before it runs is asking once.
    #[track_caller]
    pub fn cancel(&self, task: TaskId) -> impl Future<Output = bool> {
        effect("cancel", self.trap(Trap::Cancel(task)))
    }

    /// This task.
    #[track_caller]
    pub fn current(&self) -> impl Future<Output = TaskId> {
        let pause = self.trap(Trap::Current);
        async {
            match pause.await {
                Ok(Answer::Task(task)) => task,
                wrong => no_kernel("current", wrong),
            }
        }
    }

    /// Calls an async function that may call itself as deeply as memory allows: the kernel
    /// keeps the callers, not the stack.
    #[track_caller]
    pub fn call<T: 'static>(
        &self,
        body: impl AsyncFnOnce(Self) -> Result<T, Cancelled> + 'static,
    ) -> impl Future<Output = Result<T, Cancelled>> {
        let slot = Rc::new(Cell::new(None));
        let result = Rc::clone(&slot);
        let callee =
            machine(async move |yielder| result.set(Some(body(Self::new(yielder)).await)));
        let pause = self.trap(Trap::Call(Box::new(callee)));
        async move {
            match pause.await {
                Ok(Answer::Done) => {
                    slot.take().expect("a caller goes on when its callee has ended")
                }
                wrong => no_kernel("call", wrong),
            }
        }
    }

    /// Asks from the line `at`: for what is built from several traps, and shown as the one line
    /// of its user.
    pub(crate) fn on_line(&self, at: &'static Location<'static>) -> Self {
        Self { at: Some(at), ..self.clone() }
    }
}

impl fmt::Debug for Sys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sys").finish_non_exhaustive()
    }
}

async fn wait(pause: Pause<'_, Reply, Trap>) -> Result<(), Cancelled> {
    match pause.await? {
        Answer::Done => Ok(()),
        wrong => no_kernel("a wait", Ok(wrong)),
    }
}

async fn effect(trap: &str, pause: Pause<'_, Reply, Trap>) -> bool {
    match pause.await {
        Ok(Answer::Effect(effect)) => effect,
        wrong => no_kernel(trap, wrong),
    }
}

/// The types cannot say which answer fits which trap. A kernel knows; another driver may not.
fn no_kernel(trap: &str, wrong: Reply) -> ! {
    panic!(
        "`{trap}` was answered with {wrong:?}: this task is driven by something that is no kernel"
    )
}
