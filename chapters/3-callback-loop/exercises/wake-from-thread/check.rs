//! Plays the reader's schedule on the broken pair, and hundreds of schedules on the mended one.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use scheduler::{Clock, Kernel, RunError, Schedule, Seen};
use tulip_conformance::{Check, explore};

use crate::exercise::{Inbox, LOSES};

pub fn check(check: &mut Check) {
    check_schedule(check);

    check.step("call by `call` after an hour, and wait by `next`");
    let mut kernel = Kernel::new(Clock::virtual_time());
    let inbox = Rc::new(Inbox::default());
    let other = Rc::clone(&inbox);
    kernel.spawn("loop", async move |sys| inbox.next(&sys).await);
    kernel.spawn("thread", async move |sys| {
        sys.sleep(HOUR).await?;
        other.call(&sys, 1).await
    });
    let mut traps = 0;
    let result = kernel.run_watched(|seen| {
        traps += usize::from(matches!(seen, Seen::Trap(..)));
        if traps > MOST_TRAPS {
            check.fail(
                "nobody calls for an hour, and the loop looks again and again whether there is a \
                 call: it has to wait for the bell",
            );
        }
    });
    if let Err(error) = result {
        check.fail(error.to_string());
    }

    check.step("let a thread call once by `call`, under many schedules");
    check_many_schedules(check, &[1]);
    check.step("let a thread call twice, under many schedules");
    check_many_schedules(check, &[2]);
    check.step("let two threads call once each, under many schedules");
    check_many_schedules(check, &[1, 1]);
}

/// Whether `LOSES` loses.
fn check_schedule(check: &mut Check) {
    check.step("call by `call_broken`, and wait by `next_broken`, as it comes");
    check.that(
        broken(Schedule::default()).is_ok(),
        "as it comes the broken pair goes well; leave `next_broken`, `call_broken` and `shared` \
         as they were, and mend `next` or `call`",
    );

    check.step("read the schedule in `LOSES`");
    if LOSES.trim().is_empty() {
        check.fail(
            "`LOSES` is empty: write down who is picked, as `1,2,2`, until the call is lost",
        );
    }
    let schedule = LOSES.parse::<Schedule>().unwrap_or_else(|error| {
        check.fail(error.to_string());
    });

    check.step(format!("play the broken pair under the schedule {LOSES}"));
    match broken(schedule) {
        Err(RunError::Deadlock(_)) => {}
        Err(other) => check.fail(other.to_string()),
        Ok(()) => check.fail(format!(
            "nothing is lost: under the schedule {LOSES} the loop finds the call when it looks, \
             or the thread finds the flag raised. (`next_broken` and `call_broken` have to stay \
             as they were.)"
        )),
    }
}

fn broken(schedule: Schedule) -> Result<(), RunError> {
    let mut kernel = Kernel::new(Clock::virtual_time());
    kernel.follow(schedule);
    let inbox = Rc::new(Inbox::default());
    let other = Rc::clone(&inbox);
    kernel.spawn("loop", async move |sys| inbox.next_broken(&sys).await);
    kernel.spawn("thread", async move |sys| other.call_broken(&sys, 7).await);
    kernel.run()
}

/// Whether every call arrives, whoever is picked; each thread makes so many.
fn check_many_schedules(check: &mut Check, threads: &'static [u32]) {
    let total: u32 = threads.iter().sum();
    let explored = explore::in_process(MOST_RUNS, |schedule| {
        let mut kernel = Kernel::new(Clock::virtual_time());
        kernel.follow(schedule);
        let (inbox, called) = (Rc::new(Inbox::default()), Rc::default());
        let (taken, shared) = (Rc::<RefCell<Vec<u32>>>::clone(&called), Rc::clone(&inbox));
        kernel.spawn("loop", async move |sys| {
            for _ in 0..total {
                let call = shared.next(&sys).await?;
                taken.borrow_mut().push(call);
            }
            Ok(())
        });
        for (thread, calls) in threads.iter().enumerate() {
            let inbox = Rc::clone(&inbox);
            let first = u32::try_from(thread).expect("a few threads") * 10;
            kernel.spawn("thread", async move |sys| {
                for call in first..first + calls {
                    inbox.call(&sys, call).await?;
                }
                Ok(())
            });
        }
        kernel.run()?;
        let mut called = called.take();
        if threads.len() == 1 {
            assert!(
                called.is_sorted(),
                "calls of one thread arrive in their order: {called:?}"
            );
        }
        called.sort_unstable();
        called.dedup();
        assert!(called.len() == total as usize, "each call arrives once: {called:?}");
        Ok(())
    });
    check.that(explored.failure.is_none(), explored.to_string());
}

const HOUR: Duration = Duration::from_secs(3600);

/// More than any of these programs need.
const MOST_TRAPS: usize = 100;

/// The short schedules come first, and a call that can be lost is lost by one of them.
const MOST_RUNS: usize = 300;
