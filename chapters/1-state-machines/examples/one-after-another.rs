//! Three downloads, one after another. A wait of a second stands for each server.

use std::time::Duration;

use state_machines::{Clock, println};

fn main() {
    let clock = Clock::from_env();
    let mut waited = Duration::ZERO;

    for server in ["north", "east", "south"] {
        println!("{:.0} s: ask {server}", clock.now().as_secs_f64());
        let asked = clock.now();
        clock.sleep(Duration::from_secs(1));
        waited += clock.now() - asked;
        println!("{:.0} s: {server} answers", clock.now().as_secs_f64());
    }

    let (all, waited) = (clock.now().as_secs_f64(), waited.as_secs_f64());
    println!("{all:.0} s in all, {waited:.0} s of them waiting");
}
