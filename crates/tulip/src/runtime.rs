//! A runtime, from its first task to its last.

mod builder;
mod core;
mod handle;
mod shutdown;

use std::io;
use std::panic::Location;
use std::time::{Duration, Instant};

pub use self::builder::Builder;
pub(crate) use self::core::{Core, Shared};
pub use self::handle::{Handle, NoRuntime};
pub use self::shutdown::StillRunning;

pub(crate) use crate::task::context;
use crate::task::{self, Home, JoinHandle, Root};

/// A runtime on one thread: the one that made it. It cannot leave this thread; a [`Handle`] can.
///
/// ```compile_fail,E0277
/// let runtime = tulip::Runtime::new().unwrap();
/// std::thread::spawn(move || runtime.block_on(async {}));
/// ```
///
/// Nor can it end while it runs: `block_on` borrows it.
///
/// ```compile_fail,E0505
/// let runtime = tulip::Runtime::new().unwrap();
/// runtime.block_on(async move { drop(runtime) });
/// ```
///
/// Tasks run while [`block_on`](Self::block_on) does. Dropping a runtime drops its tasks, in the
/// order in which they were made, and waits for the jobs of its blocking pool that have begun;
/// [`shutdown`](Self::shutdown) waits no longer than it is told, and names what it waits for.
#[derive(Debug)]
pub struct Runtime {
    home: Home,
    ended: bool,
}

impl Runtime {
    /// A runtime as most programs want it; a [`Builder`] makes others.
    pub fn new() -> io::Result<Self> {
        Builder::current_thread().build()
    }

    fn of(core: Core) -> Self {
        Self { home: Home::new(core), ended: false }
    }

    /// Runs a future to its end, and other tasks meanwhile. Those that have not ended wait for
    /// the next `block_on`.
    ///
    /// A panic of the future leaves this function.
    ///
    /// # Panics
    ///
    /// If this thread is inside a runtime already: it would not run while this one does.
    #[track_caller]
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        assert!(
            context::with(|_| ()).is_none(),
            "`block_on` within a runtime would stop all its tasks: await the future, spawn it, or call `block_on` in `spawn_blocking`"
        );
        let at = Location::caller();
        let entered = self.home.enter();
        let root = Root::new(entered.core, future, at);
        entered.core.run_until(|| root.is_finished());
        root.join()
    }

    /// Makes a task of a future. It runs in the next [`block_on`](Self::block_on).
    #[track_caller]
    pub fn spawn<F>(&self, future: F) -> JoinHandle<F::Output>
    where
        F: Future<Output: Send> + Send + 'static,
    {
        self.spawn_local(future)
    }

    /// Makes a task of a future that stays on its thread, as the runtime does.
    #[track_caller]
    pub fn spawn_local<F: Future + 'static>(&self, future: F) -> JoinHandle<F::Output> {
        task::spawn_on(self.home.enter().core, future, Location::caller(), None)
    }

    /// A way to this runtime from any thread.
    pub fn handle(&self) -> Handle {
        Handle(self.home.reference())
    }

    /// Ends the runtime as dropping it does, but waits for jobs that run on the blocking pool no
    /// longer than `patience`.
    ///
    /// # Errors
    ///
    /// [`StillRunning`] names the jobs that have not ended. Nobody can stop them; their threads
    /// end with them, or with the process.
    pub fn shutdown(mut self, patience: Duration) -> Result<(), StillRunning> {
        self.ended = true;
        self.end(Some(patience))
    }

    fn end(&self, patience: Option<Duration>) -> Result<(), StillRunning> {
        let entered = self.home.enter();
        let core = entered.core;
        for task in core.shared.injector.close() {
            core.take_over(task);
        }
        core.cancel_all();
        core.driver.close();
        let deadline = patience.and_then(|patience| Instant::now().checked_add(patience));
        let jobs = core.shared.blocking.shutdown(deadline);
        if jobs.is_empty() { Ok(()) } else { Err(StillRunning { jobs }) }
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        if !self.ended {
            // Without a deadline nothing is left.
            let _ = self.end(None);
        }
    }
}
