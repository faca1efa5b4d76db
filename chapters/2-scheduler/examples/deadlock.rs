//! Two tasks wait for each other's end, and a third for a letter that nobody writes. The kernel
//! sees that nothing can happen any more, and says who waits for whom.

use std::cell::OnceCell;
use std::rc::Rc;

use scheduler::{JoinHandle, Kernel, Mailbox, RunError, println};

fn main() {
    let mut kernel = Kernel::from_env();
    let handle_of_b: Rc<OnceCell<JoinHandle<()>>> = Rc::default();
    let b_later = Rc::clone(&handle_of_b);
    let a = kernel.spawn("a", async move |sys| {
        println!("a waits for b");
        let _ = b_later.get().expect("b is made before the run").join(&sys).await?;
        Ok(())
    });
    let b = kernel.spawn("b", async move |sys| {
        println!("b waits for a");
        let _ = a.join(&sys).await?;
        Ok(())
    });
    handle_of_b.set(b).expect("it is set once");
    kernel.spawn("c", async |sys| {
        println!("c waits for a letter");
        let nobody_writes: Mailbox<()> = Mailbox::new("a letter");
        nobody_writes.receive(&sys).await
    });

    match kernel.run() {
        Err(RunError::Deadlock(deadlock)) => {
            println!("deadlock: {} tasks are left", deadlock.waiting.len());
            let names: Vec<_> = deadlock.cycle().iter().map(|task| &*task.name).collect();
            println!("a cycle: {}", names.join(" -> "));
        }
        other => println!("{other:?}"),
    }
}
