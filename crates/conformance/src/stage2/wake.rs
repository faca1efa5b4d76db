//! Tasks that park, and who wakes them.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use super::table::{HOUR, Later, Table, secs};
use super::{Runtime, Sys};
use crate::check::Check;
use crate::rule::{Rule, rules};

pub(super) fn rules<R: Runtime>() -> Vec<Rule> {
    rules! { R:
        no_deadlock_while_a_timer_is_armed needs a_sleep_lasts_as_long_as_it_says;
        a_parked_task_waits_to_be_woken needs no_deadlock_while_a_timer_is_armed;
        woken_first_runs_first needs a_parked_task_waits_to_be_woken,
            spawned_first_runs_first;
        a_wake_ends_no_sleep needs a_parked_task_waits_to_be_woken;
        a_wake_before_the_park_is_remembered_or_reported
            needs a_wake_ends_no_sleep, spawned_first_runs_first;
        woken_twice_goes_on_once needs a_wake_before_the_park_is_remembered_or_reported;
        nobody_wakes_a_task_that_has_ended needs a_parked_task_waits_to_be_woken;
    }
}

fn no_deadlock_while_a_timer_is_armed<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let log = table.log.clone();
    check.step("let a task park, and one that sleeps for an hour wake it");
    let parked = table.kernel.spawn("parked", async move |sys| {
        sys.park().await?;
        log.say("goes on");
        Ok(0)
    });
    table.kernel.spawn("sleeper", async move |sys| {
        sys.sleep(HOUR).await?;
        sys.wake(&parked).await;
        Ok(0)
    });
    table.run(check);
    table.said(check, &["goes on"]);
}

fn a_parked_task_waits_to_be_woken<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let log = table.log.clone();
    check.step("let a task park, and another wake it after two seconds");
    let parked = table.kernel.spawn("parked", async move |sys| {
        sys.park().await?;
        log.say(format_args!("goes on at {:?}", sys.now().await));
        Ok(0)
    });
    let log = table.log.clone();
    table.kernel.spawn("waker", async move |sys| {
        for _ in 0..2 {
            sys.sleep(secs(1)).await?;
        }
        log.say(format_args!("wake: {}", sys.wake(&parked).await));
        Ok(0)
    });
    table.run(check);
    table.said(check, &["wake: true", "goes on at 2s"]);
}

fn woken_first_runs_first<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    check.step("let a, b and c park, and a fourth task wake b, c and a, in one turn");
    let parked = ["a", "b", "c"].map(|name| {
        let log = table.log.clone();
        table.kernel.spawn(name, async move |sys| {
            sys.park().await?;
            log.say(name);
            Ok(0)
        })
    });
    table.kernel.spawn("waker", async move |sys| {
        for index in [1, 2, 0] {
            sys.wake(&parked[index]).await;
        }
        Ok(0)
    });
    table.run(check);
    table.said(check, &["b", "c", "a"]);
}

fn a_wake_ends_no_sleep<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let log = table.log.clone();
    check.step("wake a task after one of the five seconds that it sleeps");
    let sleeper = table.kernel.spawn("sleeper", async move |sys| {
        sys.sleep(secs(5)).await?;
        log.say(format_args!("slept until {:?}", sys.now().await));
        Ok(0)
    });
    table.kernel.spawn("waker", async move |sys| {
        sys.sleep(secs(1)).await?;
        sys.wake(&sleeper).await;
        Ok(0)
    });
    table.run(check);
    table.said(check, &["slept until 5s"]);
}

/// The lost wake-up. A wake that comes too early may be lost if `wake` says `false`: then who
/// wakes knows. If it says `true`, the next park ends with it.
fn a_wake_before_the_park_is_remembered_or_reported<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let (target, told) = (Later::new(), Rc::new(Cell::new(None)));
    check.step("wake a task that has not run yet, and then let it park");
    table.kernel.spawn("waker", {
        let (target, told) = (target.clone(), Rc::clone(&told));
        async move |sys| {
            told.set(Some(sys.wake(target.get()).await));
            Ok(0)
        }
    });
    let log = table.log.clone();
    target.set(&table.kernel.spawn("target", async move |sys| {
        sys.park().await?;
        log.say("goes on");
        Ok(0)
    }));
    table.run_out();
    let goes_on = !table.log.take().is_empty();
    match told.get() {
        None => check.fail("the task that wakes was lost: it never came back from `wake`"),
        Some(true) => check.that(
            goes_on,
            "a lost wake-up: `wake` says true, the task parks a moment later and waits for ever; \
             remember the wake for its next park, or say false",
        ),
        Some(false) => check.that(
            !goes_on,
            "`wake` says false, and the next park ends by that wake all the same: say true if \
             it is remembered",
        ),
    }
}

fn woken_twice_goes_on_once<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let log = table.log.clone();
    check.step(
        "wake a parked task twice in one turn; it then sleeps five seconds, and parks",
    );
    let parked = table.kernel.spawn("parked", async move |sys| {
        sys.park().await?;
        sys.sleep(secs(5)).await?;
        log.say(format_args!("slept until {:?}", sys.now().await));
        sys.park().await?;
        log.say("goes on again");
        Ok(0)
    });
    let second = Rc::new(Cell::new(false));
    let told = Rc::clone(&second);
    table.kernel.spawn("waker", async move |sys| {
        sys.sleep(secs(1)).await?;
        sys.wake(&parked).await;
        told.set(sys.wake(&parked).await);
        Ok(0)
    });
    table.run_out();
    let mut expected = vec!["slept until 6s"];
    if second.get() {
        // The second one is remembered, and ends the next park.
        expected.push("goes on again");
    }
    table.said(check, &expected);
}

fn nobody_wakes_a_task_that_has_ended<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let log = table.log.clone();
    check.step("wake a task that has ended");
    let ended = table.kernel.spawn("ended", async |_| Ok(0));
    table.kernel.spawn("waker", async move |sys| {
        sys.sleep(Duration::from_secs(1)).await?;
        log.say(sys.wake(&ended).await);
        Ok(0)
    });
    table.run(check);
    table.said(check, &["false"]);
}
