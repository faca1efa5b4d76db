//! The smallest scheduler: everybody runs until the next pause, in turn.

use crate::common::{panic_of, said};
use scheduler::{Coroutine, RoundRobin, machine};

#[test]
fn all_take_turns() {
    let mut turns = RoundRobin::new();
    for name in ["a", "b"] {
        turns.add(steps(name, 3));
    }
    turns.run();
    assert_eq!(said(), ["a1", "b1", "a2", "b2", "a3", "b3"]);
}

#[test]
fn who_has_ended_leaves_the_queue() {
    let mut turns = RoundRobin::new();
    for (name, last) in [("a", 1), ("b", 3), ("c", 2)] {
        turns.add(steps(name, last));
    }
    turns.run();
    assert_eq!(said(), ["a1", "b1", "c1", "b2", "c2", "b3"]);
}

#[test]
fn results_come_in_the_order_of_the_ends() {
    let mut turns = RoundRobin::new();
    for (name, last) in [("a", 1), ("b", 3), ("c", 2)] {
        turns.add(steps(name, last));
    }
    assert_eq!(turns.run(), ["a", "c", "b"]);
}

#[test]
fn adding_runs_nothing() {
    let mut turns = RoundRobin::new();
    turns.add(steps("a", 1));
    assert_eq!(said(), [""; 0]);
}

#[test]
fn nobody_has_no_results() {
    let mut nobody = RoundRobin::<Box<dyn Coroutine<Yield = (), Return = ()>>>::default();
    assert_eq!(nobody.run(), []);
}

#[test]
fn can_run_again() {
    let mut turns = RoundRobin::new();
    turns.add(steps("a", 1));
    assert_eq!(turns.run(), ["a"]);
    turns.add(steps("b", 1));
    assert_eq!(turns.run(), ["b"]);
}

#[test]
fn a_panic_takes_its_task_alone() {
    type AnyMachine = Box<dyn Coroutine<Yield = (), Return = &'static str>>;

    let mut turns = RoundRobin::<AnyMachine>::new();
    turns.add(Box::new(machine(async |_| panic!("out of paper"))));
    turns.add(Box::new(steps("a", 1)));
    assert_eq!(panic_of(|| turns.run()), "out of paper");
    assert_eq!(turns.run(), ["a"]);
}

fn steps(
    name: &'static str,
    last: u32,
) -> impl Coroutine<Yield = (), Return = &'static str> {
    machine(async move |y| {
        for step in 1..=last {
            say!("{name}{step}");
            y.yield_(()).await;
        }
        name
    })
}
