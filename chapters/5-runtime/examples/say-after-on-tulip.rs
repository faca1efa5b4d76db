//! Awaited in a row, two waits add up; as tasks, they wait at the same time.

use std::time::Duration;

use runtime_tour::println;
use tulip::time::{Instant, sleep};

#[tulip::main]
async fn main() {
    println!("started sequential");
    let start = Instant::now();
    say_after(1, "hello").await;
    say_after(2, "world").await;
    println!("finished after {:.1}s", start.elapsed().as_secs_f64());

    println!("started tasks");
    let start = Instant::now();
    let hello = tulip::spawn(say_after(1, "hello"));
    let world = tulip::spawn(say_after(2, "world"));
    hello.await.expect("it says hello");
    world.await.expect("it says world");
    println!("finished after {:.1}s", start.elapsed().as_secs_f64());
}

async fn say_after(seconds: u64, what: &str) {
    sleep(Duration::from_secs(seconds)).await;
    println!("{what}");
}
