//! Asks the sleepers first, then the kernel: who wakes when, in which order, after how many
//! turns.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use state_machines::{Clock, machine, traced};
use tulip_conformance::Check;

use crate::exercise::{Kernel, Sleepers};

pub fn check(check: &mut Check) {
    check_sleepers(check);

    check.step("run a kernel without tasks");
    let mut kernel = Kernel::new(Clock::virtual_time());
    check.that(!kernel.turn(), "`turn` gives `false` when every task has ended");

    check.step("run three tasks that sleep 3, 1 and 2 hours");
    let naps = [("a", vec![3 * HOUR]), ("b", vec![HOUR]), ("c", vec![2 * HOUR])];
    run(check, &naps, &[(HOUR, "b"), (2 * HOUR, "c"), (3 * HOUR, "a")]);

    check.step("run two tasks of which one sleeps 5 s, the other 2 s three times");
    let naps = [("long", vec![5 * SECOND]), ("short", vec![2 * SECOND; 3])];
    let woken = [
        (2 * SECOND, "short"),
        (4 * SECOND, "short"),
        (5 * SECOND, "long"),
        (6 * SECOND, "short"),
    ];
    run(check, &naps, &woken);

    check.step(
        "run two tasks that are due at the same time; the second began its sleep first",
    );
    let naps = [("late", vec![SECOND, 2 * SECOND]), ("early", vec![3 * SECOND])];
    let woken = [(SECOND, "late"), (3 * SECOND, "early"), (3 * SECOND, "late")];
    run(check, &naps, &woken);

    check.step("run two tasks that sleep for no time at all");
    let naps = [("a", vec![Duration::ZERO; 2]), ("b", vec![Duration::ZERO; 2])];
    let zero = Duration::ZERO;
    run(check, &naps, &[(zero, "a"), (zero, "b"), (zero, "a"), (zero, "b")]);

    check.step("run ten tasks that all sleep an hour");
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    run(check, &names.map(|name| (name, vec![HOUR])), &names.map(|name| (HOUR, name)));
}

fn check_sleepers(check: &mut Check) {
    check.step("ask `Sleepers` before anybody sleeps");
    let mut sleepers = Sleepers::default();
    check.equal(sleepers.next_deadline(), None);
    check.equal(sleepers.wake(HOUR), None);

    check.step("add a task that sleeps until 3 s, one until 1 s, one until 2 s");
    for (task, deadline) in [(0, 3), (1, 1), (2, 2)] {
        sleepers.add(deadline * SECOND, task);
    }
    let first = sleepers.next_deadline();
    check.that(
        first == Some(SECOND),
        format!("the first deadline is 1s, and `next_deadline` gives {first:?}"),
    );

    check.step("wake who is due before 1 s, at 1 s and at 3 s");
    let early = sleepers.wake(Duration::from_millis(999));
    check
        .that(early.is_none(), format!("nobody is due before 1s, and {early:?} was woken"));
    let woken = sleepers.wake(SECOND);
    check.that(
        woken == Some(1),
        format!("task 1 is due at 1s, its deadline, and `wake` gives {woken:?}"),
    );
    check.equal(sleepers.wake(SECOND), None);
    check.equal([(); 3].map(|()| sleepers.wake(3 * SECOND)), [Some(2), Some(0), None]);
    check.equal(sleepers.next_deadline(), None);

    check.step("add five tasks with the same deadline, and wake them");
    for task in [4, 1, 3, 0, 2] {
        sleepers.add(SECOND, task);
    }
    let woken: Vec<_> = (0..5).filter_map(|_| sleepers.wake(SECOND)).collect();
    check.that(
        woken == [4, 1, 3, 0, 2],
        format!(
            "equal deadlines are woken in the order in which they were added, \
             [4, 1, 3, 0, 2], and not as {woken:?}"
        ),
    );
}

/// Runs tasks that sleep so long, and checks who was woken when.
fn run(
    check: &mut Check,
    naps: &[(&'static str, Vec<Duration>)],
    expected: &[(Duration, &str)],
) {
    let clock = Clock::virtual_time();
    let woken = Rc::new(RefCell::new(Vec::new()));
    let mut kernel = Kernel::new(clock.clone());
    for (name, naps) in naps {
        let (name, naps) = (*name, naps.clone());
        let (clock, woken) = (clock.clone(), Rc::clone(&woken));
        let task = machine(async move |y| {
            for nap in naps {
                y.yield_(nap).await;
                woken.borrow_mut().push((clock.now(), name));
            }
        });
        kernel.spawn(traced(name, task));
    }
    if (0..MOST_TURNS).all(|_| kernel.turn()) {
        check.fail(format!(
            "the kernel turns and turns: after {MOST_TURNS} turns it is {:?}, and {} of {} sleeps \
             are over. With nobody to run it parks until the first deadline, in one go; when all \
             tasks have ended, `turn` gives `false`",
            clock.now(),
            woken.borrow().len(),
            expected.len(),
        ));
    }
    let woken = woken.take();
    let right = woken.iter().zip(expected).take_while(|(got, expected)| got == expected);
    let right = right.count();
    let (got, due) = (woken.get(right), expected.get(right));
    check.that(
        got == due,
        format!("the next to wake should be {}, and it was {}", at(due), at(got)),
    );
}

fn at(woken: Option<&(Duration, &str)>) -> String {
    woken.map_or("nobody".to_owned(), |(time, name)| format!("{name} at {time:?}"))
}

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);

/// More than any of these programs need.
const MOST_TURNS: u32 = 100;
