//! Tasks wait for children that end later, earlier and at once, and the check counts how often
//! they ask. At last two of them wait under every schedule.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use scheduler::{Clock, Kernel, RunError, Seen, TaskId};
use tulip_conformance::{Check, explore};

use crate::exercise::{Child, spawn};

pub fn check(check: &mut Check) {
    check.step("join a child that ends a second later");
    let (mut kernel, log) = start();
    let child = make_child(&mut kernel, 7, 1);
    join_after(&mut kernel, "ann", 0, &child, &log);
    run(check, &mut kernel, "who waits has to be woken when the child ends");
    check_log(check, &log, &[("ann", 7, 1)]);

    check.step("join a child that ends a month later");
    let (mut kernel, log) = start();
    let month = 30 * 24 * 60 * 60;
    let patient = make_child(&mut kernel, 4, month);
    join_after(&mut kernel, "ann", 0, &patient, &log);
    run(check, &mut kernel, "who waits has to be woken when the child ends");
    check_log(check, &log, &[("ann", 4, month)]);

    check.step("let three tasks join the same child");
    let (mut kernel, log) = start();
    let shared = make_child(&mut kernel, 8, 1);
    for name in ["ann", "bob", "cyd"] {
        join_after(&mut kernel, name, 0, &shared, &log);
    }
    run(check, &mut kernel, "everybody who waits has to be woken, and to find the value");
    check_log(check, &log, &[("ann", 8, 1), ("bob", 8, 1), ("cyd", 8, 1)]);

    check.step("join a child that has ended already");
    let (mut kernel, log) = start();
    let ended = make_child(&mut kernel, 9, 1);
    join_after(&mut kernel, "late", 5, &ended, &log);
    join_after(&mut kernel, "later", 6, &ended, &log);
    run(
        check,
        &mut kernel,
        "the child ended before that: its value has to be kept, and looked for before the park",
    );
    check_log(check, &log, &[("late", 9, 5), ("later", 9, 6)]);

    check.step("let one task join two children, of which the second ends first");
    let (mut kernel, log) = start();
    let slow = make_child(&mut kernel, 1, 3);
    let quick = make_child(&mut kernel, 2, 1);
    let told = Rc::clone(&log);
    kernel.spawn("ann", async move |sys| {
        for child in [slow, quick] {
            let value = *child.join(&sys).await?;
            let now = sys.now().await.as_secs();
            told.borrow_mut().push(("ann", value, now));
        }
        Ok(())
    });
    run(
        check,
        &mut kernel,
        "the quick child ended while nobody waited for it: its value is lost",
    );
    check_log(check, &log, &[("ann", 1, 3), ("ann", 2, 3)]);

    check.step("wake a task that joins before its child has ended");
    let (mut kernel, log) = start();
    let slow = make_child(&mut kernel, 5, 3);
    let ann = join_after(&mut kernel, "ann", 0, &slow, &log);
    kernel.spawn("prodder", async move |sys| {
        sys.sleep(Duration::from_secs(1)).await?;
        sys.wake(ann).await;
        Ok(())
    });
    run(
        check,
        &mut kernel,
        "a task that was woken too early has to be woken again in the end",
    );
    check_log(check, &log, &[("ann", 5, 3)]);

    check.step("cancel a task that joins");
    let (mut kernel, log) = start();
    let slow = make_child(&mut kernel, 6, 9);
    let told = Rc::clone(&log);
    let ann = kernel.spawn("ann", async move |sys| {
        let joined = slow.join(&sys).await;
        let now = sys.now().await.as_secs();
        told.borrow_mut().push(("ann", joined.map_or(NOTHING, |value| *value), now));
        Ok(())
    });
    kernel.spawn("canceller", async move |sys| {
        sys.sleep(Duration::from_secs(1)).await?;
        sys.cancel(ann.id()).await;
        Ok(())
    });
    run(check, &mut kernel, "a task that is cancelled gives up its wait");
    check.that(
        *log.borrow() == [("ann", NOTHING, 1)],
        "a task that is cancelled while it joins has `Err(Cancelled)` from its join, at once",
    );

    check.step("let two tasks join a child under every schedule");
    let explored = explore::in_process(MOST_RUNS, |schedule| {
        let mut kernel = Kernel::new(Clock::virtual_time());
        kernel.follow(schedule);
        let child = spawn(&mut kernel, "child", async |sys| {
            sys.yield_now().await?;
            sys.yield_now().await?;
            Ok(3)
        });
        for name in ["ann", "bob"] {
            let child = Rc::clone(&child);
            kernel.spawn(name, async move |sys| {
                assert_eq!(*child.join(&sys).await?, 3);
                Ok(())
            });
        }
        kernel.run()
    });
    check.that(explored.failure.is_none(), explored.to_string());
}

fn start() -> (Kernel, Log) {
    (Kernel::new(Clock::virtual_time()), Log::default())
}

/// A child that sleeps for some seconds and returns this value.
fn make_child(kernel: &mut Kernel, value: u32, seconds: u64) -> Rc<Child<u32>> {
    spawn(kernel, "child", async move |sys| {
        sys.sleep(Duration::from_secs(seconds)).await?;
        Ok(value)
    })
}

/// A task that joins a child some seconds from now, and logs what it has and when.
fn join_after(
    kernel: &mut Kernel,
    name: &'static str,
    seconds: u64,
    child: &Rc<Child<u32>>,
    log: &Log,
) -> TaskId {
    let (child, log) = (Rc::clone(child), Rc::clone(log));
    let task = kernel.spawn(name, async move |sys| {
        sys.sleep(Duration::from_secs(seconds)).await?;
        let value = *child.join(&sys).await?;
        let now = sys.now().await.as_secs();
        log.borrow_mut().push((name, value, now));
        Ok(())
    });
    task.id()
}

/// Runs until all have ended. `rule` says what was broken if some wait for ever.
fn run(check: &mut Check, kernel: &mut Kernel, rule: &str) {
    let mut traps = 0;
    let result = kernel.run_watched(|seen| {
        traps += usize::from(matches!(seen, Seen::Trap(..)));
        if traps > MOST_TRAPS {
            check.fail(
                "a task that waits asks again and again: it has to park, and to be woken once",
            );
        }
    });
    match result {
        Ok(()) => {}
        Err(RunError::Deadlock(deadlock)) => {
            let names: Vec<_> = deadlock.waiting.iter().map(|task| &*task.name).collect();
            check.fail(format!("nobody ever wakes {}: {rule}", names.join(" and ")));
        }
        Err(other) => check.fail(other.to_string()),
    }
}

fn check_log(check: &mut Check, log: &Log, expected: &[Entry]) {
    for (index, expected) in expected.iter().enumerate() {
        let got = log.borrow().get(index).copied();
        let in_words = |entry: Option<Entry>| match entry {
            Some((name, value, seconds)) => format!("{name} with {value} at {seconds} s"),
            None => "nobody".to_owned(),
        };
        check.that(
            got == Some(*expected),
            format!(
                "the next to go on should be {}, and it was {}",
                in_words(Some(*expected)),
                in_words(got)
            ),
        );
    }
}

/// Who had which value, and after how many seconds.
type Entry = (&'static str, u32, u64);
/// Stands for the value of a join that was cancelled.
const NOTHING: u32 = 0;

type Log = Rc<RefCell<Vec<Entry>>>;

/// More than any of these programs need.
const MOST_TRAPS: usize = 200;
const MOST_RUNS: usize = 500;
