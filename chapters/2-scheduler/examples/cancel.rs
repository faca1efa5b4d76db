//! Cancelling is a request. It arrives where the task waits, as an error that the task hands on
//! (after it has cleaned up) or refuses. A task that has not begun never begins.

use std::cell::OnceCell;
use std::rc::Rc;
use std::time::Duration;

use scheduler::{Cancelled, JoinError, Kernel, RunError, Sys, println};

const HOUR: Duration = Duration::from_secs(3600);

fn main() -> Result<(), RunError> {
    let mut kernel = Kernel::from_env();
    let polite = kernel.spawn("polite", async |sys| polite(&sys).await);
    let stubborn = kernel.spawn("stubborn", async |sys| stubborn(&sys).await);
    kernel.spawn("boss", async move |sys| {
        sys.sleep(Duration::from_secs(1)).await?;
        for task in [&polite, &stubborn] {
            // Twice: a task that has not run in between is asked once.
            sys.cancel(task.id()).await;
            sys.cancel(task.id()).await;
        }
        println!("both are asked to stop");
        println!("polite: {}", words(polite.join(&sys).await?));
        println!("stubborn: {}", words(stubborn.join(&sys).await?));
        println!("polite can be asked again: {}", sys.cancel(polite.id()).await);
        Ok(())
    });
    kernel.run()?;

    // Cancelled by a task that runs before it: it never begins.
    let late_id = Rc::new(OnceCell::new());
    let whom = Rc::clone(&late_id);
    kernel.spawn("hasty", async move |sys| {
        sys.cancel(*whom.get().expect("it is set before the run")).await;
        Ok(())
    });
    let late = kernel.spawn("late", async |_| {
        println!("late begins");
        Ok("done".to_owned())
    });
    late_id.set(late.id()).expect("it is set once");
    kernel.run()?;
    println!("late: {}", words(late.result().expect("it has ended")));
    Ok(())
}

async fn polite(sys: &Sys) -> Result<String, Cancelled> {
    println!("polite works");
    let stopped = sys.sleep(HOUR).await;
    println!("polite cleans up");
    stopped?;
    Ok("done".to_owned())
}

async fn stubborn(sys: &Sys) -> Result<String, Cancelled> {
    println!("stubborn works");
    if sys.sleep(HOUR).await == Err(Cancelled) {
        println!("stubborn refuses, and finishes first");
        sys.sleep(Duration::from_secs(1)).await?;
    }
    Ok("done".to_owned())
}

fn words(result: Result<Rc<String>, JoinError>) -> String {
    result.map_or_else(|error| error.to_string(), |result| result.to_string())
}
