//! Functions that pause, resumed by callbacks.

use super::table::{Table, secs};
use super::{Co, Promise, Runtime};
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

    check.step("let a task wait for a promise that somebody else cancels");
    let table = Table::<R>::new();
    let promise = table.event_loop.promise();
    let (cancelled, log) = (promise.clone(), table.log.clone());
    table.event_loop.call_later(secs(2), move || {
        cancelled.cancel();
    });
    table.event_loop.spawn("task", async move |co| {
        log.say(format_args!("{:?}", co.wait(&promise).await));
        Ok(0)
    });
    table.run(check);
    table.said(check, &["Ok(Err(Cancelled))"]);
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
