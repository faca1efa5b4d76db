//! Gives tasks their turns one by one, and keeps a log of who ran.

use std::cell::RefCell;
use std::rc::Rc;

use state_machines::{Coroutine, machine, traced};
use tulip_conformance::Check;

use crate::exercise::Turns;

pub fn check(check: &mut Check) {
    check.step("ask a scheduler without tasks for a turn");
    let log = Log::default();
    let mut turns = Turns::new();
    check.that(!turns.turn(), "`turn` gives `false` when there is nobody to pick");

    check.step("give a task that pauses twice its first turn");
    turns.add(task(&log, "a", 2));
    check.that(log.borrow().is_empty(), "a task that is added does not run yet");
    check.that(turns.turn(), "`turn` gives `true` when a task had its turn");
    check
        .that(*log.borrow() == ["a1"], "a turn lasts until the task pauses, and no longer");

    check.step("give it the other two: it pauses, then it ends");
    check.that(turns.turn(), "who pauses waits for its next turn");
    check_log(check, &log, "a1 a2");
    check.that(turns.turn(), "`turn` gives `true` also when the task ended in its turn");
    check_results(check, &turns, &[("a", 2)]);
    check.that(!turns.turn(), "a task that has ended has no more turns");

    check.step("give two tasks all their turns");
    check_order(check, &[("a", 3), ("b", 3)], "a1 b1 a2 b2 a3 b3");

    check.step("give three tasks all their turns; the first ends early");
    check_order(check, &[("a", 1), ("b", 3), ("c", 3)], "a1 b1 c1 b2 c2 b3 c3");

    check.step("give three tasks all their turns; the one in the middle ends early");
    check_order(check, &[("a", 3), ("b", 1), ("c", 3)], "a1 b1 c1 a2 c2 a3 c3");

    check.step("give four tasks all their turns; two neighbours end in the same round");
    check_order(check, &[("a", 2), ("b", 1), ("c", 1), ("d", 3)], "a1 b1 c1 d1 a2 d2 d3");

    check.step("add a task after the others have had a turn");
    let log = Log::default();
    let mut turns = Turns::new();
    turns.add(task(&log, "a", 3));
    turns.add(task(&log, "b", 3));
    turns.turn();
    turns.add(task(&log, "late", 1));
    all_turns(check, &mut turns);
    check_log(check, &log, "a1 b1 a2 late1 b2 a3 b3");

    check.step("look for each result under the number of its task");
    check_results(check, &turns, &[("a", 3), ("b", 3), ("late", 1)]);
}

/// Checks in which order these tasks run. Each pauses as often as it says.
fn check_order(check: &mut Check, tasks: &[(&'static str, u32)], expected: &str) {
    let log = Log::default();
    let mut turns = Turns::new();
    for (name, pauses) in tasks {
        turns.add(task(&log, name, *pauses));
    }
    all_turns(check, &mut turns);
    check_log(check, &log, expected);
    check_results(check, &turns, tasks);
}

/// Names the first pick that was wrong.
fn check_log(check: &mut Check, log: &Log, expected: &str) {
    let log = log.borrow();
    let expected: Vec<_> = expected.split(' ').collect();
    let right = log.iter().zip(&expected).take_while(|(got, expected)| got == expected);
    let right = right.count();
    let ran = log.get(right).map_or("nobody", String::as_str);
    let due = expected.get(right).unwrap_or(&"nobody");
    let place = match right {
        0 => "at first".to_owned(),
        _ => format!("after `{}`", expected[..right].join(" ")),
    };
    check.that(
        *log == expected,
        format!("{place} it is the turn of {due}, and {ran} ran instead"),
    );
}

fn check_results(
    check: &mut Check,
    turns: &Turns<impl Coroutine<Yield = (), Return = Returned>>,
    expected: &[Returned],
) {
    for (number, returned) in expected.iter().enumerate() {
        let got = turns.results().get(number).copied().flatten();
        check.that(
            got == Some(*returned),
            format!("task {number} returned {returned:?}, and {got:?} is kept for it"),
        );
    }
}

fn all_turns<C: Coroutine<Yield = ()>>(check: &mut Check, turns: &mut Turns<C>) {
    if (0..MOST_TURNS).all(|_| turns.turn()) {
        check.fail(format!(
            "after {MOST_TURNS} turns `turn` still gives `true`: it must give `false` when \
             every task has ended"
        ));
    }
}

/// Writes each of its steps into the log, and pauses after it.
fn task(
    log: &Log,
    name: &'static str,
    pauses: u32,
) -> impl Coroutine<Yield = (), Return = Returned> + use<> {
    let log = Rc::clone(log);
    let task = machine(async move |y| {
        for step in 1..=pauses {
            log.borrow_mut().push(format!("{name}{step}"));
            y.yield_(()).await;
        }
        (name, pauses)
    });
    traced(name, task)
}

/// A task's name, and how often it paused.
type Returned = (&'static str, u32);

type Log = Rc<RefCell<Vec<String>>>;

/// More than any of these tasks need.
const MOST_TURNS: u32 = 100;
