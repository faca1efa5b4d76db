//! refused: wrong: the loop looks again and again
//!
//! Sleeps for a second at a time, in case that a ring was lost.

use std::rc::Rc;

use scheduler::{Cancelled, Clock, Kernel, RunError, Sys, println};
use shared::{Bell, Flag, Queue};

/// An order in which a call is lost: task numbers, as in `1,2,2`. The loop is 1, the other thread
/// is 2. One number for each pick at which both are ready; after the last one the kernel picks as
/// it always does.
pub const LOSES: &str = "1,2,1,2,2";

fn main() {
    println!("`next` and `call`:");
    let mut kernel = Kernel::from_env();
    play(
        &mut kernel,
        async |inbox, sys| inbox.next(&sys).await,
        async |inbox, sys| inbox.call(&sys, 7).await,
    );
    tell(kernel.run());

    println!("`next_broken` and `call_broken`, in the order of LOSES:");
    let mut kernel = Kernel::new(Clock::virtual_time());
    match LOSES.parse() {
        Ok(schedule) => kernel.follow(schedule),
        Err(error) => println!("  {error}"),
    }
    play(
        &mut kernel,
        async |inbox, sys| inbox.next_broken(&sys).await,
        async |inbox, sys| inbox.call_broken(&sys, 7).await,
    );
    tell(kernel.run());
}

fn tell(result: Result<(), RunError>) {
    match result {
        Ok(()) => println!("  both have ended"),
        Err(error) => println!("  {error}"),
    }
}

/// Makes the loop, task 1, and the other thread, task 2.
fn play(
    kernel: &mut Kernel,
    next: impl AsyncFnOnce(Rc<Inbox>, Sys) -> Result<u32, Cancelled> + 'static,
    call: impl AsyncFnOnce(Rc<Inbox>, Sys) -> Result<(), Cancelled> + 'static,
) {
    let inbox = Rc::new(Inbox::default());
    let other = Rc::clone(&inbox);
    kernel.spawn("loop", async move |sys| {
        let call = next(inbox, sys).await?;
        println!("  the loop was called with {call}");
        Ok(())
    });
    kernel.spawn("thread", async move |sys| {
        call(other, sys).await?;
        println!("  the thread has called");
        Ok(())
    });
}

/// Where calls from other threads lie until the loop takes them.
#[derive(Default)]
pub struct Inbox {
    calls: Queue,
    /// Whether the loop is parked, or about to be. Who finds it so rings.
    is_parked: Flag,
    bell: Bell,
}

impl Inbox {
    /// What the loop does: takes the next call, and parks if there is none. Sometimes it parks
    /// for ever. Leave it as it is: `LOSES` is played on it.
    pub async fn next_broken(&self, sys: &Sys) -> Result<u32, Cancelled> {
        loop {
            if let Some(call) = self.calls.pop(sys).await? {
                return Ok(call);
            }
            self.is_parked.set(sys, true).await?;
            self.bell.wait(sys).await?;
            self.is_parked.set(sys, false).await?;
        }
    }

    /// What another thread does: leaves a call, and rings if the loop is parked. Leave this one
    /// as well.
    pub async fn call_broken(&self, sys: &Sys, call: u32) -> Result<(), Cancelled> {
        self.calls.push(sys, call).await?;
        if self.is_parked.get(sys).await? {
            self.bell.ring(sys).await?;
        }
        Ok(())
    }

    /// Takes the next call, and parks if there is none. Mend this one, or the one below, or both.
    pub async fn next(&self, sys: &Sys) -> Result<u32, Cancelled> {
        loop {
            if let Some(call) = self.calls.pop(sys).await? {
                return Ok(call);
            }
            sys.sleep(std::time::Duration::from_secs(1)).await?;
        }
    }

    /// Leaves a call, and sees that the loop takes it.
    pub async fn call(&self, sys: &Sys, call: u32) -> Result<(), Cancelled> {
        self.calls.push(sys, call).await?;
        if self.is_parked.get(sys).await? {
            self.bell.ring(sys).await?;
        }
        Ok(())
    }
}

/// What two threads share. Each of these is one step: nobody comes between its beginning and its
/// end, and anybody may come before it. Nothing is to be mended here.
mod shared {
    use std::cell::{Cell, RefCell};
    use std::collections::VecDeque;

    use scheduler::{Cancelled, Sys, TaskId, Wait};

    /// A queue behind a lock.
    #[derive(Default)]
    pub struct Queue(RefCell<VecDeque<u32>>);

    impl Queue {
        pub async fn push(&self, sys: &Sys, call: u32) -> Result<(), Cancelled> {
            sys.yield_now().await?;
            self.0.borrow_mut().push_back(call);
            Ok(())
        }

        pub async fn pop(&self, sys: &Sys) -> Result<Option<u32>, Cancelled> {
            sys.yield_now().await?;
            Ok(self.0.borrow_mut().pop_front())
        }
    }

    /// An `AtomicBool`.
    #[derive(Default)]
    pub struct Flag(Cell<bool>);

    impl Flag {
        pub async fn set(&self, sys: &Sys, value: bool) -> Result<(), Cancelled> {
            sys.yield_now().await?;
            self.0.set(value);
            Ok(())
        }

        pub async fn get(&self, sys: &Sys) -> Result<bool, Cancelled> {
            sys.yield_now().await?;
            Ok(self.0.get())
        }
    }

    /// What a parked loop hears: an `eventfd` or a pipe. A ring that comes before the wait is
    /// remembered, and ends it at once; several are remembered as one.
    #[derive(Default)]
    pub struct Bell {
        has_rung: Cell<bool>,
        waiter: Cell<Option<TaskId>>,
    }

    impl Bell {
        pub async fn ring(&self, sys: &Sys) -> Result<(), Cancelled> {
            sys.yield_now().await?;
            self.has_rung.set(true);
            if let Some(waiter) = self.waiter.take() {
                sys.wake(waiter).await;
            }
            Ok(())
        }

        pub async fn wait(&self, sys: &Sys) -> Result<(), Cancelled> {
            sys.yield_now().await?;
            if !self.has_rung.get() {
                self.waiter.set(Some(sys.current().await));
                sys.park(Wait::for_thing("the bell")).await?;
            }
            self.has_rung.set(false);
            Ok(())
        }
    }
}
