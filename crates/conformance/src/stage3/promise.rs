//! Results that are not there yet.

use std::rc::Rc;

use super::table::{Table, secs};
use super::{Cancelled, Promise, Runtime};
use crate::check::Check;
use crate::rule::{Rule, rules};

pub(super) fn rules<R: Runtime>() -> Vec<Rule> {
    rules! { R:
        a_promise_is_settled_once;
        a_promise_that_was_cancelled_stays_so needs a_promise_is_settled_once;
        done_callbacks_go_through_the_queue needs a_promise_is_settled_once,
            a_queued_callback_waits_for_no_timer;
        who_comes_late_is_called_back_as_well needs done_callbacks_go_through_the_queue;
    }
}

fn a_promise_is_settled_once<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("settle a promise with 1 and then with 2");
    let promise = table.event_loop.promise();
    check.equal(promise.result(), None);
    check.equal([promise.set_result(1), promise.set_result(2)], [true, false]);
    check.equal(promise.result(), Some(Ok(1)));
    check.equal(promise.cancel(), false);
    check.equal(promise.clone().result(), Some(Ok(1)));
}

fn a_promise_that_was_cancelled_stays_so<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("cancel a promise, settle it, and cancel it again");
    let promise = table.event_loop.promise();
    let told = [promise.cancel(), promise.set_result(1), promise.cancel()];
    check.equal(told, [true, false, false]);
    check.equal(promise.result(), Some(Err(Cancelled)));
}

fn done_callbacks_go_through_the_queue<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step(
        "wait for a promise with a and b; a callback settles it, and says so afterwards",
    );
    let promise = table.event_loop.promise();
    for name in ["a", "b"] {
        let log = table.log.clone();
        promise.add_done_callback(move || log.say(name));
    }
    let log = table.log.clone();
    table.event_loop.call_soon(move || {
        promise.set_result(1);
        log.say("settled");
    });
    table.soon("queued before");
    table.run(check);
    table.said(check, &["settled", "queued before", "a", "b"]);

    check.step("cancel a promise that somebody waits for");
    let table = Table::<R>::new();
    let promise = table.event_loop.promise();
    let log = table.log.clone();
    promise.add_done_callback(move || log.say("called"));
    promise.cancel();
    table.said(check, &[]);
    table.run(check);
    table.said(check, &["called"]);
}

fn who_comes_late_is_called_back_as_well<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("settle a promise, and a second later add a callback to it");
    let promise = table.event_loop.promise();
    promise.set_result(1);
    let (log, event_loop) = (table.log.clone(), Rc::clone(&table.event_loop));
    event_loop.call_later(secs(1), move || {
        let late = log.clone();
        promise.add_done_callback(move || late.say("late"));
        log.say("added");
    });
    table.run(check);
    table.said(check, &["added", "late"]);

    check.step("add a callback to a promise that was cancelled");
    let table = Table::<R>::new();
    let promise = table.event_loop.promise();
    promise.cancel();
    let log = table.log.clone();
    promise.add_done_callback(move || log.say("late"));
    table.run(check);
    table.said(check, &["late"]);
}
