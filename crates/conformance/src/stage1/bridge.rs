//! Machines of async blocks.

use std::cell::Cell;
use std::future::{pending, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;

use super::CoroutineState::{Complete, Yielded};
use super::{Bridge, Coroutine, CoroutineState, Yielder};
use crate::check::Check;
use crate::rule::{Rule, rules};

pub(super) fn rules<B: Bridge>() -> Vec<Rule> {
    rules! { B:
        nothing_runs_before_the_first_resume;
        what_is_yielded_goes_out;
        what_is_sent_arrives_at_the_pause needs what_is_yielded_goes_out;
        the_result_comes_at_the_end needs what_is_yielded_goes_out;
        the_first_value_waits_until_the_first_pause
            needs nothing_runs_before_the_first_resume, what_is_sent_arrives_at_the_pause,
            the_result_comes_at_the_end;
        a_pause_that_is_asked_twice_answers_once needs what_is_sent_arrives_at_the_pause,
            the_result_comes_at_the_end;
        resuming_after_the_end_panics needs the_result_comes_at_the_end;
        dropping_a_machine_cleans_up needs the_result_comes_at_the_end;
        only_its_yielder_pauses_a_machine needs what_is_yielded_goes_out;
        the_bridge_equals_the_enum needs the_machine_by_hand_follows_its_function,
            what_is_sent_arrives_at_the_pause, the_result_comes_at_the_end;
    }
}

fn nothing_runs_before_the_first_resume<B: Bridge>(check: &mut Check) {
    let runs = Rc::new(Cell::new(false));
    let seen = Rc::clone(&runs);
    check.step("make a machine of an async block");
    let mut machine = B::machine(async move |_| {
        runs.set(true);
        String::new()
    });
    check.that(!seen.get(), "its body runs when it is resumed, not when it is made");
    check.step("resume it for the first time");
    let _ = machine.resume(0);
    check.that(seen.get(), "the first resume runs the body");
}

fn what_is_yielded_goes_out<B: Bridge>(check: &mut Check) {
    check.step("make a machine that yields 10 and then 20");
    let mut machine = B::machine(async |y| {
        y.yield_(10).await;
        y.yield_(20).await;
        String::new()
    });
    check.step("resume it for the first time");
    check.equal(machine.resume(0), Yielded(10));
    check.step("resume it for the second time");
    check.equal(machine.resume(0), Yielded(20));
}

fn what_is_sent_arrives_at_the_pause<B: Bridge>(check: &mut Check) {
    check.step("make a machine that yields 0, and from then on what it was sent");
    let mut machine = B::machine(async |y| {
        let mut sent = 0;
        loop {
            sent = y.yield_(sent.into()).await;
        }
    });
    check.step("resume it for the first time, with 5");
    check.equal(machine.resume(5), Yielded(0));
    for sent in [6, 7] {
        check.step(format!("resume it with {sent}: the pause before ends with that"));
        check.equal(machine.resume(sent), Yielded(sent.into()));
    }
}

fn the_result_comes_at_the_end<B: Bridge>(check: &mut Check) {
    check.step("resume a machine that pauses once and then returns \"done\"");
    let mut machine = B::machine(async |y| {
        y.yield_(1).await;
        "done".to_owned()
    });
    check.equal(machine.resume(0), Yielded(1));
    check.equal(machine.resume(0), Complete("done".to_owned()));
    check.step("resume a machine that never pauses");
    let mut machine = B::machine(async |_| "at once".to_owned());
    check.equal(machine.resume(0), Complete("at once".to_owned()));
}

fn the_first_value_waits_until_the_first_pause<B: Bridge>(check: &mut Check) {
    check.step(
        "make a machine that yields whether `first` has a value: 1 for yes, 0 for no",
    );
    let mut machine = B::machine(async |y| {
        let first = y.first();
        y.yield_(u64::from(first == Some(5))).await;
        y.yield_(u64::from(y.first().is_some())).await;
        String::new()
    });
    check.step("resume it for the first time, with 5: `first` has it");
    check.equal(machine.resume(5), Yielded(1));
    check.step("resume it with 6: that belongs to the pause, and `first` is empty");
    check.equal(machine.resume(6), Yielded(0));

    check.step("make a machine that looks at `first` only after its first pause");
    let mut machine = B::machine(async |y| {
        let sent = y.yield_(0).await;
        y.yield_(u64::from(y.first().is_some())).await;
        sent.to_string()
    });
    let _ = machine.resume(5);
    check.step("resume it with 6: nobody took the 5, and it is gone");
    check.equal(machine.resume(6), Yielded(0));
    check.equal(machine.resume(7), Complete("6".to_owned()));
}

/// A pause may be polled again before its answer has come: by a join that polls all its parts
/// whenever one of them goes on, say.
fn a_pause_that_is_asked_twice_answers_once<B: Bridge>(check: &mut Check) {
    check.step(
        "make a machine that yields 1, polls that pause twice in each resume, and returns its \
         answer",
    );
    let mut machine = B::machine(async |y| {
        let mut pause = pin!(y.yield_(1));
        let answer = poll_fn(|context| match pause.as_mut().poll(context) {
            Poll::Pending => pause.as_mut().poll(context),
            ready @ Poll::Ready(_) => ready,
        });
        answer.await.to_string()
    });
    check.step(
        "resume it for the first time, with 5: its pause is asked a second time, and has no \
         answer yet",
    );
    check.equal(machine.resume(5), Yielded(1));
    check.step("resume it with 6: that is the answer, and nothing is handed out again");
    check.equal(machine.resume(6), Complete("6".to_owned()));
}

fn resuming_after_the_end_panics<B: Bridge>(check: &mut Check) {
    check.step("run a machine to its end");
    let mut machine = B::machine(async |_| "done".to_owned());
    check.equal(machine.resume(0), Complete("done".to_owned()));
    for time in ["once", "twice"] {
        check.step(format!("resume it {time} more after its end"));
        let panics = check.panics(|| machine.resume(0));
        check.that(panics, "a machine that has ended panics: it has nothing more to give");
    }
}

fn dropping_a_machine_cleans_up<B: Bridge>(check: &mut Check) {
    let cleaned = Rc::new(Cell::new(0));
    let guarded = || {
        let guard = Guard(Rc::clone(&cleaned));
        B::machine(async move |y| {
            let _guard = guard;
            y.yield_(1).await;
            String::new()
        })
    };

    check.step("drop a machine that pauses, and whose body holds a guard");
    let mut machine = guarded();
    check.equal(machine.resume(0), Yielded(1));
    check.equal(cleaned.get(), 0);
    drop(machine);
    check.that(cleaned.get() == 1, "who is dropped at a pause drops what its body holds");

    check.step("drop a machine that has not begun");
    cleaned.set(0);
    drop(guarded());
    check.that(cleaned.get() == 1, "who is dropped before its first resume drops its body");

    check.step("run a machine to its end, and then drop it");
    cleaned.set(0);
    let mut machine = guarded();
    check.equal(machine.resume(0), Yielded(1));
    check.equal(machine.resume(0), Complete(String::new()));
    check.that(cleaned.get() == 1, "who has ended has dropped what its body held");
    drop(machine);
    check.that(cleaned.get() == 1, "clean-up runs once");
}

fn only_its_yielder_pauses_a_machine<B: Bridge>(check: &mut Check) {
    check.step(
        "resume a machine that yields once, and then awaits a future that is never ready",
    );
    let mut machine = B::machine(async |y| {
        y.yield_(1).await;
        pending().await
    });
    check.equal(machine.resume(0), Yielded(1));
    let panics = check.panics(|| machine.resume(0));
    check.that(
        panics,
        "a machine that pauses and has yielded nothing panics: nobody would wake it",
    );
}

fn the_bridge_equals_the_enum<B: Bridge>(check: &mut Check) {
    for (limit, sent) in [
        (0, &[9][..]),
        (1, &[9, 0, 0, 1]),
        (100, &[0, 30, 30, 30, 30]),
        (1000, &[0, 999, 0, 1]),
    ] {
        check.step(format!(
            "send {sent:?} to total({limit}), by hand and as an async block"
        ));
        let by_hand = outputs(B::by_hand(limit), sent);
        let bridged = outputs(
            B::machine(async move |y| {
                let mut total = 0;
                while total < limit {
                    total += u64::from(y.yield_(total).await);
                }
                format!("{total} is enough")
            }),
            sent,
        );
        check.equal(bridged, by_hand);
    }
}

fn outputs(
    mut machine: impl Coroutine<u32, Yield = u64, Return = String>,
    sent: &[u32],
) -> Vec<CoroutineState<u64, String>> {
    sent.iter().map(|sent| machine.resume(*sent)).collect()
}

struct Guard(Rc<Cell<u32>>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.set(self.0.get() + 1);
    }
}
