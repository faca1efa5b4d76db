//! Two tasks wait for a third, and a late one asks when it is over: all get the value.

use std::time::Duration;

use scheduler::{Cancelled, JoinHandle, Kernel, RunError, Sys, println};

fn main() -> Result<(), RunError> {
    let mut kernel = Kernel::from_env();
    let child = kernel.spawn("child", async |sys| {
        println!("child works");
        sys.sleep(Duration::from_secs(1)).await?;
        println!("child is done");
        Ok(42)
    });
    for name in ["a", "b"] {
        let child = child.clone();
        kernel.spawn(name, async move |sys| wait_for(&sys, name, &child).await);
    }
    kernel.spawn("late", async move |sys| {
        sys.sleep(Duration::from_secs(2)).await?;
        wait_for(&sys, "late", &child).await
    });
    kernel.run()
}

async fn wait_for(sys: &Sys, name: &str, child: &JoinHandle<i32>) -> Result<(), Cancelled> {
    println!("{name} waits");
    let value = child.join(sys).await?.expect("nobody cancels the child");
    println!("{name} has {value}");
    Ok(())
}
