//! Waiting for several promises.

use super::table::{Table, secs};
use super::{Promise, Runtime};
use crate::check::Check;
use crate::rule::{Rule, rules};

pub(super) fn rules<R: Runtime>() -> Vec<Rule> {
    rules! { R:
        gather_keeps_the_order_of_its_promises
            needs who_comes_late_is_called_back_as_well, timers_fire_by_deadline;
        gather_of_nothing_does_not_wait needs gather_keeps_the_order_of_its_promises;
        gather_ends_with_the_first_that_is_cancelled
            needs gather_keeps_the_order_of_its_promises;
    }
}

fn gather_keeps_the_order_of_its_promises<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("gather promises that are settled after 3 s, before, and after 1 s");
    let promises = [3, 0, 1].map(|time| settled_after(&table, time));
    gather_and_say(&table, &promises);
    table.run(check);
    table.said(check, &["Ok([3, 0, 1]) at 3s"]);
}

fn gather_of_nothing_does_not_wait<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("gather nothing");
    gather_and_say(&table, &[]);
    table.run(check);
    table.said(check, &["Ok([]) at 0ns"]);
}

fn gather_ends_with_the_first_that_is_cancelled<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step(
        "gather promises that are settled after 1 s and 5 s, and one cancelled at 2 s",
    );
    let cancelled = table.event_loop.promise();
    let promises = [settled_after(&table, 1), cancelled.clone(), settled_after(&table, 5)];
    table.event_loop.call_later(secs(2), move || {
        cancelled.cancel();
    });
    gather_and_say(&table, &promises);
    table.run(check);
    table.said(check, &["Err(Cancelled) at 2s"]);
    check.that(
        promises[2].result() == Some(Ok(5)),
        "the others go on: nobody has cancelled them",
    );
}

/// A promise that is settled with its time; at once, if that is none.
fn settled_after<R: Runtime>(table: &Table<R>, time: u32) -> R::Promise {
    let promise = table.event_loop.promise();
    if time == 0 {
        promise.set_result(time);
        return promise;
    }
    let settled = promise.clone();
    table.event_loop.call_later(secs(time.into()), move || {
        settled.set_result(time);
    });
    promise
}

fn gather_and_say<R: Runtime>(table: &Table<R>, promises: &[R::Promise]) {
    let (log, world) = (table.log.clone(), table.world.clone());
    table.event_loop.gather(promises, move |results| {
        log.say(format_args!("{results:?} at {:?}", world.now()));
    });
}
