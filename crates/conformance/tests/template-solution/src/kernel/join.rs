//! Waiting for the end of a task: built from `park` and `wake`, and nothing else.

use std::cell::RefCell;
use std::rc::Rc;

use super::{Cancelled, Reply, Sys, TaskId, Trap};
use crate::coroutine::{Machine, Yielder, machine};

/// The right to wait for a task and to have its result.
pub struct JoinHandle<T> {
    task: TaskId,
    shared: Rc<Shared<T>>,
}

impl<T> JoinHandle<T> {
    pub(super) fn new(task: TaskId, shared: Rc<Shared<T>>) -> Self {
        Self { task, shared }
    }

    /// The task.
    pub fn id(&self) -> TaskId {
        self.task
    }

    /// The task's result; nothing if it has not ended.
    pub fn result(&self) -> Option<Result<Rc<T>, JoinError>> {
        self.shared.result.borrow().clone()
    }

    /// Waits until the task has ended. The outer error is about the task that waits, the inner
    /// one about the task that it waits for.
    pub async fn join(&self, sys: &Sys) -> Result<Result<Rc<T>, JoinError>, Cancelled> {
        let me = sys.task(Trap::Current).await;
        if me == self.task {
            return Ok(Err(JoinError::Oneself));
        }
        loop {
            if let Some(result) = self.result() {
                return Ok(result);
            }
            self.shared.waiters.borrow_mut().push(me);
            let woken = sys.park().await;
            self.shared
                .waiters
                .borrow_mut()
                .retain(|waiter| *waiter != me);
            woken?;
        }
    }
}

impl<T> Clone for JoinHandle<T> {
    fn clone(&self) -> Self {
        Self {
            task: self.task,
            shared: Rc::clone(&self.shared),
        }
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

pub(super) struct Shared<T> {
    result: RefCell<Option<Result<Rc<T>, JoinError>>>,
    waiters: RefCell<Vec<TaskId>>,
}

/// A machine that keeps the result of its body, and where it will be.
pub(super) fn joinable<T: 'static>(
    body: impl AsyncFnOnce(Sys) -> Result<T, Cancelled> + 'static,
) -> (Machine<Reply, Trap, ()>, Rc<Shared<T>>) {
    let shared = Rc::new(Shared {
        result: RefCell::new(None),
        waiters: RefCell::default(),
    });
    let machine = machine({
        let shared = Rc::clone(&shared);
        async move |yielder: Yielder<Reply, Trap>| {
            let first = yielder.first().expect("the kernel resumes with a reply");
            // The body owns its yielder; the waiters are woken by another.
            let waker = Sys {
                yielder: yielder.clone(),
            };
            let result = match first {
                Ok(_) => body(Sys { yielder }).await,
                Err(cancelled) => Err(cancelled),
            };
            let result = result
                .map(Rc::new)
                .map_err(|Cancelled| JoinError::Cancelled);
            shared.result.replace(Some(result));
            for waiter in shared.waiters.take() {
                waker.wake(waiter).await;
            }
        }
    });
    (machine, shared)
}
