use std::fmt;
use std::panic::Location;
use std::rc::{Rc, Weak};
use std::time::Duration;

use state_machines::Yielder;
use tulip_trace::set_mark;

use crate::event_loop::{Core, EventLoop};
use crate::promise::{Awaited, Promise, PromiseError};
use crate::task::{Cancelled, Task};
use crate::told::At;

/// What a task is resumed with.
pub(crate) type Sent = Result<(), Cancelled>;

/// What a task pauses with.
pub(crate) enum Wait {
    /// Nothing: it lets the others run once.
    NextTurn,
    /// A promise.
    For(Rc<dyn Awaited>),
}

/// How the async block of a [`Task`] waits.
///
/// A method that may have to wait gives `Err(Cancelled)` if somebody asked the task to stop
/// meanwhile.
#[derive(Clone)]
pub struct Co {
    yielder: Yielder<Sent, Wait>,
    core: Weak<Core>,
}

impl Co {
    pub(crate) fn new(yielder: Yielder<Sent, Wait>, core: Weak<Core>) -> Self {
        Self { yielder, core }
    }

    /// Waits until a promise is settled, and gives its result. If it is settled already, this
    /// does not pause (R25).
    ///
    /// The outer error is about this task, the inner one about the promise.
    ///
    /// # Panics
    ///
    /// If the promise belongs to another loop (R35).
    #[track_caller]
    pub fn wait<T: Clone + 'static>(
        &self,
        promise: &Promise<T>,
    ) -> impl Future<Output = Result<Result<T, PromiseError>, Cancelled>> + use<T> {
        promise.assert_is_of(&self.core());
        let (co, promise, at) = (self.clone(), promise.clone(), Location::caller());
        async move {
            if !promise.is_done() {
                co.pause(Wait::For(Rc::new(promise.clone())), at).await?;
            }
            Ok(promise.result())
        }
    }

    /// Lets others run for `time` at least; for nothing at all, each of them once (R33).
    #[track_caller]
    pub fn sleep(
        &self,
        time: Duration,
    ) -> impl Future<Output = Result<(), Cancelled>> + use<> {
        let (co, at) = (self.clone(), Location::caller());
        async move {
            if time.is_zero() {
                return co.pause(Wait::NextTurn, at).await;
            }
            let core = co.core();
            let over = Promise::labelled(&core, "sleep", at);
            let deadline = core.clock.now().saturating_add(time);
            let timer = {
                let over = over.clone();
                let ring = move |_: &EventLoop| {
                    // It may have been cancelled.
                    let _ = over.set_result(());
                };
                core.call_at(deadline, Box::new(ring), at)
            };
            drop(core);
            let slept = co.pause(Wait::For(Rc::new(over)), at).await;
            timer.cancel();
            slept
        }
    }

    /// Lets every other callback that is queued run once.
    #[track_caller]
    pub fn yield_now(&self) -> impl Future<Output = Result<(), Cancelled>> + use<> {
        self.sleep(Duration::ZERO)
    }

    /// Makes a task. It takes its first step in the next turn.
    #[track_caller]
    pub fn spawn<T: 'static>(
        &self,
        name: impl Into<String>,
        body: impl AsyncFnOnce(Self) -> Result<T, Cancelled> + 'static,
    ) -> Task<T> {
        Task::made_at(&self.core(), name.into(), body, Location::caller())
    }

    /// Does something with the loop.
    pub fn with_loop<R>(&self, act: impl FnOnce(&EventLoop) -> R) -> R {
        let event_loop = EventLoop::upgrade(&self.core).expect("it resumes this task");
        act(&event_loop)
    }

    fn core(&self) -> Rc<Core> {
        self.core.upgrade().expect("it resumes this task")
    }

    async fn pause(&self, wait: Wait, at: At) -> Result<(), Cancelled> {
        let pause = self.yielder.yield_(wait);
        set_mark(Some(at));
        pause.await
    }
}

impl fmt::Debug for Co {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Co").finish_non_exhaustive()
    }
}
