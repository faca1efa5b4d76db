//! Stage 3: functions that pause, resumed by callbacks.
//!
//! The machine of stage 1 pauses with what it waits for. The task leaves a callback there; when it
//! is called, it resumes the machine. Nothing in the loop knows of tasks.

use std::marker::PhantomData;
use std::rc::Rc;
use std::time::Duration;

use crate::event_loop::EventLoop;
use crate::kernel::Cancelled;
use crate::promise::Promise;

/// Makes a task, and gives the promise of its result. Its first step is queued; nothing of it
/// runs now.
///
/// To cancel that promise is a request. It cancels what the task waits for, and the task is told
/// by an `Err(Cancelled)`: it may clean up, and it may go on. A task that has not begun never
/// does; one that runs is told at its next wait.
pub fn spawn<T: Clone + 'static>(
    event_loop: &EventLoop,
    name: impl Into<String>,
    body: impl AsyncFnOnce(Co) -> Result<T, Cancelled> + 'static,
) -> Promise<T> {
    todo!("make a machine of the body, and queue its first step")
}

/// A promise of all results, in the order of the arguments. It is cancelled as soon as one of them
/// is; the others go on. Of nothing at all it is settled at once.
pub fn gather<T: Clone + 'static>(
    event_loop: &EventLoop,
    promises: &[Promise<T>],
) -> Promise<Vec<T>> {
    todo!("leave a callback on each, and count")
}

/// How a task waits.
pub struct Co {
    // To do: the yielder, and the loop. Then delete this line.
    stays: PhantomData<Rc<()>>,
}

impl Co {
    /// Waits until a promise is settled, and gives its result; does not pause if it is. The outer
    /// error is about this task, the inner one about the promise.
    pub async fn wait<T: Clone + 'static>(
        &self,
        promise: &Promise<T>,
    ) -> Result<Result<T, Cancelled>, Cancelled> {
        todo!("pause with the promise, if it is not settled")
    }

    /// Lets others run for `time`.
    pub async fn sleep(&self, time: Duration) -> Result<(), Cancelled> {
        todo!("wait for a promise that a timer settles; think of a task that is cancelled")
    }
}
