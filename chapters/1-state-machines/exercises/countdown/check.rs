//! Sends numbers to countdowns at every place, and compares them with a loop without pauses.

use state_machines::Coroutine;
use state_machines::CoroutineState::{self, Complete, Yielded};
use tulip_conformance::Check;

use crate::exercise::countdown;

pub fn check(check: &mut Check) {
    check.step("resume a countdown from 3 for the first time");
    let mut machine = countdown(3);
    check.equal(machine.resume(None), Yielded(3));

    check.step("resume it again: it paused, so it stands at `AtYield`");
    check.equal(machine.resume(None), Yielded(2));
    check.equal(machine.resume(None), Yielded(1));

    check.step("resume it after its last number: it ends, without another pause");
    check.equal(machine.resume(None), Complete(()));

    check.step("resume it once more after its end");
    let panics = check.panics(|| machine.resume(None));
    check.that(panics, "a machine that has ended panics when it is resumed again");

    check.step("count down from 0: it ends at the first resume");
    check.equal(countdown(0).resume(None), Complete(()));

    check.step("send 10 to a countdown that stands at 3: it yields 10");
    let mut machine = countdown(3);
    check.equal(machine.resume(None), Yielded(3));
    check.equal(machine.resume(Some(10)), Yielded(10));

    check.step("go on after the 10: it counts on from there");
    check.equal(machine.resume(None), Yielded(9));

    check.step("send 0: it ends, without another pause");
    check.equal(machine.resume(Some(0)), Complete(()));

    check.step("send 7 with the first resume: no `yield` waits for it yet");
    check.equal(countdown(3).resume(Some(7)), Yielded(3));

    for from in 0..4 {
        for place in 0..4 {
            for number in 0..4 {
                let mut sent = vec![None; 8];
                sent[place] = Some(number);
                check.step(format!("count down from {from}, and send {sent:?}"));
                check.equal(drive(from, &sent), without_pauses(from, &sent));
            }
        }
    }
}

/// What the machine hands out for each of `sent`, to its end.
fn drive(from: u32, sent: &[Option<u32>]) -> Vec<CoroutineState<u32, ()>> {
    let mut machine = countdown(from);
    let mut states = Vec::new();
    for value in sent {
        states.push(machine.resume(*value));
        if states.ends_with(&[Complete(())]) {
            break;
        }
    }
    states
}

/// The same from a loop.
fn without_pauses(from: u32, sent: &[Option<u32>]) -> Vec<CoroutineState<u32, ()>> {
    let mut n = from;
    let mut states = Vec::new();
    for (i, value) in sent.iter().enumerate() {
        if i > 0 {
            n = value.unwrap_or(n - 1);
        }
        if n == 0 {
            states.push(Complete(()));
            break;
        }
        states.push(Yielded(n));
    }
    states
}
