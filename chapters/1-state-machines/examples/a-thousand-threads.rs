//! What a thousand waiting threads cost, on your machine.
//!
//! Each of them has a stack of its own. Most of it is only reserved; what is used counts.

use std::fs;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Instant;

use state_machines::println;

const THREADS: usize = 1000;

fn main() {
    let before = resident_kib();
    let start = Instant::now();
    let all_wait = Arc::new(Barrier::new(THREADS + 1));
    let go_home = Arc::new(Barrier::new(THREADS + 1));
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let (all_wait, go_home) = (Arc::clone(&all_wait), Arc::clone(&go_home));
            thread::spawn(move || {
                all_wait.wait();
                go_home.wait();
            })
        })
        .collect();
    all_wait.wait();
    let made = start.elapsed();
    let memory = resident_kib().zip(before).map(|(now, before)| now.saturating_sub(before));
    go_home.wait();
    for thread in threads {
        thread.join().expect("a waiting thread does not panic");
    }

    println!("{THREADS} threads wait");
    println!("made in {} ms", made.as_millis());
    match memory {
        Some(kib) => println!("{} KiB of memory each", kib / THREADS),
        None => println!("memory: this system does not tell (Linux does)"),
    }
}

/// The memory that this process really uses.
fn resident_kib() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}
