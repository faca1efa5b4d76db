//! The running example on the kernel: three tasks compute 2!, 3! and 4!, and sleep a second
//! before each multiplication.
//!
//! Nobody counts rounds any more: each task says how long it sleeps, and the kernel wakes it.

use std::time::Duration;

use scheduler::{Cancelled, Kernel, RunError, Sys, println};

fn main() -> Result<(), RunError> {
    let mut kernel = Kernel::from_env();
    println!("start..");
    for (name, number) in [("A", 2), ("B", 3), ("C", 4)] {
        kernel.spawn(name, async move |sys| factorial(&sys, name, number).await);
    }
    kernel.run()
}

async fn factorial(sys: &Sys, name: &str, number: u32) -> Result<u32, Cancelled> {
    let mut product = 1;
    for factor in 2..=number {
        println!("Task {name}: Compute factorial({factor})...");
        sys.sleep(Duration::from_secs(1)).await?;
        product *= factor;
    }
    println!("Task {name}: factorial({number}) = {product}");
    Ok(product)
}
