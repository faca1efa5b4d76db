//! The same three downloads on one thread that never waits: it asks each server in turn whether
//! the answer is there. A server that has none says `WouldBlock`.
//!
//! All three take a second, as with threads. But the thread was busy all that time, and did
//! nothing but ask.

use std::io::{self, ErrorKind};
use std::time::Duration;

use state_machines::{Clock, println};

/// What it costs to send a request.
const SENDING: Duration = Duration::from_millis(10);
/// What it costs to ask whether the answer is there.
const ASKING: Duration = Duration::from_millis(1);

fn main() {
    let clock = Clock::from_env();
    let mut open = Vec::from(["north", "east", "south"].map(|name| {
        println!("ask {name}");
        clock.work(SENDING);
        Server { name, answers_at: clock.now() + Duration::from_secs(1) }
    }));
    let mut in_vain = 0;

    while !open.is_empty() {
        open.retain(|server| {
            clock.work(ASKING);
            match server.try_read(&clock) {
                Ok(answer) => {
                    println!("{answer}");
                    false
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    in_vain += 1;
                    true
                }
                Err(error) => panic!("{error}"),
            }
        });
    }

    println!(
        "{:.0} s in all, and about {in_vain} questions in vain",
        clock.now().as_secs_f64()
    );
}

struct Server {
    name: &'static str,
    answers_at: Duration,
}

impl Server {
    /// The answer, if it is there: never waits.
    fn try_read(&self, clock: &Clock) -> io::Result<String> {
        if clock.now() < self.answers_at {
            return Err(ErrorKind::WouldBlock.into());
        }
        Ok(format!("{} answers", self.name))
    }
}
