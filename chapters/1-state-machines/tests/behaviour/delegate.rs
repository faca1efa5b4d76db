//! A machine that uses a machine: who gets the value, who the result?

use std::mem;

use crate::common::Log;
use state_machines::Coroutine;
use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Machine, machine};

#[test]
fn values_go_both_ways_through_three_levels() {
    let mut outer = three_levels(&Log::default());
    assert_eq!(outer.resume(0), Yielded("inner asks"));
    assert_eq!(outer.resume(1), Yielded("inner asks again"));
    assert_eq!(outer.resume(2), Yielded("outer asks"));
}

#[test]
fn the_result_goes_to_who_delegates_and_not_to_who_drives() {
    let log = Log::default();
    let mut outer = three_levels(&log);
    let states = [0, 1, 2, 4].map(|sent| outer.resume(sent));
    assert_eq!(log.take(), ["middle got 12", "outer got 120"]);
    assert!(states[..3].iter().all(|state| matches!(state, Yielded(_))));
    assert_eq!(states[3], Complete(124));
}

#[test]
fn what_delegate_is_given_first_is_what_the_inner_begins_with() {
    let mut outer = machine(async |y| {
        let mut inner = machine(async |y| (y.first(), y.yield_(()).await));
        y.delegate(&mut inner, "from the outer").await
    });
    assert_eq!(outer.resume("to the outer"), Yielded(()));
    assert_eq!(
        outer.resume("through the outer"),
        Complete((Some("from the outer"), "through the outer"))
    );
}

#[test]
fn an_inner_without_a_pause_is_no_pause() {
    let mut outer =
        machine::<(), (), _>(async |y| y.delegate(&mut machine(async |_| 1), ()).await);
    assert_eq!(outer.resume(()), Complete(1));
}

#[test]
fn delegating_to_a_machine_of_which_only_the_trait_is_known() {
    let mut inners: Vec<Box<dyn Coroutine<i32, Yield = i32, Return = i32>>> =
        vec![Box::new(Collect::Start), Box::new(collect())];
    let mut outer = machine(async move |y| {
        let mut results = Vec::new();
        for inner in &mut inners {
            results.push(y.delegate(inner, 0).await);
        }
        results
    });
    let states = [9, 1, 2, 0, 5].map(|sent| outer.resume(sent));
    assert_eq!(states, [0, 1, 3, 0, 5].map(Yielded));
    assert_eq!(outer.resume(0), Complete(vec![3, 5]));
}

#[test]
fn an_inner_that_began_already_goes_on() {
    let mut inner = collect();
    assert_eq!(inner.resume(0), Yielded(0));
    assert_eq!(inner.resume(1), Yielded(1));
    let mut outer = machine(async move |y| y.delegate(&mut inner, 10).await);
    assert_eq!(outer.resume(99), Yielded(11));
    assert_eq!(outer.resume(0), Complete(11));
}

fn three_levels(log: &Log) -> Machine<i32, &'static str, i32> {
    let log = log.clone();
    machine(async move |y| {
        let mut middle = machine({
            let log = log.clone();
            async move |y| {
                let mut inner = machine(async |y| {
                    10 * y.yield_("inner asks").await + y.yield_("inner asks again").await
                });
                let result: i32 = y.delegate(&mut inner, 0).await;
                log.add(format_args!("middle got {result}"));
                10 * result
            }
        });
        let result = y.delegate(&mut middle, 0).await;
        log.add(format_args!("outer got {result}"));
        result + y.yield_("outer asks").await
    })
}

fn collect() -> Machine<i32, i32, i32> {
    machine(async |y| {
        let mut sum = 0;
        loop {
            match y.yield_(sum).await {
                0 => return sum,
                number => sum += number,
            }
        }
    })
}

/// ```python
/// def collect():
///     total = 0
///     while number := (yield total):
///         total += number
///     return total
/// ```
enum Collect {
    Start,
    AtYield { sum: i32 },
    Done,
}

impl Coroutine<i32> for Collect {
    type Yield = i32;
    type Return = i32;

    fn resume(&mut self, sent: i32) -> CoroutineState<i32, i32> {
        let sum = match (mem::replace(self, Self::Done), sent) {
            (Self::Start, _) => 0,
            (Self::AtYield { sum }, 0) => return Complete(sum),
            (Self::AtYield { sum }, number) => sum + number,
            (Self::Done, _) => panic!("`Collect` resumed after completion"),
        };
        *self = Self::AtYield { sum };
        Yielded(sum)
    }
}
