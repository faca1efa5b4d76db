//! The same three downloads, with a thread for each: they wait at the same time.

use std::thread;
use std::time::{Duration, Instant};

use state_machines::println;

fn main() {
    let start = Instant::now();

    let downloads = ["north", "east", "south"].map(|server| {
        println!("ask {server}");
        thread::spawn(move || {
            thread::sleep(Duration::from_secs(1));
            server
        })
    });
    for download in downloads {
        println!("{} answers", download.join().expect("a download does not panic"));
    }

    println!("{:.0} s in all, and three threads", start.elapsed().as_secs_f64());
}
