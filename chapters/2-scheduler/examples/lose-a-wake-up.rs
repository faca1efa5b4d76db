//! A reader looks for a letter, and parks if there is none. A writer brings one and wakes the
//! reader; a logger notes what it sees. In most orders all of them come to their end.

use std::cell::Cell;
use std::rc::Rc;

use scheduler::{Cancelled, Kernel, RunError, Sys, TaskId, Wait, println};

fn main() -> Result<(), RunError> {
    let letter = Rc::new(Cell::new(false));
    let [seen, brought, noted] = [(); 3].map(|()| Rc::clone(&letter));
    let mut kernel = Kernel::from_env();
    let reader = kernel.spawn("reader", async move |sys| read(&sys, &seen).await).id();
    kernel.spawn("writer", async move |sys| write(&sys, &brought, reader).await);
    kernel.spawn("logger", async move |_| {
        println!("logger: is there a letter? {}", noted.get());
        Ok(())
    });
    kernel.run()
}

async fn read(sys: &Sys, letter: &Cell<bool>) -> Result<(), Cancelled> {
    println!("reader: gets up");
    sys.yield_now().await?;
    if !letter.get() {
        println!("reader: no letter");
        sys.yield_now().await?;
        sys.park(Wait::for_thing("a letter")).await?;
    }
    println!("reader: reads");
    Ok(())
}

async fn write(sys: &Sys, letter: &Cell<bool>, reader: TaskId) -> Result<(), Cancelled> {
    letter.set(true);
    println!("writer: brings a letter");
    sys.wake(reader).await;
    Ok(())
}
