//! refused: wrong: a task that waits asks again and again
//!
//! The task looks every second, and sleeps in between. For a child that ends soon that is not
//! seen; for one that ends late it is most of what the kernel does.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use scheduler::{Cancelled, Kernel, RunError, Sys, TaskId, println};

fn main() -> Result<(), RunError> {
    let mut kernel = Kernel::from_env();
    let child = spawn(&mut kernel, "child", async |sys| {
        sys.sleep(Duration::from_secs(1)).await?;
        println!("the child is done");
        Ok(42)
    });
    for (name, seconds) in [("ann", 0), ("bob", 0), ("late", 2)] {
        let child = Rc::clone(&child);
        kernel.spawn(name, async move |sys| {
            sys.sleep(Duration::from_secs(seconds)).await?;
            println!("{name} joins");
            let value = child.join(&sys).await?;
            println!("{name} has {value}");
            Ok(())
        });
    }
    kernel.run()
}

/// Makes a task whose value can be waited for.
pub fn spawn<T: 'static>(
    kernel: &mut Kernel,
    name: &'static str,
    body: impl AsyncFnOnce(Sys) -> Result<T, Cancelled> + 'static,
) -> Rc<Child<T>> {
    let child = Rc::new(Child::new());
    let shared = Rc::clone(&child);
    kernel.spawn(name, async move |sys| {
        let value = body(sys.clone()).await?;
        shared.finish(&sys, value).await;
        Ok(())
    });
    child
}

/// A task that somebody may wait for.
pub struct Child<T> {
    /// What it returned; `None` until it has ended.
    value: RefCell<Option<Rc<T>>>,
    /// Who waits, the one that came first in front.
    waiters: RefCell<Vec<TaskId>>,
}

impl<T> Child<T> {
    fn new() -> Self {
        Self { value: RefCell::new(None), waiters: RefCell::new(Vec::new()) }
    }

    /// The last act of the child: keeps its value and wakes everybody who waits for it.
    async fn finish(&self, sys: &Sys, value: T) {
        self.value.replace(Some(Rc::new(value)));
        for waiter in self.waiters.take() {
            sys.wake(waiter).await;
        }
    }

    /// Waits until the child has ended, and gives its value.
    ///
    /// Anybody may wake the task that waits, for reasons of their own: it goes on waiting.
    pub async fn join(&self, sys: &Sys) -> Result<Rc<T>, Cancelled> {
        loop {
            if let Some(value) = &*self.value.borrow() {
                return Ok(Rc::clone(value));
            }
            sys.sleep(Duration::from_secs(1)).await?;
        }
    }
}
