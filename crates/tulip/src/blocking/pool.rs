use std::collections::VecDeque;
use std::future::pending;
use std::io;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::driver::{Busy, Unparker};
use crate::inspect::{Place, Wait};
use crate::sync::oneshot;

/// Threads for jobs that block. They come when they are needed and go when they are not.
pub(crate) struct Pool(Arc<Inner>);

/// How many threads, for how long, and under which name.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) threads: usize,
    pub(crate) keep_alive: Duration,
    pub(crate) thread_name: String,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            threads: 512,
            keep_alive: Duration::from_secs(10),
            thread_name: "tulip-blocking".to_owned(),
        }
    }
}

struct Inner {
    state: Mutex<State>,
    /// There is a job, or the pool closes.
    work: Condvar,
    /// A thread has ended.
    ended: Condvar,
    unparker: Unparker,
    limits: Limits,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Job>,
    /// The lines of the jobs that run, one for each thread that is not free.
    running: Vec<Place>,
    /// How many threads there are.
    threads: usize,
    /// How many there ever were: their names count up.
    started: usize,
    closed: bool,
}

struct Job {
    run: Box<dyn FnOnce() + Send>,
    place: Place,
    /// Until it has run, or is dropped.
    busy: Busy,
}

impl Pool {
    pub(crate) fn new(unparker: Unparker, limits: Limits) -> Self {
        Self(Arc::new(Inner {
            state: Mutex::default(),
            work: Condvar::new(),
            ended: Condvar::new(),
            unparker,
            limits,
        }))
    }

    /// Queues a job that was made at `place`. The future gives its result, or panics as it did.
    ///
    /// After the pool was closed the job never begins, and the future waits without end. It is an
    /// error if the job needs a thread, and the system refuses the only one.
    pub(crate) fn submit<T, J>(
        &self,
        wait: Wait,
        place: Place,
        job: J,
    ) -> io::Result<impl Future<Output = T> + Send + use<T, J>>
    where
        J: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let (sender, receiver) = oneshot::channel_for(wait, place);
        self.push(Job {
            run: Box::new(move || {
                if !sender.is_closed() {
                    drop(sender.send(catch_unwind(AssertUnwindSafe(job))));
                }
            }),
            place,
            busy: Busy::new(&self.0.unparker),
        })?;
        Ok(async move {
            match receiver.await {
                Ok(result) => result.unwrap_or_else(|panic| resume_unwind(panic)),
                Err(_) => pending().await,
            }
        })
    }

    /// Queues a job, and sees that there is a thread for it.
    fn push(&self, job: Job) -> io::Result<()> {
        let mut state = self.0.state();
        if state.closed {
            return Ok(());
        }
        state.queue.push_back(job);
        if state.queue.len() <= state.threads - state.running.len() {
            // Out of the lock: who is woken would run into it.
            drop(state);
            self.0.work.notify_one();
            return Ok(());
        }
        if state.threads == self.0.limits.threads {
            return Ok(());
        }
        state.threads += 1;
        state.started += 1;
        let name = format!("{}-{}", self.0.limits.thread_name, state.started);
        drop(state);
        let inner = Arc::clone(&self.0);
        let Err(error) = thread::Builder::new().name(name).spawn(move || inner.work())
        else {
            return Ok(());
        };
        let mut state = self.0.state();
        state.threads -= 1;
        if state.threads > 0 {
            // One of the others comes to the job.
            return Ok(());
        }
        let queued = mem::take(&mut state.queue);
        drop(state);
        drop(queued);
        let text = format!(
            "the system refuses a thread for a blocking job: {error}; are there too many threads or processes already?"
        );
        Err(io::Error::new(error.kind(), text))
    }

    /// Drops the jobs that have not begun, and waits for those that have, but not after
    /// `deadline`. Tells which of them still run.
    pub(crate) fn shutdown(&self, deadline: Option<Instant>) -> Vec<Place> {
        let mut state = self.0.state();
        state.closed = true;
        let queued = mem::take(&mut state.queue);
        if state.threads > 0 {
            self.0.work.notify_all();
        }
        drop(state);
        drop(queued);
        let state = self.0.state();
        let left = deadline.map_or(Duration::MAX, |deadline| {
            deadline.saturating_duration_since(Instant::now())
        });
        let waited =
            self.0.ended.wait_timeout_while(state, left, |state| state.threads > 0);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.running.clone()
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A thread's life: runs jobs until there are none for so long.
    fn work(&self) {
        let mut state = self.state();
        loop {
            while let Some(Job { run, place, busy }) = state.queue.pop_front() {
                state.running.push(place);
                drop(state);
                // What a job leaves may panic where nobody wants it: there is nobody to be told.
                let _ = catch_unwind(AssertUnwindSafe(run));
                drop(busy);
                state = self.state();
                let ran = state.running.iter().position(|&other| ptr::eq(other, place));
                state.running.swap_remove(ran.expect("it was put there"));
            }
            if state.closed {
                break;
            }
            let (waited, result) = self
                .work
                .wait_timeout_while(state, self.limits.keep_alive, |state| {
                    state.queue.is_empty() && !state.closed
                })
                .unwrap_or_else(PoisonError::into_inner);
            state = waited;
            if result.timed_out() {
                break;
            }
        }
        state.threads -= 1;
        self.ended.notify_all();
    }
}
