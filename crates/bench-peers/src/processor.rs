//! Server and client each on a processor of its own, where there are two: so the system does not
//! move them while they are measured.

#[cfg(target_os = "linux")]
pub(crate) fn pin(number: usize) {
    use rustix::thread::{CpuSet, sched_setaffinity};
    let mut processor = CpuSet::new();
    processor.set(number);
    // A machine with one processor, or a system that refuses, measures without.
    let _ = sched_setaffinity(None, &processor);
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn pin(_number: usize) {}
