use std::borrow::Cow;
use std::cell::RefCell;
use std::error::Error;
use std::fmt;
use std::panic::Location;
use std::rc::Rc;

use crate::machine;
use crate::sys::Sys;
use crate::task::NewTask;
use crate::trap::{Cancelled, Reply, TaskId, Trap, Wait};

/// The right to wait for a task and to have its result.
///
/// Built from `Park` and `Wake` alone: who joins writes its name on a list and parks, and a task
/// that ends wakes those on the list. The kernel knows nothing of it.
///
/// Handles can be cloned, and many tasks can wait for one. Dropping a handle leaves its task
/// alone.
pub struct JoinHandle<T> {
    task: TaskId,
    shared: Rc<Shared<T>>,
}

impl<T> JoinHandle<T> {
    /// The task.
    pub fn id(&self) -> TaskId {
        self.task
    }

    /// The task's result; `None` if it has not ended.
    pub fn result(&self) -> Option<Result<Rc<T>, JoinError>> {
        self.shared.result.borrow().clone()
    }

    /// Waits until the task has ended.
    ///
    /// The outer error is about the task that waits, the inner one about the task that it waits
    /// for. (asyncio has one `CancelledError` for both.)
    #[track_caller]
    pub fn join(
        &self,
        sys: &Sys,
    ) -> impl Future<Output = Result<Result<Rc<T>, JoinError>, Cancelled>> {
        let sys = sys.on_line(Location::caller());
        async move {
            let me = sys.current().await;
            if me == self.task {
                return Ok(Err(JoinError::Oneself));
            }
            loop {
                if let Some(result) = self.result() {
                    return Ok(result);
                }
                // No pause between the look and the park: nobody can end in between.
                self.shared.waiters.borrow_mut().push(me);
                let woken = sys.park(Wait::for_task(self.task)).await;
                self.shared.waiters.borrow_mut().retain(|waiter| *waiter != me);
                woken?;
            }
        }
    }
}

impl<T> Clone for JoinHandle<T> {
    fn clone(&self) -> Self {
        Self { task: self.task, shared: Rc::clone(&self.shared) }
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").field("task", &self.task).finish_non_exhaustive()
    }
}

/// Why a join has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JoinError {
    /// The task was cancelled, and ended for that.
    Cancelled,
    /// A task cannot wait for its own end.
    Oneself,
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cancelled => "the task was cancelled",
            Self::Oneself => "a task cannot wait for its own end: join it from another one",
        })
    }
}

impl Error for JoinError {}

/// A task whose result is kept, and the handle to it once it has an id.
#[track_caller]
pub(crate) fn joinable<T: 'static>(
    name: Cow<'static, str>,
    body: impl AsyncFnOnce(Sys) -> Result<T, Cancelled> + 'static,
) -> (NewTask, Unmade<T>) {
    let shared = Rc::new(Shared::new());
    let made_at = Location::caller();
    let task = machine::<Reply, Trap, ()>({
        let shared = Rc::clone(&shared);
        async move |yielder| {
            let sys = Sys::new(yielder);
            let result = match sys.begin() {
                Ok(_) => body(sys.clone()).await,
                Err(cancelled) => Err(cancelled),
            };
            let result = result.map(Rc::new).map_err(|Cancelled| JoinError::Cancelled);
            shared.result.replace(Some(result));
            let sys = sys.on_line(made_at);
            for waiter in shared.waiters.take() {
                sys.wake(waiter).await;
            }
        }
    });
    (NewTask::new(name, task), Unmade { shared })
}

/// A handle to a task that has no id yet.
pub(crate) struct Unmade<T> {
    shared: Rc<Shared<T>>,
}

impl<T> Unmade<T> {
    pub(crate) fn for_task(self, task: TaskId) -> JoinHandle<T> {
        JoinHandle { task, shared: self.shared }
    }
}

struct Shared<T> {
    result: RefCell<Option<Result<Rc<T>, JoinError>>>,
    waiters: RefCell<Vec<TaskId>>,
}

impl<T> Shared<T> {
    fn new() -> Self {
        Self { result: RefCell::new(None), waiters: RefCell::default() }
    }
}
