use std::fmt;
use std::future::Future;
use std::mem;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread;

use crate::inspect::{self, Wait};

/// A job, as the pool sees it.
pub(super) trait Run: Send + Sync {
    /// Runs it, unless nobody wants it any more.
    fn run(&self);

    /// The line that made it.
    fn place(&self) -> &'static Location<'static>;
}

/// A job and what came of it: one allocation, shared by the pool and by whoever awaits it.
struct Job<J, T> {
    state: Mutex<State<J, T>>,
    place: &'static Location<'static>,
}

struct State<J, T> {
    stage: Stage<J, T>,
    waker: Option<Waker>,
}

enum Stage<J, T> {
    Queued(J),
    Running,
    Done(thread::Result<T>),
    /// The result was taken, or nobody wants it.
    Over,
}

/// What came of a job; a panic as an error.
pub(super) struct Done<J, T> {
    job: Arc<Job<J, T>>,
    wait: Wait,
}

pub(super) fn new<J, T>(
    wait: Wait,
    place: &'static Location<'static>,
    job: J,
) -> (Arc<dyn Run>, Done<J, T>)
where
    J: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let state = Mutex::new(State { stage: Stage::Queued(job), waker: None });
    let job = Arc::new(Job { state, place });
    (Arc::clone(&job) as Arc<dyn Run>, Done { job, wait })
}

impl<J, T> Job<J, T> {
    fn state(&self) -> MutexGuard<'_, State<J, T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<J, T> Run for Job<J, T>
where
    J: FnOnce() -> T + Send,
    T: Send,
{
    fn run(&self) {
        let before = mem::replace(&mut self.state().stage, Stage::Running);
        let Stage::Queued(job) = before else {
            self.state().stage = Stage::Over;
            return;
        };
        let result = catch_unwind(AssertUnwindSafe(job));
        let mut state = self.state();
        if matches!(state.stage, Stage::Over) {
            drop(state);
            // Nobody wants it. A panic in here has nobody to be told to either.
            let _ = catch_unwind(AssertUnwindSafe(|| drop(result)));
            return;
        }
        state.stage = Stage::Done(result);
        let waker = state.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn place(&self) -> &'static Location<'static> {
        self.place
    }
}

impl<J, T> Future for Done<J, T> {
    type Output = thread::Result<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<thread::Result<T>> {
        // Foreign code; not under the lock.
        let waker = cx.waker().clone();
        let mut state = self.job.state();
        if matches!(state.stage, Stage::Done(_)) {
            let Stage::Done(result) = mem::replace(&mut state.stage, Stage::Over) else {
                unreachable!("it was done a line ago")
            };
            return Poll::Ready(result);
        }
        let old = state.waker.replace(waker);
        drop(state);
        drop(old);
        inspect::waits_at(self.wait, self.job.place);
        Poll::Pending
    }
}

impl<J, T> Drop for Done<J, T> {
    fn drop(&mut self) {
        let mut state = self.job.state();
        let before = mem::replace(&mut state.stage, Stage::Over);
        let waker = state.waker.take();
        drop(state);
        drop((before, waker));
    }
}

impl<J, T> fmt::Debug for Done<J, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Done").field("job", &self.job.place).finish_non_exhaustive()
    }
}
