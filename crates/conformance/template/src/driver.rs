//! What a loop waits on. Given; nothing is to be done here.
//!
//! The checks bring a world of their own, in which time jumps. [`RealDriver`] knows time and the
//! bell. For sockets put mio's `Poll` behind the same trait: its `wait` is `Poll::poll`, its bell
//! is a `mio::Waker`.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Names what a loop can hear of: a socket, for example.
pub type Token = usize;

/// Ends a wait, from any thread. A ring that comes before the wait ends it at once.
pub type Bell = Arc<dyn Fn() + Send + Sync>;

/// What a loop waits on.
pub trait Driver {
    /// Time since the driver was made.
    fn now(&self) -> Duration;

    /// Waits until there is news, the bell rings, or `timeout` has passed; for ever without one.
    /// Gives the tokens of which there is news. Each change is told once.
    fn wait(&self, timeout: Option<Duration>) -> Vec<Token>;

    /// What ends a wait.
    fn bell(&self) -> Bell;
}

/// A driver that lives by the world's time.
pub struct RealDriver {
    start: Instant,
    rung: Arc<(Mutex<bool>, Condvar)>,
}

impl RealDriver {
    /// A driver whose time begins now, at zero.
    #[allow(
        clippy::new_without_default,
        reason = "a driver is started, not defaulted"
    )]
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
            rung: Arc::default(),
        }
    }
}

impl Driver for RealDriver {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn wait(&self, timeout: Option<Duration>) -> Vec<Token> {
        let (rung, changed) = &*self.rung;
        let rung = rung.lock().unwrap_or_else(PoisonError::into_inner);
        let timeout = timeout.unwrap_or(A_YEAR);
        let waited = changed.wait_timeout_while(rung, timeout, |rung| !*rung);
        *waited.unwrap_or_else(PoisonError::into_inner).0 = false;
        Vec::new()
    }

    fn bell(&self) -> Bell {
        let shared = Arc::clone(&self.rung);
        Arc::new(move || {
            let (rung, changed) = &*shared;
            *rung.lock().unwrap_or_else(PoisonError::into_inner) = true;
            changed.notify_one();
        })
    }
}

/// Who waits for ever looks once a year.
const A_YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
