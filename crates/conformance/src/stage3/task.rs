//! Functions that pause, resumed by callbacks.

use std::rc::Rc;

use super::table::{HOUR, Table, secs};
use super::{Cancelled, Co, Promise, Runtime};
use crate::check::Check;
use crate::rule::{Rule, rules};

pub(super) fn rules<R: Runtime>() -> Vec<Rule> {
    rules! { R:
        a_task_begins_in_the_next_turn needs a_queued_callback_waits_for_no_timer;
        a_task_goes_on_when_its_promise_is_settled needs a_task_begins_in_the_next_turn,
            done_callbacks_go_through_the_queue;
        a_promise_that_is_settled_is_not_waited_for
            needs a_task_goes_on_when_its_promise_is_settled;
        tasks_sleep_side_by_side needs a_task_goes_on_when_its_promise_is_settled,
            timers_fire_by_deadline;
        cancel_ends_what_a_task_waits_for
            needs a_task_goes_on_when_its_promise_is_settled;
        a_task_may_refuse_to_stop needs cancel_ends_what_a_task_waits_for,
            tasks_sleep_side_by_side;
        a_cancelled_task_that_has_not_begun_never_does
            needs cancel_ends_what_a_task_waits_for;
        a_task_that_runs_is_cancelled_at_its_next_wait
            needs cancel_ends_what_a_task_waits_for, tasks_sleep_side_by_side;
        the_timer_of_a_cancelled_sleeper_is_taken_back
            needs cancel_ends_what_a_task_waits_for, tasks_sleep_side_by_side,
            a_timer_that_was_taken_back_wakes_nobody;
    }
}

fn a_task_begins_in_the_next_turn<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("queue a callback, make a task, queue another callback");
    table.soon("before");
    let log = table.log.clone();
    let task = table.event_loop.spawn("task", async move |_| {
        log.say("task");
        Ok(7)
    });
    table.soon("behind");
    table.said(check, &[]);
    check.equal(task.result(), None);
    table.run(check);
    table.said(check, &["before", "task", "behind"]);
    check.equal(task.result(), Some(Ok(7)));
}

fn a_task_goes_on_when_its_promise_is_settled<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step(
        "let a task wait for a promise that is settled with 5 after 2 s, and return 6",
    );
    let promise = table.event_loop.promise();
    let settled = promise.clone();
    table.event_loop.call_later(secs(2), move || {
        settled.set_result(5);
    });
    let (log, world) = (table.log.clone(), table.world.clone());
    let task = table.event_loop.spawn("task", async move |co| {
        let result = co.wait(&promise).await?;
        log.say(format_args!("{result:?} at {:?}", world.now()));
        Ok(6)
    });
    let (log, ended) = (table.log.clone(), task.clone());
    task.add_done_callback(move || log.say(format_args!("ended: {:?}", ended.result())));
    table.run(check);
    table.said(check, &["Ok(5) at 2s", "ended: Some(Ok(6))"]);
}

fn a_promise_that_is_settled_is_not_waited_for<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step(
        "let a task wait for a promise that is settled; a callback is queued behind it",
    );
    let promise = table.event_loop.promise();
    promise.set_result(5);
    let log = table.log.clone();
    table.event_loop.spawn("task", async move |co| {
        let result = co.wait(&promise).await?;
        log.say(format_args!("{result:?}"));
        Ok(0)
    });
    table.soon("behind");
    table.run(check);
    table.said(check, &["Ok(5)", "behind"]);
}

fn tasks_sleep_side_by_side<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("let a sleep 2 s twice, and b 3 s; c waits for both");
    let tasks = [("a", &[2, 2][..]), ("b", &[3])].map(|(name, times)| {
        let (log, world) = (table.log.clone(), table.world.clone());
        table.event_loop.spawn(name, async move |co| {
            for time in times {
                co.sleep(secs(*time)).await?;
                log.say(format_args!("{name} at {:?}", world.now()));
            }
            Ok(0)
        })
    });
    let (log, world) = (table.log.clone(), table.world.clone());
    table.event_loop.spawn("c", async move |co| {
        for task in &tasks {
            let _ = co.wait(task).await?;
        }
        log.say(format_args!("c at {:?}", world.now()));
        Ok(0)
    });
    table.run(check);
    table.said(check, &["a at 2s", "b at 3s", "a at 4s", "c at 4s"]);
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
    check.step("let a task cancel itself, and then sleep for 5 s");
    let (log, world) = (table.log.clone(), table.world.clone());
    let oneself = Rc::new(std::cell::OnceCell::new());
    let me = Rc::clone(&oneself);
    let task = table.event_loop.spawn("task", async move |co| {
        let task: &R::Promise = me.get().expect("a check sets it");
        task.cancel();
        log.say("goes on to its wait");
        let told = co.sleep(secs(5)).await.is_err();
        log.say(format_args!("told: {told} at {:?}", world.now()));
        if told { Err(Cancelled) } else { Ok(0) }
    });
    assert!(oneself.set(task.clone()).is_ok(), "a check sets it once");
    table.run(check);
    table.said(check, &["goes on to its wait", "told: true at 0ns"]);
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
