//! Sends numbers to running averages, and compares with sums.

use state_machines::Coroutine;
use state_machines::CoroutineState::{self, Complete, Yielded};
use tulip_conformance::Check;

use crate::exercise::{RunningAverage, running_average};

pub fn check(check: &mut Check) {
    check.step("resume it for the first time: there is no average yet");
    let mut machine = running_average();
    expect(check, machine.resume(None), Yielded(None));

    check.step("send 10: it paused, so it stands at its `yield` and is not done");
    expect(check, machine.resume(Some(10.0)), Yielded(Some(10.0)));

    check.step("send 20: the 10 is still counted");
    expect(check, machine.resume(Some(20.0)), Yielded(Some(15.0)));

    check.step("send 60: all three count the same");
    expect(check, machine.resume(Some(60.0)), Yielded(Some(30.0)));

    check.step("send `None`: it ends, without another pause, and returns what it has");
    expect(check, machine.resume(None), Complete((3, Some(30.0))));

    check.step("resume it after its end");
    let panics = check.panics(|| machine.resume(None));
    check.that(panics, "a machine that has ended panics when it is resumed again");

    check.step("end one that was sent no number");
    let mut machine = running_average();
    expect(check, machine.resume(None), Yielded(None));
    expect(check, machine.resume(None), Complete((0, None)));

    check.step("send 99 with the first resume: no `yield` waits for it yet");
    let mut machine = running_average();
    expect(check, machine.resume(Some(99.0)), Yielded(None));
    expect(check, machine.resume(Some(1.0)), Yielded(Some(1.0)));

    for numbers in
        [&[0.0, 0.0, 3.0][..], &[-4.0, 4.0, 12.0], &[1e6, 1.0, -1e6, 2.5, 7.0], &[0.5; 9]]
    {
        whole_life(check, numbers);
    }
}

/// Sends all of `numbers`, and ends it.
fn whole_life(check: &mut Check, numbers: &[f64]) {
    check.step(format!("send {numbers:?}, then `None`"));
    let mut machine: RunningAverage = running_average();
    expect(check, machine.resume(None), Yielded(None));
    let (mut total, mut count, mut average) = (0.0, 0, None);
    for number in numbers {
        total += number;
        count += 1;
        average = Some(total / f64::from(count));
        expect(check, machine.resume(Some(*number)), Yielded(average));
    }
    expect(check, machine.resume(None), Complete((count, average)));
}

/// Equal, but for the last digits: there is more than one way to compute an average.
fn expect(check: &mut Check, got: State, expected: State) {
    let same = match (got, expected) {
        (Yielded(got), Yielded(expected)) => near(got, expected),
        (Complete((got_count, got)), Complete((count, expected))) => {
            got_count == count && near(got, expected)
        }
        _ => false,
    };
    if !same {
        check.equal(got, expected);
    }
}

fn near(got: Option<f64>, expected: Option<f64>) -> bool {
    match (got, expected) {
        (Some(got), Some(expected)) => (got - expected).abs() <= 1e-6,
        _ => got == expected,
    }
}

type State = CoroutineState<Option<f64>, (u32, Option<f64>)>;
