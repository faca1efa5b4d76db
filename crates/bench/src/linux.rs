//! What Linux tells about this process in `/proc`. On other systems each answer is `None`.

use std::{fs, thread};

/// CPU time that this thread has used, in nanoseconds.
pub(crate) fn thread_cpu_nanos() -> Option<u64> {
    // The scheduler brings its books up to date when it decides who runs; without this they are
    // as old as its last tick.
    thread::yield_now();
    let schedstat = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    schedstat.split_whitespace().next()?.parse().ok().filter(|nanos| *nanos > 0)
}

/// CPU time of the child processes that have ended, in seconds, to a hundredth.
pub(crate) fn children_cpu_seconds() -> Option<f64> {
    children_seconds_in(&fs::read_to_string("/proc/self/stat").ok()?)
}

/// The most memory that was resident at once so far, in bytes.
pub(crate) fn peak_resident_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(peak.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

/// CPU time that all threads of a process have used, in nanoseconds.
pub(crate) fn cpu_nanos_of(process: u32) -> Option<u64> {
    let mut nanos = 0;
    for thread in fs::read_dir(format!("/proc/{process}/task")).ok()? {
        // A thread that has ended in between is missing from the sum either way.
        let Ok(schedstat) = fs::read_to_string(thread.ok()?.path().join("schedstat"))
        else {
            continue;
        };
        nanos += schedstat.split_whitespace().next()?.parse::<u64>().ok()?;
    }
    Some(nanos)
}

/// Memory of a process that lies in RAM, in bytes.
pub(crate) fn resident_bytes_of(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(resident.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

fn children_seconds_in(stat: &str) -> Option<f64> {
    // The second field is the program's name in parentheses, and may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(CUTIME - 3);
    let (user, system): (u32, u32) =
        (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(f64::from(user + system) / TICKS_A_SECOND)
}

/// `man 5 proc_pid_stat`: `cutime` is field 16, `cstime` field 17.
const CUTIME: usize = 16;
/// The unit of times in `/proc/self/stat`, whatever the kernel's own tick is.
const TICKS_A_SECOND: f64 = 100.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_times_of_children_are_fields_16_and_17() {
        let stat = "1 (a) b) S 4 5 6 7 8 9 10 11 12 13 14 15 160 170 18 19";
        assert_eq!(children_seconds_in(stat), Some(3.3));
        assert_eq!(children_seconds_in("1 (a) S 4"), None);
    }
}
