//! A task that computes for half a second and never pauses. Nobody can stop it, the ticks have
//! to wait, and all that a watchdog can do is to name it.

use std::time::Duration;

use scheduler::{Clock, Kernel, RunError, Seen, println};

const TICK: Duration = Duration::from_millis(100);

fn main() -> Result<(), RunError> {
    let clock = Clock::from_env();
    let mut kernel = Kernel::new(clock.clone());
    kernel.watchdog(TICK);

    kernel.spawn("ticker", async |sys| {
        for _ in 0..5 {
            println!("{:.1} s: tick", sys.now().await.as_secs_f64());
            sys.sleep(TICK).await?;
        }
        Ok(())
    });
    kernel.spawn("hog", async move |sys| {
        sys.sleep(TICK * 2).await?;
        println!("{:.1} s: the hog begins", clock.now().as_secs_f64());
        clock.work(TICK * 5);
        println!("{:.1} s: the hog pauses", clock.now().as_secs_f64());
        sys.sleep(TICK).await
    });

    kernel.run_watched(|seen| {
        if let Seen::Hog(hog) = seen {
            println!("watchdog: {} ran for {:.1} s", hog.name, hog.took.as_secs_f64());
        }
    })
}
