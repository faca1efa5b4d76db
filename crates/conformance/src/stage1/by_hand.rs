//! The machine that is written by hand.

use super::CoroutineState::{Complete, Yielded};
use super::{Bridge, Coroutine};
use crate::check::Check;
use crate::rule::{Rule, rules};

pub(super) fn rules<B: Bridge>() -> Vec<Rule> {
    rules! { B:
        the_machine_by_hand_follows_its_function;
        the_machine_by_hand_ends_loudly needs the_machine_by_hand_follows_its_function;
    }
}

fn the_machine_by_hand_follows_its_function<B: Bridge>(check: &mut Check) {
    check.step(
        "make total(10), and resume it for the first time with 99, which it cannot see",
    );
    let mut total = B::by_hand(10);
    check.equal(total.resume(99), Yielded(0));
    check.step("send it 4");
    check.equal(total.resume(4), Yielded(4));
    check.step("send it 5");
    check.equal(total.resume(5), Yielded(9));
    check.step("send it 6, which is enough");
    check.equal(total.resume(6), Complete("15 is enough".to_owned()));
    check.step("make total(0), which has enough before it begins");
    check.equal(B::by_hand(0).resume(99), Complete("0 is enough".to_owned()));
}

fn the_machine_by_hand_ends_loudly<B: Bridge>(check: &mut Check) {
    check.step("resume total(0) after its end");
    let mut total = B::by_hand(0);
    let _ = total.resume(0);
    let panics = check.panics(|| total.resume(0));
    check.that(panics, "a machine that has ended panics");
}
