//! Can any driver drive any machine? This one resumes each in turn, always with `Done`, and
//! ignores what they yield.
//!
//! A. The machine asks what only a kernel knows.
//! B. The machine asks for a sleep, and the driver does not know what a sleep is.
//! C. The machine asks for nothing but a pause: this one any driver can drive.

use std::panic::{self, AssertUnwindSafe};
use std::time::Duration;

use scheduler::CoroutineState::{Complete, Yielded};
use scheduler::{Answer, Cancelled, Coroutine, Reply, Sys, Trap, machine, println, traced};

fn main() {
    // Machine A is meant to panic; its message goes nowhere.
    panic::set_hook(Box::new(|_| ()));
    for leaf in [Leaf::Now, Leaf::Sleep, Leaf::Pause] {
        println!("{}", leaf.about());
        let c1 = machine(async move |y| c1(&Sys::new(y), leaf).await);
        let c2 = machine(async move |y| c2(&Sys::new(y), leaf).await);
        run(Vec::from([traced("C1", c1), traced("C2", c2)]));
    }
}

/// Resumes each machine in turn until it ends. It is no kernel.
fn run(
    mut machines: Vec<impl Coroutine<Reply, Yield = Trap, Return = Result<(), Cancelled>>>,
) {
    while !machines.is_empty() {
        machines.retain_mut(|machine| {
            match panic::catch_unwind(AssertUnwindSafe(|| machine.resume(Ok(Answer::Done))))
            {
                Ok(Yielded(Trap::Sleep(Duration::ZERO))) => println!("<- nothing"),
                Ok(Yielded(Trap::Sleep(_))) => println!("<- a sleep"),
                Ok(Yielded(trap)) => println!("<- {trap}"),
                Ok(Complete(_)) => return false,
                Err(_) => {
                    println!("error: there is no kernel");
                    return false;
                }
            }
            true
        });
    }
}

async fn c1(sys: &Sys, leaf: Leaf) -> Result<(), Cancelled> {
    println!("C1: Start");
    switch(sys, leaf).await?;
    println!("C1: Stop");
    Ok(())
}

async fn c2(sys: &Sys, leaf: Leaf) -> Result<(), Cancelled> {
    println!("C2: Start");
    println!("C2: a");
    println!("C2: b");
    switch(sys, leaf).await?;
    println!("C2: c");
    println!("C2: Stop");
    Ok(())
}

/// Pauses by way of a leaf: the machine at the very bottom, which does the pausing.
async fn switch(sys: &Sys, leaf: Leaf) -> Result<(), Cancelled> {
    println!("switch");
    match leaf {
        Leaf::Now => drop(sys.now().await),
        Leaf::Sleep => sys.sleep(Duration::from_secs(1)).await?,
        Leaf::Pause => sys.yield_now().await?,
    }
    println!("back");
    Ok(())
}

#[derive(Clone, Copy)]
enum Leaf {
    Now,
    Sleep,
    Pause,
}

impl Leaf {
    fn about(self) -> &'static str {
        match self {
            Self::Now => "A: the leaf asks what only a kernel knows",
            Self::Sleep => "B: the leaf asks for a sleep, the driver ignores it",
            Self::Pause => "C: the leaf asks for nothing",
        }
    }
}
