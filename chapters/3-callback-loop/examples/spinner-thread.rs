//! A spinner that turns on a thread of its own, while the program waits for a slow answer. No
//! language can end a thread from outside: it has to look, now and then, at a flag.
//!
//! The picture goes to standard error.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use callback_loop::println;

fn main() -> Result<(), Box<dyn Error>> {
    let goes_on = Arc::new(AtomicBool::new(true));
    let looked_at = Arc::clone(&goes_on);
    let spinner = thread::spawn(move || spin("thinking!", &looked_at));

    let answer = slow_answer();
    goes_on.store(false, Ordering::Relaxed);
    let frames = spinner.join().map_err(|_| "the spinner panicked")?;

    println!("the first frames: {}", frames.chars().take(4).collect::<String>());
    println!("Answer {answer}");
    Ok(())
}

/// Turns until it is told not to, clears the line, and gives the frames that it has shown.
fn spin(what: &str, goes_on: &AtomicBool) -> String {
    let mut shown = String::new();
    for frame in "|/-\\".chars().cycle() {
        let picture = format!("{frame} {what}");
        eprint!("{picture}");
        shown.push(frame);
        thread::sleep(Duration::from_millis(100));
        let back = "\x08".repeat(picture.len());
        eprint!("{back}{}{back}", " ".repeat(picture.len()));
        if !goes_on.load(Ordering::Relaxed) {
            break;
        }
    }
    shown
}

/// Blocks its thread, and the spinner does not mind.
fn slow_answer() -> u32 {
    thread::sleep(Duration::from_secs(3));
    42
}
