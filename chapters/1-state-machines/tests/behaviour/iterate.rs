//! A `for` loop drives a machine, and nothing that it returns is lost.

use crate::common::{Log, panic_of};
use state_machines::{Iterate, Machine, machine};

#[test]
fn gives_the_yields_in_their_order() {
    assert_eq!(Iterate::new(countdown()).collect::<Vec<_>>(), [3, 2, 1]);
}

#[test]
fn finish_has_the_result_after_the_end() {
    let mut numbers = Iterate::new(countdown());
    for _ in &mut numbers {}
    assert_eq!(numbers.finish(), Some("lift-off"));
}

#[test]
fn finish_has_nothing_before_the_end() {
    let mut numbers = Iterate::new(countdown());
    assert_eq!(numbers.by_ref().take(3).count(), 3);
    assert_eq!(numbers.finish(), None);
}

#[test]
fn finish_before_the_end_stops_the_machine() {
    let log = Log::default();
    let mut numbers = Iterate::new(machine({
        let log = log.clone();
        async move |y| {
            let _desk = log.guard("desk");
            y.yield_(1).await;
        }
    }));
    assert_eq!(numbers.next(), Some(1));
    assert_eq!(numbers.finish(), None);
    assert_eq!(log.take(), ["clean up desk"]);
}

#[test]
fn wrapping_runs_nothing() {
    let log = Log::default();
    let mut numbers = Iterate::new(machine({
        let log = log.clone();
        async move |y| {
            log.add("started");
            y.yield_(1).await;
        }
    }));
    assert_eq!(log.take(), [""; 0]);
    assert_eq!(numbers.next(), Some(1));
    assert_eq!(log.take(), ["started"]);
}

#[test]
fn is_fused() {
    let mut numbers = Iterate::new(countdown());
    assert_eq!(numbers.by_ref().count(), 3);
    assert_eq!([numbers.next(), numbers.next()], [None, None]);
    assert_eq!(numbers.finish(), Some("lift-off"));
}

#[test]
fn a_machine_without_a_yield_gives_its_result_all_the_same() {
    let mut numbers = Iterate::new(machine::<_, (), _>(async |_| "at once"));
    assert_eq!(numbers.next(), None);
    assert_eq!(numbers.finish(), Some("at once"));
}

#[test]
fn a_result_that_is_no_result_counts_as_one() {
    let mut numbers = Iterate::new(machine::<_, (), Option<i32>>(async |_| None));
    assert_eq!(numbers.next(), None);
    assert_eq!(numbers.finish(), Some(None));
}

#[test]
fn a_machine_that_panics_is_not_taken_for_one_that_ended() {
    let mut numbers = Iterate::new(machine::<_, i32, ()>(async |y| {
        y.yield_(1).await;
        panic!("out of numbers");
    }));
    assert_eq!(numbers.next(), Some(1));
    assert_eq!(panic_of(|| numbers.next()), "out of numbers");
    assert_eq!(panic_of(|| numbers.next()), "machine resumed after completion");
}

fn countdown() -> Machine<(), i32, &'static str> {
    machine(async |y| {
        for number in [3, 2, 1] {
            y.yield_(number).await;
        }
        "lift-off"
    })
}
