//! Threads for what cannot but block.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::error::message;
use crate::event_loop::EventLoop;
use crate::promise::Promise;

impl EventLoop {
    /// Runs a function on a thread of a small pool, and promises its result. asyncio's
    /// `run_in_executor`.
    ///
    /// A thread cannot be stopped: cancelling the promise gives up the result, and the function
    /// runs to its end (R64). Dropping the loop does not wait for it. A panic is the promise's
    /// error.
    ///
    /// # Errors
    ///
    /// If the system gives no thread.
    #[track_caller]
    pub fn run_in_executor<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> io::Result<Promise<T>> {
        let core = self.core();
        let promise = Promise::labelled(core, "job", Location::caller());
        let number = core.pool.expects({
            let promise = promise.clone();
            Box::new(move |result| {
                // It may have been cancelled.
                let _ = match result {
                    Ok(value) => {
                        promise.set_result(*value.downcast().expect("it is the job's own"))
                    }
                    Err(panic) => promise.set_error(format!("a job panicked: {panic}")),
                };
            })
        });
        let handle = self.handle();
        core.inbox.expect_one();
        let sent = core.pool.run(Box::new(move || {
            let result = catch_unwind(AssertUnwindSafe(job));
            let result: JobResult = match result {
                Ok(value) => Ok(Box::new(value)),
                Err(panic) => Err(message(&*panic)),
            };
            // A loop that is gone wants no results.
            let _ = handle.call_soon_threadsafe(move |event_loop| {
                event_loop.core().inbox.one_came();
                event_loop.core().pool.came(number, result);
            });
        }));
        if let Err(error) = sent {
            core.inbox.one_came();
            core.pool.forget(number);
            return Err(error);
        }
        Ok(promise)
    }
}

/// What a job gave, or what its panic said.
type JobResult = Result<Box<dyn Any + Send>, String>;

/// Settles the promise of a job.
type Settle = Box<dyn FnOnce(JobResult)>;

type Job = Box<dyn FnOnce() + Send>;

/// The threads of a loop, and who waits for their results. What waits stays on the loop's thread:
/// a promise may not leave it, and so only a number goes with the job.
#[derive(Default)]
pub(crate) struct Pool {
    queue: RefCell<Option<Sender<Job>>>,
    jobs: RefCell<Option<Arc<Mutex<Receiver<Job>>>>>,
    threads: Cell<usize>,
    waiting: RefCell<BTreeMap<u64, Settle>>,
    last: Cell<u64>,
}

impl Pool {
    fn expects(&self, settle: Settle) -> u64 {
        self.last.set(self.last.get() + 1);
        self.waiting.borrow_mut().insert(self.last.get(), settle);
        self.last.get()
    }

    fn came(&self, number: u64, result: JobResult) {
        let settle = self.waiting.borrow_mut().remove(&number);
        if let Some(settle) = settle {
            settle(result);
        }
    }

    fn forget(&self, number: u64) {
        self.waiting.borrow_mut().remove(&number);
    }

    /// Gives the job to a thread; to a new one, if all have something to do and there may be
    /// more.
    fn run(&self, job: Job) -> io::Result<()> {
        let unfinished = self.waiting.borrow().len();
        if self.threads.get() < unfinished.min(THREADS) {
            match self.start_thread() {
                Ok(()) => self.threads.set(self.threads.get() + 1),
                // Those that are there will do.
                Err(error) if self.threads.get() == 0 => return Err(error),
                Err(_) => {}
            }
        }
        let queue = self.queue.borrow();
        let queue = queue.as_ref().expect("the first thread came with a queue");
        queue.send(job).expect("a thread holds the other end");
        Ok(())
    }

    fn start_thread(&self) -> io::Result<()> {
        let mut jobs = self.jobs.borrow_mut();
        let jobs = jobs.get_or_insert_with(|| {
            let (queue, jobs) = mpsc::channel();
            self.queue.replace(Some(queue));
            Arc::new(Mutex::new(jobs))
        });
        let jobs = Arc::clone(jobs);
        let thread = thread::Builder::new().name("executor".to_owned());
        thread.spawn(move || work(&jobs)).map(drop)
    }
}

/// Until the loop is gone, and with it the queue's sender.
fn work(jobs: &Mutex<Receiver<Job>>) {
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        job();
    }
}

/// As many as a small machine has use for.
const THREADS: usize = 4;
