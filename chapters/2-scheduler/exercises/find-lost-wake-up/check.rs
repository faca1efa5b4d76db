//! Plays the reader's schedule on the broken function, and every schedule on the mended one.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use scheduler::{Cancelled, Clock, Kernel, RunError, Schedule, Seen, Sys, Trap};
use tulip_conformance::Check;
use tulip_conformance::explore::{self, Explored};

use crate::exercise::{Gate, LOSES};

pub fn check(check: &mut Check) {
    check_schedule(check);

    check.step("wait by `wait` for helpers that report an hour later");
    let mut kernel = Kernel::new(Clock::virtual_time());
    let too_early = open(&mut kernel, [HOUR, HOUR * 2], mended);
    let (mut traps, mut pauses) = (0, 0);
    let result = kernel.run_watched(|seen| {
        traps += usize::from(matches!(seen, Seen::Trap(..)));
        if let Seen::Trap(task, Trap::Sleep(_)) = seen {
            pauses += usize::from(task.number() == WAITER);
        }
        if traps > MOST_TRAPS {
            check.fail(
                "the waiter asks again and again whether the gate is open: it has to park, and \
                 to be woken",
            );
        }
    });
    if let Err(error) = result {
        check.fail(error.to_string());
    }
    check.that(!too_early.get(), "the waiter went through a gate that is shut");
    check.that(
        pauses > 0,
        "the waiter finds the gate shut and writes no line into the log: leave the log in `wait`, \
         with its pause, and mend what stands behind it",
    );

    check.step("wait by `wait` for two helpers, under every schedule");
    if let Some((explored, schedule)) = failure(&[1, 1]) {
        // The same tasks as those of `main`.
        let replay = explore::replay("find-lost-wake-up", &schedule);
        check.fail(format!("{explored}\nthis shows it again: `{replay}`"));
    }
    check.step("wait by `wait` for three helpers, under every schedule");
    if let Some((explored, _)) = failure(&[0, 1, 0]) {
        check.fail(explored.to_string());
    }
}

/// Whether `LOSES` loses.
fn check_schedule(check: &mut Check) {
    check.step("wait by `wait_broken`, as it comes");
    let broken = async |gate: Rc<Gate>, sys: Sys| gate.wait_broken(&sys).await;
    let mut kernel = Kernel::new(Clock::virtual_time());
    open(&mut kernel, [Duration::ZERO; 2], broken);
    check.that(
        kernel.run().is_ok(),
        "as it comes `wait_broken` goes well; leave it and `report` as they were, and mend `wait`",
    );

    check.step("read the schedule in `LOSES`");
    if LOSES.trim().is_empty() {
        check.fail(
            "`LOSES` is empty: write down who is picked, as `1,3,2`, until the wake-up is lost",
        );
    }
    let schedule = LOSES.parse::<Schedule>().unwrap_or_else(|error| {
        check.fail(error.to_string());
    });

    check.step(format!("wait by `wait_broken` under the schedule {LOSES}"));
    let mut kernel = Kernel::new(Clock::virtual_time());
    kernel.follow(schedule);
    open(&mut kernel, [Duration::ZERO; 2], broken);
    match kernel.run() {
        Err(RunError::Deadlock(_)) => {}
        Err(other) => check.fail(other.to_string()),
        Ok(()) => check.fail(format!(
            "nothing is lost: under the schedule {LOSES} the waiter finds the gate open, or it \
             is parked before the last helper reports. (`wait_broken` has to stay as it was.)"
        )),
    }
}

/// The schedule under which `wait` goes wrong, if there is one; the helpers pause so many times
/// each.
fn failure(pauses: &'static [u32]) -> Option<(Explored, Vec<u32>)> {
    let explored = explore::in_process(MOST_RUNS, |schedule| {
        let mut kernel = Kernel::new(Clock::virtual_time());
        kernel.follow(schedule);
        let gate = waiter(&mut kernel, pauses.len(), async |gate, sys| {
            mended(Rc::clone(&gate), sys).await?;
            assert!(gate.is_open(), "the waiter went through a gate that is shut");
            Ok(())
        });
        for pauses in pauses {
            let gate = Rc::clone(&gate);
            kernel.spawn("helper", async move |sys| {
                for _ in 0..*pauses {
                    sys.yield_now().await?;
                }
                gate.report(&sys).await;
                Ok(())
            });
        }
        kernel.run()
    });
    let (schedule, _) = explored.failure.clone()?;
    Some((explored, schedule))
}

async fn mended(gate: Rc<Gate>, sys: Sys) -> Result<(), Cancelled> {
    gate.wait(&sys).await
}

/// Makes a waiter, and two helpers that sleep so long before they report. Whether the waiter went
/// through too early is known after the run.
fn open(
    kernel: &mut Kernel,
    sleeps: [Duration; 2],
    wait: impl AsyncFnOnce(Rc<Gate>, Sys) -> Result<(), Cancelled> + 'static,
) -> Rc<Cell<bool>> {
    let too_early = Rc::new(Cell::new(false));
    let seen = Rc::clone(&too_early);
    let gate = waiter(kernel, sleeps.len(), async move |gate, sys| {
        wait(Rc::clone(&gate), sys).await?;
        seen.set(!gate.is_open());
        Ok(())
    });
    for (name, sleep) in ["left", "right"].into_iter().zip(sleeps) {
        let gate = Rc::clone(&gate);
        kernel.spawn(name, async move |sys| {
            sys.sleep(sleep).await?;
            gate.report(&sys).await;
            Ok(())
        });
    }
    too_early
}

fn waiter(
    kernel: &mut Kernel,
    helpers: usize,
    wait: impl AsyncFnOnce(Rc<Gate>, Sys) -> Result<(), Cancelled> + 'static,
) -> Rc<Gate> {
    let gate = Rc::new(Gate::new(u32::try_from(helpers).expect("a few helpers")));
    let shared = Rc::clone(&gate);
    kernel.spawn("waiter", async move |sys| wait(shared, sys).await);
    gate
}

const HOUR: Duration = Duration::from_secs(3600);

/// The task that is made first.
const WAITER: u32 = 1;
/// More than any of these programs need.
const MOST_TRAPS: usize = 100;
const MOST_RUNS: usize = 2000;
