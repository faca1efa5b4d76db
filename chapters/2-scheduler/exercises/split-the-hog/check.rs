//! Runs jobs beside a ticker, and reads from a virtual clock how late the ticker was.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use scheduler::{Clock, JoinError, Kernel, Seen, Trap};
use tulip_conformance::Check;

use crate::exercise::{Job, SLICE, add_up};

pub fn check(check: &mut Check) {
    check.step("do 500 jobs of 2 ms");
    check_jobs(check, vec![job(2 * MILLI); 500]);

    check.step("do 1,000 jobs of which some take nothing, and some take 5 ms");
    let uneven =
        |number: u32| job(if number / 20 % 2 == 0 { Duration::ZERO } else { 5 * MILLI });
    check_jobs(check, (0..1000).map(uneven).collect());

    check.step("do 20,000 jobs of 10 µs");
    check_jobs(check, vec![job(MILLI / 100); 20_000]);

    check.step("do no job at all");
    check_jobs(check, Vec::new());

    check.step(
        "do 400 jobs of 5 ms beside a neighbour that keeps the kernel for 8 ms at a time",
    );
    check_beside_a_neighbour(check);

    check.step("cancel a task that is doing 1,000 jobs");
    check_cancel(check);
}

/// Whether the sum is right, nobody waits for too long, and the pauses are not too many.
fn check_jobs(check: &mut Check, jobs: Vec<Job>) {
    let work: Duration = jobs.iter().map(|job| job.takes).sum();
    let sum = jobs.iter().map(|job| job.value).sum();
    let clock = Clock::virtual_time();
    let mut kernel = Kernel::new(clock.clone());
    let (latest, hog_ended) =
        (Rc::new(Cell::new(Duration::ZERO)), Rc::new(Cell::new(false)));

    let (late, ended) = (Rc::clone(&latest), Rc::clone(&hog_ended));
    kernel.spawn("ticker", async move |sys| {
        while !ended.get() {
            let due = sys.now().await + TICK;
            sys.sleep(TICK).await?;
            late.set(late.get().max(sys.now().await.saturating_sub(due)));
        }
        Ok(())
    });
    let hog = kernel.spawn("hog", async move |sys| {
        let sum = add_up(&sys, &clock, &jobs).await;
        hog_ended.set(true);
        Ok((sum?, sys.now().await))
    });
    let pauses = run(check, &mut kernel, hog.id().number());

    let Some(Ok(result)) = hog.result() else {
        check.fail("nobody cancelled the task, and it gave up with `Err(Cancelled)`");
    };
    check.that(
        latest.get() <= PATIENCE,
        format!(
            "a tick came {:?} late, because nobody else could run; {PATIENCE:?} are allowed, two \
             slices of {SLICE:?} and the rests of two jobs",
            latest.get()
        ),
    );
    check.that(
        result.0 == sum,
        format!("the sum of all values is {sum}, and `add_up` gave {}", result.0),
    );
    check.that(
        result.1 <= work,
        format!(
            "the jobs take {work:?}, and `add_up` took {:?}: pause without sleeping",
            result.1
        ),
    );
    let most = work.as_millis() / SLICE.as_millis() + 1;
    check.that(
        pauses <= most,
        format!(
            "{work:?} of work are {most} slices of {SLICE:?} at most, and `add_up` paused {pauses} \
             times: each pause costs a turn"
        ),
    );
}

/// Whether a slice begins when the task runs again, and not when it paused.
fn check_beside_a_neighbour(check: &mut Check) {
    let clock = Clock::virtual_time();
    let mut kernel = Kernel::new(clock.clone());
    let work = clock.clone();
    let hog = kernel.spawn("hog", async move |sys| {
        add_up(&sys, &work, &vec![job(5 * MILLI); 400]).await
    });
    kernel.spawn("neighbour", async move |sys| {
        for _ in 0..100 {
            clock.work(8 * MILLI);
            sys.yield_now().await?;
        }
        Ok(())
    });
    let pauses = run(check, &mut kernel, hog.id().number());
    check.that(
        pauses <= 201,
        format!(
            "2s of work are 201 slices of {SLICE:?} at most, and `add_up` paused {pauses} \
             times: it counted the time in which its neighbour ran"
        ),
    );
}

/// Whether a task that pauses can be stopped.
fn check_cancel(check: &mut Check) {
    let clock = Clock::virtual_time();
    let mut kernel = Kernel::new(clock.clone());
    let hog = kernel
        .spawn("hog", async move |sys| add_up(&sys, &clock, &vec![job(MILLI); 1000]).await);
    let task = hog.id();
    let canceller = kernel.spawn("canceller", async move |sys| {
        sys.sleep(100 * MILLI).await?;
        sys.cancel(task).await;
        // Whoever is told stops in its next turn, which comes before this task's next one.
        sys.yield_now().await?;
        Ok(sys.now().await)
    });
    run(check, &mut kernel, task.number());
    let stopped = canceller.result().expect("it has ended").expect("nobody cancels it");
    check.that(
        hog.result() == Some(Err(JoinError::Cancelled)),
        "a task that is cancelled at a pause stops there: hand the `Err` of the pause on",
    );
    let late = stopped.saturating_sub(100 * MILLI);
    check.that(
        late <= PATIENCE,
        format!(
            "it stopped {late:?} after somebody wanted to stop it, because nobody else could run; \
             {PATIENCE:?} are allowed: pause as soon as a slice of {SLICE:?} is over"
        ),
    );
}

/// Runs until all have ended, and counts how often the task of this number paused.
fn run(check: &mut Check, kernel: &mut Kernel, number: u32) -> u128 {
    let mut pauses = 0;
    let result = kernel.run_watched(|seen| {
        if let Seen::Trap(task, Trap::Sleep(_) | Trap::Park(_) | Trap::Spawn(_)) = seen {
            pauses += u128::from(task.number() == number);
        }
        if pauses > MOST_PAUSES {
            check.fail(format!(
                "`add_up` has paused {pauses} times, and there is no end to it: a pause takes no \
                 time, so nobody can wait for the time by pausing"
            ));
        }
    });
    if let Err(error) = result {
        check.fail(error.to_string());
    }
    pauses
}

fn job(takes: Duration) -> Job {
    Job { takes, value: 3 }
}

const MILLI: Duration = Duration::from_millis(1);
const TICK: Duration = Duration::from_millis(17);

/// Two slices, each with the rest of the longest job: who becomes due in the first stands in the
/// queue behind the task that pauses after it, and has to wait for the second.
const PATIENCE: Duration = Duration::from_millis(30);

/// More than there are jobs in any of the lists.
const MOST_PAUSES: u128 = 50_000;
