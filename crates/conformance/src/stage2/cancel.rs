//! Asking a task to stop.

use super::table::{HOUR, Later, Log, Table, secs};
use super::{Cancelled, Handle, JoinError, Runtime, Sys};
use crate::check::Check;
use crate::rule::{Rule, rules};

pub(super) fn rules<R: Runtime>() -> Vec<Rule> {
    rules! { R:
        cancel_ends_a_sleep needs a_sleep_lasts_as_long_as_it_says;
        cancel_ends_a_park needs a_parked_task_waits_to_be_woken;
        a_cancelled_task_that_waits_goes_behind_the_ready needs cancel_ends_a_sleep,
            cancel_ends_a_park, spawned_first_runs_first;
        a_cancelled_task_that_has_not_begun_never_does needs spawned_first_runs_first;
        the_timer_of_a_cancelled_sleeper_is_taken_back needs cancel_ends_a_sleep;
        cancelled_twice_is_cancelled_once needs cancel_ends_a_sleep;
        who_has_ended_cannot_be_cancelled needs cancel_ends_a_sleep;
        who_joins_a_cancelled_task_is_told needs cancel_ends_a_sleep,
            join_waits_for_the_value;
        cancelling_who_joins_leaves_the_other_alone needs cancel_ends_a_park,
            join_waits_for_the_value;
    }
}

fn cancel_ends_a_sleep<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let log = table.log.clone();
    check.step("cancel a task after one second of the hour that it sleeps");
    let sleeper = table.kernel.spawn("sleeper", async move |sys| {
        let _guard = Guard(log.clone());
        let slept = sys.sleep(HOUR).await;
        log.say(format_args!("{slept:?} at {:?}", sys.now().await));
        slept?;
        Ok(0)
    });
    cancel_after_a_second(&mut table, &sleeper);
    table.run(check);
    table.said(check, &["cancel: true", "Err(Cancelled) at 1s", "clean up"]);
    check.step("ask its handle");
    check.equal(sleeper.result(), Some(Err(JoinError::Cancelled)));
}

fn cancel_ends_a_park<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let log = table.log.clone();
    check.step("cancel a task that is parked");
    let parked = table.kernel.spawn("parked", async move |sys| {
        let woken = sys.park().await;
        log.say(format_args!("{woken:?}"));
        woken?;
        Ok(0)
    });
    cancel_after_a_second(&mut table, &parked);
    table.run(check);
    table.said(check, &["cancel: true", "Err(Cancelled)"]);
}

fn a_cancelled_task_that_waits_goes_behind_the_ready<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    check.step("cancel a task that sleeps and one that is parked, while a third is ready");
    let log = table.log.clone();
    let sleeper = table.kernel.spawn("sleeper", async move |sys| {
        let slept = sys.sleep(HOUR).await;
        log.say(format_args!("the sleeper: {slept:?}"));
        Ok(0)
    });
    let log = table.log.clone();
    let parked = table.kernel.spawn("parked", async move |sys| {
        let woken = sys.park().await;
        log.say(format_args!("the parked one: {woken:?}"));
        Ok(0)
    });
    table.kernel.spawn("canceller", async move |sys| {
        sys.cancel(&sleeper).await;
        sys.cancel(&parked).await;
        Ok(0)
    });
    let log = table.log.clone();
    table.kernel.spawn("ready", async move |_| {
        log.say("the ready one");
        Ok(0)
    });
    table.run(check);
    let behind =
        ["the ready one", "the sleeper: Err(Cancelled)", "the parked one: Err(Cancelled)"];
    table.said(check, &behind);
}

fn a_cancelled_task_that_has_not_begun_never_does<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let late = Later::new();
    check.step("cancel a task before its first turn");
    table.kernel.spawn("hasty", {
        let late = late.clone();
        async move |sys| {
            sys.cancel(late.get()).await;
            Ok(0)
        }
    });
    let log = table.log.clone();
    late.set(&table.kernel.spawn("late", async move |_| {
        log.say("late begins");
        Ok(0)
    }));
    table.run(check);
    table.said(check, &[]);
    check.step("ask its handle");
    check.equal(late.get().result(), Some(Err(JoinError::Cancelled)));
}

