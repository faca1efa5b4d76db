//! What a task asks of the kernel, and what the kernel answers, trap by trap.

use std::mem;
use std::time::Duration;

use B::{AtSleep, Done, Start};
use scheduler::CoroutineState::{self, Complete, Yielded};
use scheduler::{Cancelled, Coroutine, Kernel, NewTask, Reply, RunError, Seen, Sys, Trap};
use scheduler::{here, println};

fn main() -> Result<(), RunError> {
    let mut kernel = Kernel::from_env();
    kernel.spawn("parent", async |sys| {
        sys.spawn("a", async |sys| a(&sys).await).await?;
        println!("spawned a");
        // What `Sys::spawn` does, by hand: `b` is a machine of our own.
        let b = NewTask::new("b", Start);
        sys.trap(Trap::Spawn(b)).await?;
        println!("parent is done at {:.0} s", sys.now().await.as_secs_f64());
        Ok(())
    });

    kernel.run_watched(|seen| match seen {
        Seen::Trap(_, trap) => println!("trap {trap}"),
        Seen::Exit(_, name) => println!("exit {name}"),
        Seen::Time(now) => println!("t = {:.0}", now.as_secs_f64()),
        _ => {}
    })
}

async fn a(sys: &Sys) -> Result<(), Cancelled> {
    for step in 0..2 {
        println!("a {step}");
        sys.sleep(Duration::from_secs(2)).await?;
    }
    Ok(())
}

/// As `a`, with three seconds, written by hand: a trap is what it yields, a reply is what it is
/// sent.
enum B {
    Start,
    AtSleep { step: u32 },
    Done,
}

impl Coroutine<Reply> for B {
    type Yield = Trap;
    type Return = ();

    fn resume(&mut self, reply: Reply) -> CoroutineState<Trap, ()> {
        let step = match (mem::replace(self, Done), reply) {
            (Start, Ok(_)) => 0,
            (AtSleep { step: 0 }, Ok(_)) => 1,
            // Cancelled, or both steps are done.
            (Start | AtSleep { .. }, _) => return Complete(()),
            (Done, _) => panic!("`B` resumed after completion"),
        };
        println!("b {step}");
        *self = AtSleep { step };
        here();
        Yielded(Trap::Sleep(Duration::from_secs(3)))
    }
}
