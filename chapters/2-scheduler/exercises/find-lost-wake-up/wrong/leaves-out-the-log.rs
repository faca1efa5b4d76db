//! refused: wrong: the waiter finds the gate shut and writes no line into the log
//!
//! Without the log there is no pause, and without a pause nothing can be lost. But the line was
//! there for a reason.

use std::cell::Cell;
use std::rc::Rc;

use scheduler::{Cancelled, Clock, Kernel, RunError, Sys, TaskId, Wait, println};

/// An order in which `wait_broken` loses its wake-up: task numbers, as in `1,3,2`. The waiter is
/// 1, the helpers are 2 and 3. One number for each pick at which more than one task is ready;
/// after the last one the kernel picks as it always does.
pub const LOSES: &str = "2,3";

fn main() {
    println!("`wait`:");
    let mut kernel = Kernel::from_env();
    open(&mut kernel, async |gate, sys| gate.wait(&sys).await);
    tell(kernel.run());

    println!("`wait_broken`, in the order of LOSES:");
    let mut kernel = Kernel::new(Clock::virtual_time());
    match LOSES.parse() {
        Ok(schedule) => kernel.follow(schedule),
        Err(error) => println!("  {error}"),
    }
    open(&mut kernel, async |gate, sys| gate.wait_broken(&sys).await);
    tell(kernel.run());
}

fn tell(result: Result<(), RunError>) {
    match result {
        Ok(()) => println!("  all have ended"),
        Err(error) => println!("  {error}"),
    }
}

/// Makes the waiter, task 1, and the helpers, tasks 2 and 3.
fn open(
    kernel: &mut Kernel,
    wait: impl AsyncFnOnce(Rc<Gate>, Sys) -> Result<(), Cancelled> + 'static,
) {
    let gate = Rc::new(Gate::new(2));
    let shared = Rc::clone(&gate);
    kernel.spawn("waiter", async move |sys| {
        wait(shared, sys).await?;
        println!("  the waiter goes through");
        Ok(())
    });
    for name in ["left", "right"] {
        let gate = Rc::clone(&gate);
        kernel.spawn(name, async move |sys| {
            println!("  {name} begins");
            sys.yield_now().await?;
            println!("  {name} reports");
            gate.report(&sys).await;
            Ok(())
        });
    }
}

/// A gate that opens when all helpers have reported.
pub struct Gate {
    /// How many have not reported yet.
    missing: Cell<u32>,
    /// The task that is parked before the gate.
    waiter: Cell<Option<TaskId>>,
}

impl Gate {
    /// A gate that waits for so many reports.
    pub fn new(helpers: u32) -> Self {
        Self { missing: Cell::new(helpers), waiter: Cell::new(None) }
    }

    /// Whether all have reported.
    pub fn is_open(&self) -> bool {
        self.missing.get() == 0
    }

    /// One report. The last one wakes the waiter.
    pub async fn report(&self, sys: &Sys) {
        self.missing.set(self.missing.get() - 1);
        if self.is_open() {
            if let Some(waiter) = self.waiter.take() {
                sys.wake(waiter).await;
            }
        }
    }

    /// Waits until the gate is open, and sometimes for ever. Leave it as it is: `LOSES` is played
    /// on it.
    pub async fn wait_broken(&self, sys: &Sys) -> Result<(), Cancelled> {
        if !self.is_open() {
            write_log(sys, "the gate is shut").await?;
            self.waiter.set(Some(sys.current().await));
            sys.park(Wait::for_thing("the gate")).await?;
        }
        Ok(())
    }

    /// Waits until the gate is open. Mend this one.
    pub async fn wait(&self, sys: &Sys) -> Result<(), Cancelled> {
        if !self.is_open() {
            self.waiter.set(Some(sys.current().await));
            sys.park(Wait::for_thing("the gate")).await?;
        }
        Ok(())
    }
}

/// Writes a line into a log that takes its time: others run meanwhile.
async fn write_log(sys: &Sys, line: &str) -> Result<(), Cancelled> {
    println!("  {line}");
    sys.yield_now().await
}
