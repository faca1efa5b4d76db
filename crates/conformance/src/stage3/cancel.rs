//! Tasks that are asked to stop.

use std::rc::Rc;

use super::table::{HOUR, Table, secs};
use super::{Cancelled, Co, Promise, Runtime};
use crate::check::Check;
use crate::rule::{Rule, rules};

pub(super) fn rules<R: Runtime>() -> Vec<Rule> {
    rules! { R:
        cancel_ends_what_a_task_waits_for
            needs a_task_goes_on_when_its_promise_is_settled;
        a_cancel_goes_on_to_the_task_that_is_waited_for
            needs cancel_ends_what_a_task_waits_for;
        a_cancel_just_before_a_task_goes_on_is_not_lost
            needs cancel_ends_what_a_task_waits_for;
        a_task_may_refuse_to_stop needs cancel_ends_what_a_task_waits_for,
            tasks_sleep_side_by_side;
        a_cancelled_task_that_has_not_begun_never_does
            needs cancel_ends_what_a_task_waits_for;
        a_task_that_runs_is_cancelled_at_its_next_wait
            needs a_task_may_refuse_to_stop;
        the_timer_of_a_cancelled_sleeper_is_taken_back
            needs cancel_ends_what_a_task_waits_for, tasks_sleep_side_by_side,
            a_timer_that_was_taken_back_wakes_nobody;
    }
}

fn cancel_ends_what_a_task_waits_for<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("cancel a task at 1 s that waits for a promise");
    let promise = table.event_loop.promise();
    let (log, awaited) = (table.log.clone(), promise.clone());
    let task = table.event_loop.spawn("task", async move |co| {
        let ended = co.wait(&awaited).await;
        log.say(format_args!("told: {}", ended.is_err()));
        let _ = ended?;
        Ok(0)
    });
    let (log, target) = (table.log.clone(), task.clone());
    table.event_loop.call_later(secs(1), move || {
        log.say(format_args!("cancel: {}", target.cancel()));
        log.say(format_args!("at once: {:?}", target.result()));
    });
    table.run(check);
    table.said(check, &["cancel: true", "at once: None", "told: true"]);
    check.equal(task.result(), Some(Err(Cancelled)));
    check.equal(task.cancel(), false);
    check.that(
        promise.result() == Some(Err(Cancelled)),
        "the promise that the task waited for is cancelled with it: nobody is left to want it",
    );
}

fn a_cancel_goes_on_to_the_task_that_is_waited_for<R: Runtime>(check: &mut Check) {
    check.step("cancel a task that waits for another task");
    let table = Table::<R>::new();
    let promise = table.event_loop.promise();
    let log = table.log.clone();
    let inner = table.event_loop.spawn("inner", async move |co| {
        let ended = co.wait(&promise).await;
        log.say(format_args!("inner told: {}", ended.is_err()));
        Err(Cancelled)
    });
    let outer = table.event_loop.spawn("outer", async move |co| {
        let _ = co.wait(&inner).await?;
        Ok(0)
    });
    let target = outer.clone();
    table.event_loop.call_later(secs(1), move || {
        target.cancel();
    });
    table.run(check);
    table.said(check, &["inner told: true"]);
    check.equal(outer.result(), Some(Err(Cancelled)));
}

fn a_cancel_just_before_a_task_goes_on_is_not_lost<R: Runtime>(check: &mut Check) {
    check.step("settle what a task waits for, and cancel the task in the same callback");
    let table = Table::<R>::new();
    let [first, second] = [(); 2].map(|()| table.event_loop.promise());
    let (settled, log) = (first.clone(), table.log.clone());
    let task = table.event_loop.spawn("task", async move |co| {
        let told = co.wait(&first).await.is_err() || co.wait(&second).await.is_err();
        log.say(format_args!("told: {told}"));
        Ok(0)
    });
    table.event_loop.call_later(secs(1), move || {
        settled.set_result(1);
        task.cancel();
    });
    table.run(check);
    check.that(
        table.log.take() == ["told: true"],
        "a request that comes when the task is about to go on is told at this wait or at its next \
         one; it may not be lost",
    );
}

fn a_task_may_refuse_to_stop<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("cancel a task at 1 s that goes on all the same, and sleeps 3 s more");
    let (log, world) = (table.log.clone(), table.world.clone());
    let task = table.event_loop.spawn("task", async move |co| {
        let told = co.sleep(HOUR).await.is_err();
        log.say(format_args!("told: {told}"));
        co.sleep(secs(3)).await?;
        log.say(format_args!("ends at {:?}", world.now()));
        Ok(9)
    });
    let target = task.clone();
    table.event_loop.call_later(secs(1), move || {
        target.cancel();
    });
    table.run(check);
    table.said(check, &["told: true", "ends at 4s"]);
    check.equal(task.result(), Some(Ok(9)));

    check.step("cancel a task at 1 s that goes on, and cancel it again at 2 s");
    let table = Table::<R>::new();
    let (log, world) = (table.log.clone(), table.world.clone());
    let task = table.event_loop.spawn("task", async move |co| {
        for _ in 0..2 {
            let told = co.sleep(secs(5)).await.is_err();
            log.say(format_args!("told: {told} at {:?}", world.now()));
        }
        Ok(9)
    });
    for time in [1, 2] {
        let target = task.clone();
        table.event_loop.call_later(secs(time), move || {
            target.cancel();
        });
    }
    table.run(check);
    table.said(check, &["told: true at 1s", "told: true at 2s"]);
}

fn a_cancelled_task_that_has_not_begun_never_does<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("make a task and cancel it at once");
    let log = table.log.clone();
    let task = table.event_loop.spawn("task", async move |_| {
        log.say("begins");
        Ok(0)
    });
    check.equal(task.cancel(), true);
    table.run(check);
    table.said(check, &[]);
    check.equal(task.result(), Some(Err(Cancelled)));
}

/// It is in no promise's hands while it runs: the request has to wait for it.
fn a_task_that_runs_is_cancelled_at_its_next_wait<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("let a task cancel itself, and then sleep for 5 s, twice");
    let (log, world) = (table.log.clone(), table.world.clone());
    let oneself = Rc::new(std::cell::OnceCell::new());
    let me = Rc::clone(&oneself);
    let task = table.event_loop.spawn("task", async move |co| {
        let task: &R::Promise = me.get().expect("a check sets it");
        task.cancel();
        log.say("goes on to its wait");
        let told = co.sleep(secs(5)).await.is_err();
        log.say(format_args!("told: {told} at {:?}", world.now()));
        co.sleep(secs(5)).await?;
        log.say(format_args!("goes on at {:?}", world.now()));
        Err(Cancelled)
    });
    assert!(oneself.set(task.clone()).is_ok(), "a check sets it once");
    table.run(check);
    table.said(check, &["goes on to its wait", "told: true at 0ns", "goes on at 5s"]);
    check.equal(task.result(), Some(Err(Cancelled)));
}

fn the_timer_of_a_cancelled_sleeper_is_taken_back<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("cancel a task at 1 s that sleeps for 5 s");
    let task = table.event_loop.spawn("sleeper", async |co| {
        co.sleep(secs(5)).await?;
        Ok(0)
    });
    let target = task.clone();
    table.event_loop.call_later(secs(1), move || {
        target.cancel();
    });
    table.run(check);
    check.equal(task.result(), Some(Err(Cancelled)));
    let jumps = table.world.jumps();
    check.that(
        jumps == [secs(1), HOUR],
        format!("nobody sleeps until 5 s any more, and the loop slept until {jumps:?}"),
    );
}
