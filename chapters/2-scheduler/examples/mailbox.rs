//! One task writes letters, two read them. Who finds the box empty waits; nobody asks in vain.

use std::rc::Rc;
use std::time::Duration;

use scheduler::{Kernel, Mailbox, RunError, println};

fn main() -> Result<(), RunError> {
    let mut kernel = Kernel::from_env();
    let letters = Rc::new(Mailbox::new("a letter"));
    for name in ["ann", "bob"] {
        let letters = Rc::clone(&letters);
        kernel.spawn(name, async move |sys| {
            for _ in 0..2 {
                println!("{name} waits");
                println!("{name} reads {}", letters.receive(&sys).await?);
            }
            Ok(())
        });
    }
    kernel.spawn("writer", async move |sys| {
        for letter in 1..=4 {
            sys.sleep(Duration::from_secs(1)).await?;
            println!("letter {letter} is sent");
            letters.send(&sys, letter).await;
        }
        Ok(())
    });
    kernel.run()
}
