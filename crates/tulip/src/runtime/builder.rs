use std::fmt;
use std::io;
use std::time::Duration;

use super::{Core, Runtime};
use crate::blocking::Limits;
use crate::driver::ClockKind;
use crate::task::{OnUnhandledPanic, UnhandledPanic, report};

/// Makes a [`Runtime`].
///
/// ```
/// use std::time::Duration;
/// use tulip::runtime::Builder;
///
/// let runtime = Builder::current_thread().start_paused(true).build()?;
/// runtime.block_on(async {
///     tulip::time::sleep(Duration::from_secs(3600)).await; // returns at once
/// });
/// # Ok::<(), std::io::Error>(())
/// ```
#[must_use = "a builder makes no runtime before `build`"]
pub struct Builder {
    pub(super) seed: Option<u64>,
    paused: bool,
    pub(super) limits: Limits,
    pub(super) on_unhandled_panic: OnUnhandledPanic,
}

impl Builder {
    /// A runtime that runs its tasks on the thread that calls
    /// [`block_on`](Runtime::block_on).
    pub fn current_thread() -> Self {
        Self {
            seed: None,
            paused: false,
            limits: Limits::default(),
            on_unhandled_panic: Box::new(report),
        }
    }

    /// Picks ready tasks at random instead of in order, polls some that nobody woke, and lets
    /// reads and writes be short: all that a program must stand at any time, but seldom sees.
    ///
    /// The same seed gives the same run, as long as no other thread and no foreign I/O takes
    /// part.
    pub fn shuffle(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Begins with a clock that stands still, and jumps to the next deadline whenever there is
    /// nothing else to do. With the feature `trace`, `TULIP_CLOCK=virtual` asks for the same.
    pub fn start_paused(mut self, paused: bool) -> Self {
        self.paused = paused;
        self
    }

    /// How the threads of the blocking pool are called; a number follows.
    pub fn thread_name(mut self, name: impl Into<String>) -> Self {
        self.limits.thread_name = name.into();
        self
    }

    /// How many threads the blocking pool has at most: 512 if nothing is said.
    ///
    /// # Panics
    ///
    /// If it is 0: a job would wait without end.
    #[track_caller]
    pub fn max_blocking_threads(mut self, threads: usize) -> Self {
        assert!(
            threads > 0,
            "a blocking pool needs a thread: `max_blocking_threads` is 1 or more"
        );
        self.limits.threads = threads;
        self
    }

    /// How long a thread of the blocking pool waits for another job before it ends: 10 seconds
    /// if nothing is said.
    pub fn thread_keep_alive(mut self, time: Duration) -> Self {
        self.limits.keep_alive = time;
        self
    }

    /// Calls `told` when the handle of a task that panicked is dropped, and nobody asked for the
    /// outcome. Without it the panic is reported on standard error.
    ///
    /// It is called on whatever thread the handle is dropped.
    pub fn on_unhandled_panic(
        mut self,
        told: impl Fn(&UnhandledPanic) + Send + Sync + 'static,
    ) -> Self {
        self.on_unhandled_panic = Box::new(told);
        self
    }

    /// Makes the runtime. The system is not asked for anything before the first I/O.
    pub fn build(self) -> io::Result<Runtime> {
        let paused = self.paused;
        // `TULIP_CLOCK` asks for virtual time, as it does of every stage.
        told! { let paused = paused || tulip_trace::Clock::from_env().is_virtual(); }
        let clock = if paused { ClockKind::Paused } else { ClockKind::Real };
        Ok(Runtime::of(Core::new(self, clock)))
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("seed", &self.seed)
            .field("paused", &self.paused)
            .finish_non_exhaustive()
    }
}
