//! What some work cost this process.

use std::fs;
use std::time::Instant;

use cpu_time::ProcessTime;

use crate::count;

/// Figures by name, each for one operation.
pub(crate) type Figures = Vec<(&'static str, f64)>;

/// Reads the meters of the process: at the start of the work, and at its end.
pub(crate) struct Meter {
    allocations: u64,
    bytes: u64,
    resident: u64,
    /// Of all threads together.
    cpu: ProcessTime,
    start: Instant,
}

impl Meter {
    pub(crate) fn start() -> Self {
        let (allocations, bytes) = count::so_far();
        let (resident, cpu) = (resident(), ProcessTime::now());
        Self { allocations, bytes, resident, cpu, start: Instant::now() }
    }

    /// What each of `operations` operations took.
    #[expect(clippy::cast_precision_loss, reason = "no count here comes near 2^52")]
    pub(crate) fn stop(&self, operations: u64) -> Figures {
        let wall = self.start.elapsed().as_secs_f64() * 1e9;
        let cpu = self.cpu.elapsed().as_secs_f64() * 1e9;
        let (allocations, bytes) = count::so_far();
        let resident = resident().saturating_sub(self.resident);
        let each = |all: f64| all / operations as f64;
        vec![
            ("cpu", each(cpu)),
            ("wall", each(wall)),
            ("allocations", each((allocations - self.allocations) as f64)),
            ("bytes", each((bytes - self.bytes) as f64)),
            ("resident", each(resident as f64)),
        ]
    }
}

/// Memory of the process that lies in RAM; zero where the system does not tell.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = resident.and_then(|text| text.trim().strip_suffix(" kB")?.parse().ok());
    kibibytes.map_or(0, |kibibytes: u64| kibibytes * 1024)
}
