//! The running example on the full runtime: three tasks compute 2!, 3! and 4!, and sleep a second
//! before each multiplication.
//!
//! The program is an ordinary async one. All that we built is behind `#[tulip::main]`, `spawn`
//! and `sleep`.

use std::time::Duration;

use runtime_tour::println;
use tulip::task;
use tulip::time::sleep;

#[tulip::main]
async fn main() {
    println!("start..");
    let tasks = [("A", 2), ("B", 3), ("C", 4)].map(|(name, number)| {
        task::Builder::new().name(name).spawn(factorial(name, number))
    });
    for task in tasks {
        task.await.expect("no factorial panics");
    }
}

async fn factorial(name: &str, number: u32) -> u32 {
    let mut product = 1;
    for factor in 2..=number {
        println!("Task {name}: Compute factorial({factor})...");
        sleep(Duration::from_secs(1)).await;
        product *= factor;
    }
    println!("Task {name}: factorial({number}) = {product}");
    product
}
