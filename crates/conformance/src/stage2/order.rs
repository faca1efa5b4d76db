//! Who runs next.

use super::table::Table;
use super::{Handle, Runtime, Sys};
use crate::check::Check;
use crate::rule::{Rule, rules};
use std::time::Duration;

pub(super) fn rules<R: Runtime>() -> Vec<Rule> {
    rules! { R:
        nothing_runs_before_the_kernel_does;
        the_handle_keeps_the_result needs nothing_runs_before_the_kernel_does;
        spawned_first_runs_first needs nothing_runs_before_the_kernel_does;
        children_run_in_the_order_of_spawning needs spawned_first_runs_first;
        now_answers_at_once needs spawned_first_runs_first;
        a_sleep_of_zero_goes_to_the_back needs spawned_first_runs_first;
    }
}

fn nothing_runs_before_the_kernel_does<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let log = table.log.clone();
    check.step("spawn a task");
    table.kernel.spawn("a", async move |_| {
        log.say("a");
        Ok(0)
    });
    check.that(table.log.take().is_empty(), "a task runs when the kernel does, not before");
    check.step("run the kernel");
    table.run(check);
    table.said(check, &["a"]);
    check.step("run the kernel again, without tasks");
    table.run(check);
    table.said(check, &[]);
}

fn the_handle_keeps_the_result<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    check.step("spawn a task that returns 42, and ask its handle");
    let handle = table.kernel.spawn("a", async |_| Ok(42));
    check.equal(handle.result(), None);
    check.step("run the kernel, and ask the handle twice");
    table.run(check);
    check.equal(handle.result(), Some(Ok(42)));
    check.equal(handle.result(), Some(Ok(42)));
}

fn spawned_first_runs_first<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    check.step("spawn a, b, c and d, and run the kernel");
    for name in ["a", "b", "c", "d"] {
        let log = table.log.clone();
        table.kernel.spawn(name, async move |_| {
            log.say(name);
            Ok(0)
        });
    }
    table.run(check);
    table.said(check, &["a", "b", "c", "d"]);
}

fn children_run_in_the_order_of_spawning<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let log = table.log.clone();
    check.step("let a task spawn a, b and c");
    table.kernel.spawn("parent", async move |sys| {
        for name in ["a", "b", "c"] {
            let log = log.clone();
            sys.spawn(name, async move |_| {
                log.say(name);
                Ok(0)
            })
            .await?;
        }
        Ok(0)
    });
    table.run(check);
    table.said(check, &["a", "b", "c"]);
}

fn now_answers_at_once<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    check.step("spawn a and b, which both ask for the time between two words");
    for name in ["a", "b"] {
        let log = table.log.clone();
        table.kernel.spawn(name, async move |sys| {
            log.say(format_args!("{name}1"));
            sys.now().await;
            log.say(format_args!("{name}2"));
            Ok(0)
        });
    }
    table.run(check);
    table.said(check, &["a1", "a2", "b1", "b2"]);
}

fn a_sleep_of_zero_goes_to_the_back<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    check.step("spawn a and b, which both sleep for no time at all, twice");
    for name in ["a", "b"] {
        let log = table.log.clone();
        table.kernel.spawn(name, async move |sys| {
            for turn in 1..=3 {
                log.say(format_args!("{name}{turn}"));
                sys.sleep(Duration::ZERO).await?;
            }
            Ok(0)
        });
    }
    table.run(check);
    table.said(check, &["a1", "b1", "a2", "b2", "a3", "b3"]);
    check.step("look at the clock");
    check.equal(table.clock.now(), Duration::ZERO);
}
