//! Gathers promises that are settled at known times, and looks at the result, at its time, and at
//! what the loop reports.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use callback_loop::{Clock, EventLoop, Promise, PromiseError, Trouble};
use tulip_conformance::Check;

use crate::exercise::gather;

pub fn check(check: &mut Check) {
    check.step("gather a, b and c, which come after 3 s, 1 s and 2 s");
    let table = Table::new();
    let promises = [("a", 3), ("b", 1), ("c", 2)].map(|(name, at)| table.comes(name, at));
    let all = gather(&table.event_loop, &promises);
    check.that(
        !all.is_done(),
        "nothing is there yet, and the promise of all is settled: `gather` has looked at the \
         results at once. Only a callback that is left with each promise can know them",
    );
    table.run(check);
    gave(check, &all, &["a", "b", "c"]);

    check.step("gather two that are settled already, and one that is not");
    let table = Table::new();
    let settled = ["a", "b"].map(|name| {
        let promise = Promise::new(&table.event_loop);
        promise.set_result(name).expect("it is new");
        promise
    });
    let [a, b] = settled;
    let all = gather(&table.event_loop, &[a, table.comes("c", 1), b]);
    table.run(check);
    gave(check, &all, &["a", "c", "b"]);

    check.step("gather nothing");
    let table = Table::new();
    let all = gather::<&str>(&table.event_loop, &[]);
    check.that(
        all.is_done(),
        "of no promises no callback ever comes, so the promise of all stays pending for ever: \
         `gather` itself has to settle it",
    );
    gave(check, &all, &[]);

    check.step("gather the same promise twice");
    let table = Table::new();
    let one = table.comes("one", 1);
    let all = gather(&table.event_loop, &[one.clone(), one]);
    table.run(check);
    gave(check, &all, &["one", "one"]);

    check_errors(check);
    check_cancelled(check);
}

fn check_errors(check: &mut Check) {
    check.step("gather a, b and c; b fails after 1 s, the others come after 2 s and 3 s");
    let table = Table::new();
    let promises = [table.comes("a", 2), table.fails("b broke", 1), table.comes("c", 3)];
    let all = gather(&table.event_loop, &promises);
    let seen = Rc::new(RefCell::new(None));
    let first = Rc::clone(&seen);
    all.add_done_callback(move |event_loop, all| {
        let said = all.result().err().map(|error| error.to_string());
        first.replace(Some((event_loop.time(), said)));
    });
    table.run(check);
    failed_at_once(check, seen.take());
    check.that(
        promises.iter().all(|promise| !promise.is_cancelled()),
        "one has failed, and another was cancelled for it: the others go on, nobody cancels them",
    );

    check.step("gather two that fail, one after the other");
    let table = Table::new();
    let promises = [table.fails("the first", 1), table.fails("the second", 2)];
    let all = gather(&table.event_loop, &promises);
    drop(promises);
    table.run(check);
    let says = all.result().err().map(|error| error.to_string());
    check.that(
        says.as_deref() == Some("the first"),
        format!(
            "the promise of all fails with the first error and keeps it, and it says {says:?}: a \
             promise is settled once"
        ),
    );
}

/// It fails at 1 s, because b does, and says what b says.
fn failed_at_once(check: &mut Check, seen: Option<(Duration, Option<String>)>) {
    let Some((at, said)) = seen else {
        check.fail(
            "b failed after 1 s, and the promise of all was never settled: who finds an error \
             settles it with that, by `set_error`",
        );
    };
    let Some(said) = said else {
        check.fail("b failed, and the promise of all has a result: the error of b is lost");
    };
    check.that(
        at == secs(1),
        format!(
            "b failed after 1 s, and the promise of all was settled after {at:?}: it does not wait \
             for the others. The callback that finds the error settles it"
        ),
    );
    check.that(
        said == "b broke",
        format!("b says `b broke`, and the promise of all says `{said}`: hand the error on as it is"),
    );
}

fn check_cancelled(check: &mut Check) {
    check.step("gather a and b, and cancel a");
    let table = Table::new();
    let promises = [table.comes("a", 2), table.comes("b", 3)];
    let all = gather(&table.event_loop, &promises);
    promises[0].cancel();
    table.run(check);
    let says = all.result().err().map(|error| error.to_string());
    check.that(
        says.as_deref() == Some("the promise was cancelled"),
        format!(
            "a was cancelled and has no result, so the promise of all fails with the error of a; \
             its error is {says:?}"
        ),
    );

    check.step("gather a and b, and cancel the promise of all");
    let table = Table::new();
    let promises = [table.comes("a", 1), table.fails("b broke", 2)];
    let all = gather(&table.event_loop, &promises);
    all.cancel();
    drop(promises);
    table.run(check);
    check.that(all.is_cancelled(), "what was cancelled stays so");
}

fn gave(check: &mut Check, all: &Promise<Vec<&'static str>>, expected: &[&'static str]) {
    match all.result() {
        Ok(results) => check.that(
            results == expected,
            format!(
                "the results are {results:?}, and they should be {expected:?}: each stands in the \
                 place of its promise, whenever it came. `promises.iter().enumerate()` knows it"
            ),
        ),
        Err(PromiseError::Pending) => check.fail(
            "all of them are settled, and the promise of all is still pending: the callback that \
             finds that none is missing settles it",
        ),
        Err(error) => check.fail(format!("none of them failed, and the promise says: {error}")),
    }
}

struct Table {
    event_loop: EventLoop,
    troubles: Rc<RefCell<Vec<String>>>,
}

impl Table {
    fn new() -> Self {
        let event_loop =
            EventLoop::new(Clock::virtual_time()).expect("the system has one more");
        let troubles = Rc::<RefCell<Vec<String>>>::default();
        let seen = Rc::clone(&troubles);
        event_loop.on_trouble(move |_, trouble| {
            seen.borrow_mut().push(match trouble {
                Trouble::Unread { error, .. } => format!(
                    "a promise failed ({error}), and nobody looked, so the loop reports it: each \
                     callback asks its promise for the `result`, also when the promise of all is \
                     settled"
                ),
                other => other.to_string(),
            });
        });
        Self { event_loop, troubles }
    }

    fn comes(&self, name: &'static str, at: u64) -> Promise<&'static str> {
        self.settles(at, move |promise| {
            let _ = promise.set_result(name);
        })
    }

    fn fails(&self, says: &'static str, at: u64) -> Promise<&'static str> {
        self.settles(at, move |promise| {
            let _ = promise.set_error(says);
        })
    }

    fn settles(
        &self,
        at: u64,
        settle: impl FnOnce(&Promise<&'static str>) + 'static,
    ) -> Promise<&'static str> {
        let promise = Promise::new(&self.event_loop);
        let promised = promise.clone();
        self.event_loop.call_later(secs(at), move |_| settle(&promised));
        promise
    }

    fn run(&self, check: &mut Check) {
        self.event_loop.call_later(secs(3600), EventLoop::stop);
        if let Err(error) = self.event_loop.run_forever() {
            check.fail(error.to_string());
        }
        if let Some(trouble) = self.troubles.take().first() {
            check.reported(trouble);
        }
    }
}

fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}