fn the_timer_of_a_cancelled_sleeper_is_taken_back<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let log = table.log.clone();
    check.step("cancel a task after one of ten seconds; it refuses, and sleeps for twenty");
    let stubborn = table.kernel.spawn("stubborn", async move |sys| {
        let _ = sys.sleep(secs(10)).await;
        let slept = sys.sleep(secs(20)).await;
        log.say(format_args!("{slept:?} at {:?}", sys.now().await));
        Ok(0)
    });
    cancel_after_a_second(&mut table, &stubborn);
    table.run(check);
    table.said(check, &["cancel: true", "Ok(()) at 21s"]);
    check.step("look where the kernel slept to");
    check.equal(table.clock.jumps(), vec![secs(1), secs(21)]);
}

fn cancelled_twice_is_cancelled_once<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let log = table.log.clone();
    check.step("cancel a task twice in one turn; it refuses, and sleeps for two seconds");
    let stubborn = table.kernel.spawn("stubborn", async move |sys| {
        for time in [3600, 2] {
            let slept = sys.sleep(secs(time)).await;
            log.say(format_args!("{slept:?} at {:?}", sys.now().await));
        }
        Ok(7)
    });
    let target = stubborn.clone();
    table.kernel.spawn("canceller", async move |sys| {
        sys.sleep(secs(1)).await?;
        sys.cancel(&target).await;
        sys.cancel(&target).await;
        Ok(0)
    });
    table.run(check);
    table.said(check, &["Err(Cancelled) at 1s", "Ok(()) at 3s"]);
    check.step("ask the handle of the task that refused");
    check.equal(stubborn.result(), Some(Ok(7)));
}

fn who_has_ended_cannot_be_cancelled<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    check.step("cancel a task that has ended");
    let ended = table.kernel.spawn("ended", async |_| Ok(7));
    cancel_after_a_second(&mut table, &ended);
    table.run(check);
    table.said(check, &["cancel: false"]);
    check.step("ask its handle");
    check.equal(ended.result(), Some(Ok(7)));
}

fn who_joins_a_cancelled_task_is_told<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let log = table.log.clone();
    check.step("let a task join one that is cancelled meanwhile");
    let sleeper = table.kernel.spawn("sleeper", async |sys| {
        sys.sleep(HOUR).await?;
        Ok(0)
    });
    let target = sleeper.clone();
    table.kernel.spawn("joiner", async move |sys| {
        let value = sys.join(&target).await?;
        log.say(format_args!("{value:?}"));
        Ok(0)
    });
    cancel_after_a_second(&mut table, &sleeper);
    table.run(check);
    table.said(check, &["cancel: true", "Err(Cancelled)"]);
}

fn cancelling_who_joins_leaves_the_other_alone<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let log = table.log.clone();
    check.step("cancel a task that joins another one");
    let child = table.kernel.spawn("child", async |sys| {
        sys.sleep(secs(5)).await?;
        Ok(42)
    });
    let target = child.clone();
    let joiner = table.kernel.spawn("joiner", async move |sys| {
        let joined = sys.join(&target).await;
        log.say(format_args!("{joined:?} at {:?}", sys.now().await));
        joined?.map_err(|_| Cancelled)
    });
    cancel_after_a_second(&mut table, &joiner);
    table.run(check);
    table.said(check, &["cancel: true", "Err(Cancelled) at 1s"]);
    check.step("ask the handle of the other one");
    check.equal(child.result(), Some(Ok(42)));
}

fn cancel_after_a_second<R: Runtime>(table: &mut Table<R>, task: &R::Handle) {
    let (log, task) = (table.log.clone(), task.clone());
    table.kernel.spawn("canceller", async move |sys| {
        sys.sleep(secs(1)).await?;
        log.say(format_args!("cancel: {}", sys.cancel(&task).await));
        Ok(0)
    });
}

struct Guard(Log);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.say("clean up");
    }
}
