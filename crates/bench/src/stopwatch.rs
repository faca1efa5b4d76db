//! Time that a measurement takes.

use std::time::Instant;

use crate::linux;

/// Counts the time in which this thread has the processor, so that other programs are left out.
/// Where the system does not tell (all but Linux), it counts the time on the wall.
///
/// Reading it takes some microseconds: measure milliseconds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stopwatch {
    Cpu { start: u64 },
    Wall { start: Instant },
}

impl Stopwatch {
    pub(crate) fn start() -> Self {
        match linux::thread_cpu_nanos() {
            Some(start) => Self::Cpu { start },
            None => Self::Wall { start: Instant::now() },
        }
    }

    /// Nanoseconds for each of `steps` steps.
    #[expect(clippy::cast_precision_loss, reason = "no count here comes near 2^52")]
    pub(crate) fn nanos_a_step(self, steps: u64) -> f64 {
        let nanos = match self {
            Self::Cpu { start } => {
                let now = linux::thread_cpu_nanos().unwrap_or(start);
                (now - start) as f64
            }
            Self::Wall { start } => start.elapsed().as_secs_f64() * 1e9,
        };
        nanos / steps as f64
    }
}

/// Which time a stopwatch counts here.
pub(crate) fn time_of() -> &'static str {
    match Stopwatch::start() {
        Stopwatch::Cpu { .. } => "CPU time",
        Stopwatch::Wall { .. } => "wall time",
    }
}
