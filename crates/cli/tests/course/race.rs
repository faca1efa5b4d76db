//! A reader waits for a letter if there is none yet; the writer has written it by then, or writes
//! it and wakes nobody.

use std::cell::Cell;
use std::rc::Rc;

use scheduler::{Kernel, RunError, Wait, println};

fn main() -> Result<(), RunError> {
    let letter = Rc::new(Cell::new(false));
    let written = Rc::clone(&letter);
    let mut kernel = Kernel::from_env();
    kernel.spawn("writer", async move |sys| {
        sys.yield_now().await?;
        written.set(true);
        Ok(())
    });
    kernel.spawn("reader", async move |sys| {
        println!("is there a letter?");
        sys.yield_now().await?;
        if !letter.get() {
            sys.park(Wait::for_thing("a letter")).await?;
        }
        println!("there is a letter");
        Ok(())
    });
    kernel.run()
}
