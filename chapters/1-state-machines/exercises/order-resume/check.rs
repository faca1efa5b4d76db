//! Puts coins into piggy banks, and compares each total with a sum.

use state_machines::Coroutine;
use state_machines::CoroutineState::Yielded;
use tulip_conformance::Check;

use crate::exercise::piggy_bank;

pub fn check(check: &mut Check) {
    check.step("resume a piggy bank for the first time");
    let mut bank = piggy_bank();
    check.equal(bank.resume(0), Yielded(0));

    check.step("send the coin 10: the machine paused, so it stands at `AtYield`");
    check.equal(bank.resume(10), Yielded(10));

    check.step("send the coin 2: the 10 is still there");
    check.equal(bank.resume(2), Yielded(12));

    check.step("send the coin 0");
    check.equal(bank.resume(0), Yielded(12));

    check.step("send 7 with the first resume: no `yield` waits for it yet");
    let mut bank = piggy_bank();
    check.equal(bank.resume(7), Yielded(0));

    check.step("fill two piggy banks in turn: each has its own total");
    let (mut mine, mut yours) = (piggy_bank(), piggy_bank());
    check.equal((mine.resume(0), yours.resume(0)), (Yielded(0), Yielded(0)));
    let mut totals = (0, 0);
    for coin in 1..=20 {
        totals = (totals.0 + coin, totals.1 + 3 * coin);
        let got = (mine.resume(coin), yours.resume(3 * coin));
        check.equal(got, (Yielded(totals.0), Yielded(totals.1)));
    }
}
