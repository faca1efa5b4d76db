//! What if a task asks for nonsense? Most nonsense does not compile: a task can yield a `Trap`
//! and nothing else. What is left is well typed and has no effect, and the answer says so.

use std::cell::OnceCell;
use std::rc::Rc;

use scheduler::{JoinError, JoinHandle, Kernel, RunError, println};

fn main() -> Result<(), RunError> {
    let mut kernel = Kernel::from_env();

    let ended = kernel.spawn("ended", async |_| Ok(()));
    kernel.spawn("asks", async move |sys| {
        // `y.yield_(42)` is error E0308: expected `Trap`, found integer.
        println!("yield 42: refused by the compiler");
        let _ = ended.join(&sys).await?;
        println!("cancel a task that has ended: {}", effect(sys.cancel(ended.id()).await));
        println!("wake a task that has ended: {}", effect(sys.wake(ended.id()).await));
        Ok(())
    });
    kernel.run()?;

    // A task that is given its own handle can try to wait for its own end.
    let handle: Rc<OnceCell<JoinHandle<()>>> = Rc::default();
    let mine = Rc::clone(&handle);
    let selfish = kernel.spawn("selfish", async move |sys| {
        let me = mine.get().expect("it is set before the run");
        if me.join(&sys).await? == Err(JoinError::Oneself) {
            println!("wait for oneself: refused");
        }
        Ok(())
    });
    handle.set(selfish).expect("it is set once");
    kernel.run()
}

fn effect(effect: bool) -> &'static str {
    if effect { "done" } else { "no effect" }
}
