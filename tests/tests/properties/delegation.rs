//! Random talks with a machine that uses a machine: by hand and by the bridge they are equal.

use std::mem;

use proptest::prelude::*;
use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, Machine, machine};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn by_hand_and_by_delegate_are_equal(sent in sends()) {
        prop_assert_eq!(talk(TwoSums::Start, &sent), talk(two_sums(), &sent));
    }
}

/// Not vacuous: the random talks end, and a delegation that is wrong in one place is found out.
#[test]
fn the_comparison_refuses_an_outer_that_shows_the_inners_result() {
    let sent = [0, 1, 0, 2, 0];
    let right = talk(two_sums(), &sent);
    assert_eq!(right, (vec![0, 1, 0, 2], Some((1, 2))));
    assert_eq!(talk(TwoSums::Start, &sent), right);
    assert_ne!(talk(shows_results(), &sent), right);
}

/// What a machine hands out when all of `sent` is sent in: its yields, and its result if it
/// came so far.
fn talk<R>(
    mut machine: impl Coroutine<i32, Yield = i32, Return = R>,
    sent: &[i32],
) -> (Vec<i32>, Option<R>) {
    let mut yields = Vec::new();
    for value in sent {
        match machine.resume(*value) {
            Yielded(value) => yields.push(value),
            Complete(result) => return (yields, Some(result)),
        }
    }
    (yields, None)
}

/// Zero ends a sum, so there must be enough of them.
fn sends() -> impl Strategy<Value = Vec<i32>> {
    proptest::collection::vec(prop_oneof![Just(0), -9..10], 0..16)
}

fn two_sums() -> Machine<i32, i32, (i32, i32)> {
    machine(async |y| {
        let first = y.delegate(&mut collect(), 0).await;
        (first, y.delegate(&mut collect(), 0).await)
    })
}

/// The wrong idea that the inner's result goes to the driver.
fn shows_results() -> Machine<i32, i32, (i32, i32)> {
    machine(async |y| {
        let first = y.delegate(&mut collect(), 0).await;
        y.yield_(first).await;
        (first, y.delegate(&mut collect(), 0).await)
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
/// def two_sums():
///     first = yield from collect()
///     second = yield from collect()
///     return first, second
/// ```
enum TwoSums {
    Start,
    AtFirst { inner: Collect },
    AtSecond { first: i32, inner: Collect },
    Done,
}

impl Coroutine<i32> for TwoSums {
    type Yield = i32;
    type Return = (i32, i32);

    fn resume(&mut self, sent: i32) -> CoroutineState<i32, (i32, i32)> {
        match mem::replace(self, Self::Done) {
            Self::Start => self.at_first(Collect::Start, 0),
            Self::AtFirst { inner } => self.at_first(inner, sent),
            Self::AtSecond { first, inner } => self.at_second(first, inner, sent),
            Self::Done => panic!("`TwoSums` resumed after completion"),
        }
    }
}

impl TwoSums {
    fn at_first(
        &mut self,
        mut inner: Collect,
        sent: i32,
    ) -> CoroutineState<i32, (i32, i32)> {
        match inner.resume(sent) {
            Yielded(sum) => {
                *self = Self::AtFirst { inner };
                Yielded(sum)
            }
            Complete(first) => self.at_second(first, Collect::Start, 0),
        }
    }

    fn at_second(
        &mut self,
        first: i32,
        mut inner: Collect,
        sent: i32,
    ) -> CoroutineState<i32, (i32, i32)> {
        match inner.resume(sent) {
            Yielded(sum) => {
                *self = Self::AtSecond { first, inner };
                Yielded(sum)
            }
            Complete(second) => Complete((first, second)),
        }
    }
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
