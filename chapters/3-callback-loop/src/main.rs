//! The running example on callbacks: three tasks compute 2!, 3! and 4!, and sleep a second before
//! each multiplication.
//!
//! The tasks read as they did in stage 2. Underneath, each sleep is a promise that a timer
//! settles, and each task is a callback on a promise.

use std::time::Duration;

use callback_loop::{Cancelled, Co, EventLoop, RunError, Task, gather, println};

fn main() -> Result<(), RunError> {
    let event_loop = EventLoop::from_env()?;
    println!("start..");
    let tasks = [("A", 2), ("B", 3), ("C", 4)].map(|(name, number)| {
        let body = async move |co| factorial(&co, name, number).await;
        Task::spawn(&event_loop, name, body).promise().clone()
    });
    event_loop.run_until_complete(&gather(&event_loop, &tasks))?;
    Ok(())
}

async fn factorial(co: &Co, name: &str, number: u32) -> Result<u32, Cancelled> {
    let mut product = 1;
    for factor in 2..=number {
        println!("Task {name}: Compute factorial({factor})...");
        co.sleep(Duration::from_secs(1)).await?;
        product *= factor;
    }
    println!("Task {name}: factorial({number}) = {product}");
    Ok(product)
}
