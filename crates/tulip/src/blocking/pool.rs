use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::io;
use std::mem;
use std::panic::Location;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::job::{self, Run};
use crate::driver::Unparker;
use crate::inspect::Wait;

/// Threads for jobs that block. They come when they are needed and go when they are not.
#[derive(Clone)]
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
    queue: VecDeque<Arc<dyn Run>>,
    /// The lines of the jobs that run, one for each thread that is not free.
    running: Vec<&'static Location<'static>>,
    /// How many threads there are.
    threads: usize,
    /// How many there ever were: their names count up.
    started: usize,
    closed: bool,
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

    /// Queues a job that was made at `place`. The future tells its result, or its panic.
    ///
    /// After the pool was closed the job never begins, and the future waits without end. It is an
    /// error if the job needs a thread, and the system refuses the only one.
    pub(crate) fn submit<T, J>(
        &self,
        wait: Wait,
        place: &'static Location<'static>,
        job: J,
    ) -> io::Result<impl Future<Output = thread::Result<T>> + Send + use<T, J>>
    where
        J: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let (job, done) = job::new(wait, place, job);
        let mut state = self.0.state();
        if state.closed {
            return Ok(done);
        }
        self.0.unparker.remote().begin_job();
        state.queue.push_back(job);
        let free = state.threads - state.running.len();
        if state.queue.len() <= free {
            // Out of the lock: who is woken would run into it.
            drop(state);
            self.0.work.notify_one();
        } else if state.threads < self.0.limits.threads {
            state.threads += 1;
            state.started += 1;
            let name = format!("{}-{}", self.0.limits.thread_name, state.started);
            drop(state);
            self.start_thread(name)?;
        }
        Ok(done)
    }

    /// Drops the jobs that have not begun, and waits for those that have, but not after
    /// `deadline`. Tells which of them still run.
    pub(crate) fn shutdown(
        &self,
        deadline: Option<Instant>,
    ) -> Vec<&'static Location<'static>> {
        let mut state = self.0.state();
        state.closed = true;
        let queued = mem::take(&mut state.queue);
        if state.threads > 0 {
            self.0.work.notify_all();
        }
        drop(state);
        for job in queued {
            drop(job);
            self.0.unparker.remote().end_job();
        }
        let mut state = self.0.state();
        while state.threads > 0 {
            state = match deadline {
                None => self.0.ended.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        break;
                    }
                    let waited = self.0.ended.wait_timeout(state, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        state.running.clone()
    }

    fn start_thread(&self, name: String) -> io::Result<()> {
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
        for job in queued {
            drop(job);
            self.0.unparker.remote().end_job();
        }
        let text = format!(
            "the system refuses a thread for a blocking job: {error}; are there too many threads or processes already?"
        );
        Err(io::Error::new(error.kind(), text))
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
            while let Some(job) = state.queue.pop_front() {
                let place = job.place();
                state.running.push(place);
                drop(state);
                job.run();
                drop(job);
                self.unparker.remote().end_job();
                state = self.state();
                let ran =
                    state.running.iter().position(|&other| std::ptr::eq(other, place));
                state.running.swap_remove(ran.expect("it was put there"));
            }
            if state.closed {
                break;
            }
            let waited =
                self.work.wait_timeout_while(state, self.limits.keep_alive, |state| {
                    state.queue.is_empty() && !state.closed
                });
            let (waited, result) = waited.unwrap_or_else(PoisonError::into_inner);
            state = waited;
            if result.timed_out() {
                break;
            }
        }
        state.threads -= 1;
        self.ended.notify_all();
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.0.state();
        f.debug_struct("Pool")
            .field("threads", &state.threads)
            .field("running", &state.running)
            .field("queued", &state.queue.len())
            .finish_non_exhaustive()
    }
}
