//! refused: wrong: pause as soon as a slice of 10ms is over
//!
//! It lets two slices pass before it pauses. The ticker happens to be in time; who wants to stop
//! it waits for too long.

use std::time::Duration;

use scheduler::{Cancelled, Clock, Kernel, RunError, Sys, println};

fn main() -> Result<(), RunError> {
    let clock = Clock::from_env();
    let mut kernel = Kernel::new(clock.clone());
    kernel.spawn("ticker", async |sys| {
        for _ in 0..5 {
            let due = sys.now().await + Duration::from_millis(100);
            sys.sleep(Duration::from_millis(100)).await?;
            let late = sys.now().await - due;
            println!("tick, {} ms late", late.as_millis());
        }
        Ok(())
    });
    kernel.spawn("hog", async move |sys| {
        let jobs =
            [3, 1, 2].map(|takes| Job { takes: Duration::from_millis(takes), value: 1 });
        let sum = add_up(&sys, &clock, &jobs.repeat(80)).await?;
        println!("the sum is {sum}");
        Ok(())
    });
    kernel.run()
}

/// Something to compute.
#[derive(Clone, Copy, Debug)]
pub struct Job {
    /// How long it takes, a few milliseconds at most.
    pub takes: Duration,
    /// What comes out.
    pub value: u64,
}

impl Job {
    /// Does the job. Nobody else can run meanwhile.
    pub fn compute(self, clock: &Clock) -> u64 {
        clock.work(self.takes);
        self.value
    }
}

/// So long a task may compute before it lets the others run; the job during which that time is
/// over is done to its end.
pub const SLICE: Duration = Duration::from_millis(10);

/// Does all jobs, in their order, and adds up what comes out.
pub async fn add_up(sys: &Sys, clock: &Clock, jobs: &[Job]) -> Result<u64, Cancelled> {
    let mut sum = 0;
    let mut slice_began = sys.now().await;
    for job in jobs {
        sum += job.compute(clock);
        if sys.now().await - slice_began >= 2 * SLICE {
            sys.yield_now().await?;
            slice_began = sys.now().await;
        }
    }
    Ok(sum)
}
