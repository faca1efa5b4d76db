//! A task looks, finds that it is dark, and parks. If the light goes on between the look and the
//! park, the wake comes too early: nobody is parked yet, and the task sleeps for ever.

use std::cell::Cell;
use std::rc::Rc;

use scheduler::{Cancelled, Clock, Kernel, RunError, Sys, Wait, println};

fn main() {
    println!("as it comes:");
    run(Kernel::from_env(), false);

    println!("the switch comes first:");
    let mut kernel = Kernel::new(Clock::virtual_time());
    kernel.follow("2".parse().expect("a schedule of one pick"));
    run(kernel, false);

    println!("as it comes, and the waiter looks again:");
    run(Kernel::new(Clock::virtual_time()), true);
}

fn run(mut kernel: Kernel, looks_again: bool) {
    let light = Rc::new(Cell::new(false));
    let seen = Rc::clone(&light);
    let waiter =
        kernel.spawn("waiter", async move |sys| wait(&sys, &seen, looks_again).await);
    kernel.spawn("switch", async move |sys| {
        light.set(true);
        let woken = sys.wake(waiter.id()).await;
        println!("  light on, somebody woken: {woken}");
        Ok(())
    });
    match kernel.run() {
        Ok(()) => {}
        Err(RunError::Deadlock(deadlock)) => println!(
            "  deadlock: {} waits for {}",
            deadlock.waiting[0].name, deadlock.waiting[0].wait
        ),
        Err(wrong) => println!("  {wrong}"),
    }
}

async fn wait(sys: &Sys, light: &Cell<bool>, looks_again: bool) -> Result<(), Cancelled> {
    if !light.get() {
        println!("  it is dark");
        // Any pause will do: here the others get their turn between the look and the park.
        sys.yield_now().await?;
        if !(looks_again && light.get()) {
            sys.park(Wait::for_thing("light")).await?;
        }
    }
    println!("  it is light");
    Ok(())
}
