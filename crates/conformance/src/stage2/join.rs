//! Tasks that wait for each other.

use super::table::{Later, Table, secs};
use super::{JoinError, Runtime, Sys};
use crate::check::Check;
use crate::rule::{Rule, rules};

pub(super) fn rules<R: Runtime>() -> Vec<Rule> {
    rules! { R:
        join_waits_for_the_value needs no_deadlock_while_a_timer_is_armed;
        join_after_the_end_gives_the_value needs join_waits_for_the_value;
        join_wakes_every_waiter needs join_waits_for_the_value;
        joining_oneself_does_not_hang needs join_waits_for_the_value;
    }
}

fn join_waits_for_the_value<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let log = table.log.clone();
    check.step("let a task join one that sleeps a second and returns 42");
    table.kernel.spawn("parent", async move |sys| {
        let child = sys.spawn("child", async |sys| {
            sys.sleep(secs(1)).await?;
            Ok(42)
        });
        let value = sys.join(&child.await?).await?;
        log.say(format_args!("{value:?} at {:?}", sys.now().await));
        Ok(0)
    });
    table.run(check);
    table.said(check, &["Ok(42) at 1s"]);
}

fn join_after_the_end_gives_the_value<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let log = table.log.clone();
    check.step("let a task join one that ended with 42 a second ago, and then once more");
    let child = table.kernel.spawn("child", async |_| Ok(42));
    table.kernel.spawn("parent", async move |sys| {
        sys.sleep(secs(1)).await?;
        for _ in 0..2 {
            let value = sys.join(&child).await?;
            log.say(format_args!("{value:?} at {:?}", sys.now().await));
        }
        Ok(0)
    });
    table.run(check);
    table.said(check, &["Ok(42) at 1s"; 2]);
}

fn join_wakes_every_waiter<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    check.step("let three tasks join one that sleeps a second and returns 42");
    let child = table.kernel.spawn("child", async |sys| {
        sys.sleep(secs(1)).await?;
        Ok(42)
    });
    for name in ["a", "b", "c"] {
        let (log, child) = (table.log.clone(), child.clone());
        table.kernel.spawn(name, async move |sys| {
            let value = sys.join(&child).await?;
            log.say(format_args!("{name}: {value:?} at {:?}", sys.now().await));
            Ok(0)
        });
    }
    table.run_out();
    let mut log = table.log.take();
    log.sort();
    check.equal(log, ["a", "b", "c"].map(|name| format!("{name}: Ok(42) at 1s")).to_vec());
}

/// By an error or by the report of a deadlock, as the runtime likes.
fn joining_oneself_does_not_hang<R: Runtime>(check: &mut Check) {
    let mut table = Table::<R>::new();
    let (log, me) = (table.log.clone(), Later::new());
    check.step("let a task join itself");
    let handle = table.kernel.spawn("narcissus", {
        let me = me.clone();
        async move |sys| {
            let value = sys.join(me.get()).await?;
            log.say(format_args!("{value:?}"));
            Ok(0)
        }
    });
    me.set(&handle);
    let ran = table.kernel.run();
    let log = table.log.take();
    let refused = [format!("{:?}", Err::<u32, _>(JoinError::Oneself))];
    check.that(
        log == refused || (log.is_empty() && ran.is_err()),
        format!(
            "a task that joins itself is told so (JoinError::Oneself), or the kernel reports a \
             deadlock; here the join gave {log:?}, and the run {ran:?}"
        ),
    );
}
