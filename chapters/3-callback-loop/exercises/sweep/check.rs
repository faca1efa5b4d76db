//! Sets, takes back and fires timers, weighs and counts their entries, and asks when the loop would
//! wake.

use std::alloc::System;
use std::rc::Rc;
use std::time::Duration;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use tulip_conformance::Check;

use crate::exercise::Timers;

/// Knows how much memory the timers hold, whatever `timers_len` says.
#[global_allocator]
static HEAP: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

pub fn check(check: &mut Check) {
    check_fire(check);
    check_cancel(check);
    check_piles(check);
    check_cost(check);
    check_mixture(check);
}

fn check_fire(check: &mut Check) {
    check.step("ask before a timer is set");
    let mut timers = Timers::default();
    check.equal(
        (timers.next_deadline(), timers.fire(at(9)), timers.timers_len()),
        (None, None, 0),
    );

    check.step("set timers for 3 s, 1 s and 2 s, and fire at 0.999 s, at 1 s and at 9 s");
    for secs in [3, 1, 2] {
        timers.set(at(secs), secs);
    }
    check.equal(timers.next_deadline(), Some(at(1)));
    check.equal(timers.fire(Duration::from_millis(999)), None);
    check.equal([(); 2].map(|()| timers.fire(at(1))), [Some(1), None]);
    check.equal([(); 3].map(|()| timers.fire(at(9))), [Some(2), Some(3), None]);
    check.equal(timers.next_deadline(), None);

    check.step("set eight timers for the same second, and fire them");
    for number in 0..8 {
        timers.set(at(1), number);
    }
    let fired: Vec<_> = (0..8).filter_map(|_| timers.fire(at(1))).collect();
    check.equal(fired, (0..8).collect());
}

fn check_cancel(check: &mut Check) {
    check.step("set timers for 1 s, 2 s and 3 s, and take the second back");
    let mut timers = Timers::default();
    let [_, second, _] = [1, 2, 3].map(|secs| timers.set(at(secs), secs));
    check.equal(timers.cancel(second), Some(2));
    check.equal(timers.cancel(second), None);
    check.equal([(); 3].map(|()| timers.fire(at(9))), [Some(1), Some(3), None]);

    check.step("take a timer back that has fired, while another one is armed");
    let fired = timers.set(at(10), 10);
    timers.fire(at(10));
    timers.set(at(10), 11);
    check.equal(timers.cancel(fired), None);
    check.equal(timers.fire(at(10)), Some(11));

    check.step("take the first of two timers back, and ask when the loop has to wake up");
    let first = timers.set(at(20), 20);
    timers.set(at(30), 30);
    timers.cancel(first);
    let next = timers.next_deadline();
    check.that(
        next == Some(at(30)),
        format!("the timer for 20 s was taken back, so 30 s is next, and not {next:?}"),
    );

    check.step("take the last timer back, and ask when the loop has to wake up");
    let mut timers = Timers::default();
    let only = timers.set(at(1), Rc::new(()));
    let held = timers.cancel(only).expect("it was armed");
    check.that(
        Rc::strong_count(&held) == 1,
        "what was to happen is given out, and not kept",
    );
    check.that(
        timers.next_deadline().is_none(),
        "no timer is left, and the loop is told to wake up for one",
    );
}

fn check_piles(check: &mut Check) {
    check.step("set ten thousand timers one after the other, and take each back at once");
    let before = bytes_held();
    let mut timers = Timers::default();
    for number in 0..10_000 {
        let timer = timers.set(at(60 + number), number);
        timers.cancel(timer);
        not_piled(check, &timers, 0);
    }
    let (held, entries) = (bytes_held().saturating_sub(before), timers.timers_len());
    check.that(
        held <= MOST_BYTES,
        format!(
            "no timer is armed, `timers_len` gives {entries}, and the timers hold {held} bytes, \
             {} for each of the ten thousand that were taken back: their entries are still there. \
             `timers_len` has to count them too; and then see that they go, in `cancel` at once, \
             or all together when there are too many",
            held / 10_000
        ),
    );

    check.step(
        "keep a thousand timers, and take five thousand others back, from the far end",
    );
    for number in 0..1000 {
        timers.set(at(number), number);
    }
    let others: Vec<_> =
        (0..5000).map(|number| timers.set(at(5000 + number), number)).collect();
    for timer in others.into_iter().rev() {
        timers.cancel(timer);
    }
    not_piled(check, &timers, 1000);
    check.equal(timers.fire(at(0)), Some(0));
    let left = (0..10_000).filter(|_| timers.fire(at(99_999)).is_some()).count();
    check.that(left == 999, format!("999 timers are left, and {left} fired"));
}

fn not_piled(check: &mut Check, timers: &Timers<u64>, armed: usize) {
    let entries = timers.timers_len();
    check.that(
        entries <= 2 * armed + 100,
        format!(
            "{armed} timers are armed, and `timers_len` gives {entries}: those that were taken \
             back pile up. `cancel` has to take the entry out, or to sweep when there are too many"
        ),
    );
    check.that(
        entries >= armed,
        format!(
            "{armed} timers are armed, and `timers_len` gives {entries}: it counts too few"
        ),
    );
}

/// What the program has asked for and not yet given back.
fn bytes_held() -> usize {
    let stats = HEAP.stats();
    stats.bytes_allocated - stats.bytes_deallocated
}

fn check_cost(check: &mut Check) {
    check.step(
        "take a hundred thousand timers back, while a hundred thousand others stay: that is quick \
         unless each `cancel` goes through all of them",
    );
    let mut timers = Timers::default();
    for number in 0..100_000 {
        timers.set(at(1), number);
    }
    let others: Vec<_> = (0..100_000).map(|number| timers.set(at(2), number)).collect();
    for timer in others {
        timers.cancel(timer);
    }
    not_piled(check, &timers, 100_000);
}

/// By numbers that look like chance and are the same each time.
fn check_mixture(check: &mut Check) {
    check.step("set, take back and fire timers in a mixture");
    let mut timers = Timers::default();
    let mut armed = Vec::new();
    let (mut number, mut fired_last) = (1_u32, (Duration::ZERO, 0));
    for round in 0..5000_u64 {
        number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let delay = Duration::from_millis(u64::from(number >> 24));
        let deadline = Duration::from_millis(round) + delay;
        armed.push((deadline, round, timers.set(deadline, (deadline, round))));
        if number >> 31 == 0 {
            let index = number as usize % armed.len();
            let (deadline, round, timer) = armed.remove(index);
            check.equal(timers.cancel(timer), Some((deadline, round)));
        }
        let first = armed.iter().map(|(deadline, ..)| *deadline).min();
        check.equal(timers.next_deadline(), first);
        while let Some(fired) = timers.fire(Duration::from_millis(round)) {
            check.that(fired > fired_last, "deadline first, and then the order of setting");
            fired_last = fired;
            let index = armed.iter().position(|(_, round, _)| *round == fired.1);
            let Some(index) = index else {
                check.fail(format!(
                    "a timer fired that was taken back or had fired: {fired:?}"
                ));
            };
            armed.remove(index);
        }
    }
}

fn at(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// For the hundred entries that may be left: 200 for each.
const MOST_BYTES: usize = 100 * 200;
