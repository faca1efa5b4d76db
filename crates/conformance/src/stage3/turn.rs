//! In which order callbacks run, and in which turn.

use std::cell::Cell;
use std::rc::Rc;

use super::table::Table;
use super::{Nested, Runtime};
use crate::check::Check;
use crate::rule::{Rule, rules};

pub(super) fn rules<R: Runtime>() -> Vec<Rule> {
    rules! { R:
        nothing_runs_before_the_loop_does;
        queued_first_runs_first needs nothing_runs_before_the_loop_does;
        stop_ends_the_turn needs queued_first_runs_first;
        a_run_within_a_run_is_refused needs queued_first_runs_first;
        a_callback_that_was_taken_back_is_not_called needs queued_first_runs_first;
    }
}

fn nothing_runs_before_the_loop_does<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step(
        "queue a callback and one that stops the loop, and look before the loop runs",
    );
    table.soon("a");
    table.said(check, &[]);
    stop_soon(&table);

    check.step("run the loop");
    table.run_until_stopped(check);
    table.said(check, &["a"]);
}

fn queued_first_runs_first<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("queue a, b and c, and run");
    for name in ["a", "b", "c"] {
        table.soon(name);
    }
    stop_soon(&table);
    table.run_until_stopped(check);
    table.said(check, &["a", "b", "c"]);
}

fn stop_ends_the_turn<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("queue a, which stops the loop and queues c, and then b");
    let (event_loop, log) = (Rc::clone(&table.event_loop), table.log.clone());
    table.event_loop.call_soon(move || {
        log.say("a");
        event_loop.stop();
        let again = Rc::clone(&event_loop);
        event_loop.call_soon(move || {
            log.say("c");
            let stopping = Rc::clone(&again);
            again.call_soon(move || {
                log.say("d");
                stopping.stop();
            });
        });
    });
    table.soon("b");
    table.run_until_stopped(check);
    table.said(check, &["a", "b"]);

    check.step("run the loop once more; c queues d, which stops it");
    table.run_until_stopped(check);
    table.said(check, &["c", "d"]);
}

fn a_run_within_a_run_is_refused<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("run the loop within a callback, twice; behind it stands b, which queues c");
    let event_loop = Rc::clone(&table.event_loop);
    let told = Rc::new(Cell::new(None));
    let answer = Rc::clone(&told);
    table.event_loop.call_soon(move || {
        answer.set(Some([(); 2].map(|()| {
            // Should the inner loop run, somebody has to stop it.
            let stopping = Rc::clone(&event_loop);
            let stop = event_loop.call_soon(move || stopping.stop());
            let ran = event_loop.run_forever();
            event_loop.cancel(&stop);
            ran
        })));
    });
    let (event_loop, log) = (Rc::clone(&table.event_loop), table.log.clone());
    table.event_loop.call_soon(move || {
        log.say("b");
        let stopping = Rc::clone(&event_loop);
        event_loop.call_soon(move || {
            log.say("c");
            stopping.stop();
        });
    });
    table.run_until_stopped(check);
    check.that(
        told.get() == Some([Err(Nested); 2]),
        "a loop within a loop would run callbacks in the middle of another one: `run_forever` says \
         `Nested` each time, and runs nothing",
    );
    table.said(check, &["b", "c"]);
}

fn a_callback_that_was_taken_back_is_not_called<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("queue a, b and c, and take b back, twice");
    table.soon("a");
    let b = table.soon("b");
    table.soon("c");
    let told = [(); 2].map(|()| table.event_loop.cancel(&b));
    check.equal(told, [true, false]);
    stop_soon(&table);
    table.run_until_stopped(check);
    table.said(check, &["a", "c"]);

    check.step("queue a callback that takes back the next one");
    let table = Table::<R>::new();
    let (next, told) = (Rc::new(Cell::new(None)), Rc::new(Cell::new(None)));
    let (target, answer) = (Rc::clone(&next), Rc::clone(&told));
    let event_loop = Rc::clone(&table.event_loop);
    table.event_loop.call_soon(move || {
        let target = target.take().expect("a check sets it");
        answer.set(Some(event_loop.cancel(&target)));
    });
    next.set(Some(table.soon("next")));
    stop_soon(&table);
    table.run_until_stopped(check);
    check.equal(told.get(), Some(true));
    table.said(check, &[]);

    check.step("queue a callback that takes itself back");
    let table = Table::<R>::new();
    let (oneself, told) = (Rc::new(Cell::new(None)), Rc::new(Cell::new(None)));
    let (target, answer) = (Rc::clone(&oneself), Rc::clone(&told));
    let event_loop = Rc::clone(&table.event_loop);
    let queued = table.event_loop.call_soon(move || {
        let target = target.take().expect("a check sets it");
        answer.set(Some(event_loop.cancel(&target)));
    });
    oneself.set(Some(queued));
    stop_soon(&table);
    table.run_until_stopped(check);
    check.that(
        told.get() == Some(false),
        "who runs cannot be taken back any more: `cancel` says `false`",
    );
}

fn stop_soon<R: Runtime>(table: &Table<R>) {
    let event_loop = Rc::clone(&table.event_loop);
    table.event_loop.call_soon(move || event_loop.stop());
}
