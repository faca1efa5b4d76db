use std::cell::{Cell, RefCell};
use std::error::Error;
use std::fmt;
use std::rc::Rc;
use std::time::{Duration, Instant};
use std::{env, hint, process, thread};

use crate::event::Event;
use crate::lane::current_lane;
use crate::recorder::emit;

/// Time as a program sees it: real, or virtual.
///
/// A clock starts at zero. Its clones show the same time. It stays on its thread, as every loop
/// of this course does.
///
/// ```
/// use std::time::Duration;
/// use tulip_trace::Clock;
///
/// let clock = Clock::virtual_time();
/// clock.sleep(Duration::from_secs(3600)); // returns at once
/// assert_eq!(clock.now(), Duration::from_secs(3600));
/// ```
#[derive(Clone, Debug)]
pub struct Clock(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Real { start: Instant },
    Virtual { now: Rc<Cell<Duration>> },
}

impl Clock {
    /// A clock that keeps the world's time.
    pub fn real() -> Self {
        Self::followed_by_trace(Kind::Real { start: Instant::now() })
    }

    /// A clock that stands still until someone sleeps or works, and then jumps.
    pub fn virtual_time() -> Self {
        Self::followed_by_trace(Kind::Virtual { now: Rc::default() })
    }

    /// The clock that the environment variable `TULIP_CLOCK` asks for: `real`, which is also the
    /// default, or `virtual`.
    ///
    /// Any other word ends the program with exit code 2 and a sentence on standard error: a
    /// program that goes on in the wrong time would only confuse.
    pub fn from_env() -> Self {
        let Some(word) = env::var_os("TULIP_CLOCK") else {
            return Self::real();
        };
        Self::from_word(&word.to_string_lossy()).unwrap_or_else(|error| {
            eprintln!("error: {error}");
            process::exit(2)
        })
    }

    /// The clock of that name.
    ///
    /// # Errors
    ///
    /// [`UnknownClock`] if the word is neither `real` nor `virtual`.
    pub fn from_word(word: &str) -> Result<Self, UnknownClock> {
        match word {
            "real" => Ok(Self::real()),
            "virtual" => Ok(Self::virtual_time()),
            _ => Err(UnknownClock(word.to_owned())),
        }
    }

    /// Time since the clock was made.
    pub fn now(&self) -> Duration {
        match &self.0 {
            Kind::Real { start } => start.elapsed(),
            Kind::Virtual { now } => now.get(),
        }
    }

    /// Blocks the thread until `deadline`; returns at once if it has passed.
    ///
    /// A real clock that is asked to sleep for centuries does. A virtual one jumps there.
    ///
    /// The trace shows it as `park`: nobody runs on this thread.
    pub fn sleep_until(&self, deadline: Duration) {
        let time = deadline.saturating_sub(self.now());
        if time.is_zero() {
            return;
        }
        emit(current_lane(), || Event::LoopPark { timeout_us: Some(micros(time)) });
        match &self.0 {
            Kind::Real { .. } => thread::sleep(time),
            Kind::Virtual { now } => now.set(deadline),
        }
        emit(current_lane(), || Event::LoopUnpark { cause: "time".to_owned() });
    }

    /// Blocks the thread for `time`.
    pub fn sleep(&self, time: Duration) {
        self.sleep_until(self.now().saturating_add(time));
    }

    /// Spends `time` computing, which nobody can interrupt: a real clock keeps the processor
    /// busy, a virtual one moves on.
    pub fn work(&self, time: Duration) {
        let end = self.now().saturating_add(time);
        match &self.0 {
            Kind::Real { .. } => {
                while self.now() < end {
                    hint::spin_loop();
                }
            }
            Kind::Virtual { now } => now.set(end),
        }
    }

    /// Whether time jumps instead of passing.
    pub fn is_virtual(&self) -> bool {
        matches!(self.0, Kind::Virtual { .. })
    }

    fn followed_by_trace(kind: Kind) -> Self {
        let clock = Self(kind);
        FOLLOWED.set(Some(clock.clone()));
        clock
    }
}

/// A word that names no clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownClock(String);

impl fmt::Display for UnknownClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "TULIP_CLOCK is `{}`; it can be `real` (pauses are felt) or `virtual` (pauses are skipped)",
            self.0
        )
    }
}

impl Error for UnknownClock {}

/// The time on the clock that was made last on this thread, in microseconds; zero if there is
/// none, or no longer, while the thread ends. Events are stamped with it.
pub(crate) fn traced_now() -> u64 {
    FOLLOWED
        .try_with(|clock| clock.borrow().as_ref().map_or(0, |clock| micros(clock.now())))
        .unwrap_or_default()
}

/// A time as the trace writes it: whole microseconds, at most 285 years, because the readers of
/// a trace count nanoseconds in 63 bits, or microseconds in a double.
pub fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).map_or(LATEST, |now| now.min(LATEST))
}

thread_local! {
    static FOLLOWED: RefCell<Option<Clock>> = const { RefCell::new(None) };
}

const LATEST: u64 = 9_000_000_000_000_000;
