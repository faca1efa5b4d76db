//! Drives machines of several lengths by `for`, and counts how often each is resumed.

use std::cell::Cell;
use std::rc::Rc;

use state_machines::{Coroutine, machine};
use tulip_conformance::Check;

use crate::exercise::ToIterator;

pub fn check(check: &mut Check) {
    one_by_one(check);
    before_the_end(check);
    every_length(check);
}

fn one_by_one(check: &mut Check) {
    check.step("wrap a machine");
    let (machine, resumes) = counted(2, "the end");
    let mut iterator = ToIterator::new(machine);
    check.that(
        resumes.get() == 0,
        "iterators are lazy: `new` runs nothing, the machine waits for the first `next`",
    );

    check.step("ask for the first value");
    check.equal(iterator.next(), Some(1));
    check.that(resumes.get() == 1, "one `next` is one resume");

    check.step("ask for the second value");
    check.equal(iterator.next(), Some(2));

    check.step("ask again: now the machine ends");
    check.equal(iterator.next(), None);
    check.that(resumes.get() == 3, "one `next` is one resume");

    check.step("ask once more after the end: the machine must not be resumed again");
    check.equal(iterator.next(), None);
    check.equal(iterator.next(), None);

    check.step("finish after the end: here is what the machine returned");
    check.equal(iterator.finish(), Some("the end"));
}

fn before_the_end(check: &mut Check) {
    check.step("finish an iterator that was never asked");
    let (machine, resumes) = counted(3, "the end");
    check.equal(ToIterator::new(machine).finish(), None);
    check.that(resumes.get() == 0, "`finish` does not run the machine");

    check.step("finish an iterator before its end");
    let (machine, resumes) = counted(3, "the end");
    let mut iterator = ToIterator::new(machine);
    check.equal(iterator.next(), Some(1));
    check.equal(iterator.next(), Some(2));
    check.equal(iterator.next(), Some(3));
    check.equal(iterator.finish(), None);
    check.that(resumes.get() == 3, "`finish` does not run the machine");
}

fn every_length(check: &mut Check) {
    for pauses in 0..6 {
        check.step(format!("let a `for` loop drive a machine that pauses {pauses} times"));
        let result = format!("paused {pauses} times");
        let (machine, _) = counted(pauses, result.clone());
        let mut iterator = ToIterator::new(machine);
        let mut values = Vec::new();
        for value in iterator.by_ref() {
            values.push(value);
        }
        check.equal(values, (1..=pauses).collect::<Vec<_>>());
        check.equal(iterator.finish(), Some(result));
    }
}

/// A machine that yields 1, 2 and so on, and how often it was resumed.
fn counted<R: 'static>(
    pauses: u32,
    result: R,
) -> (impl Coroutine<Yield = u32, Return = R>, Rc<Cell<u32>>) {
    let resumes = Rc::new(Cell::new(0));
    let count = Rc::clone(&resumes);
    let machine = machine(async move |y| {
        for number in 1..=pauses {
            count.set(number);
            y.yield_(number).await;
        }
        count.set(pauses + 1);
        result
    });
    (machine, resumes)
}
