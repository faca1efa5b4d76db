//! A kernel that is dropped drops its tasks, and does not ask them.

#![allow(clippy::unit_arg, reason = "what a task does last fits on its last line")]

use std::time::Duration;

use crate::common::{Guard, kernel, panic_of, said, secs};
use scheduler::{Cancelled, JoinError, Wait};

#[test]
fn tasks_are_dropped_in_the_order_in_which_they_were_made() {
    let mut kernel = kernel();
    for (name, time) in [("a", 2), ("b", 3), ("c", 1)] {
        kernel.spawn(name, async move |sys| {
            let _guard = Guard(name);
            sys.sleep(secs(time)).await
        });
    }
    kernel.spawn("stop", async |_| -> Result<(), _> { panic!("stop") });
    assert_eq!(panic_of(|| kernel.run()), "stop");
    drop(kernel);
    assert_eq!(said(), ["clean up a", "clean up b", "clean up c"]);
}

#[test]
fn parked_ready_and_unstarted_tasks_are_dropped_too() {
    let mut kernel = kernel();
    kernel.spawn("parked", async |sys| {
        let _guard = Guard("parked");
        sys.park(Wait::for_thing("nothing")).await
    });
    kernel.spawn("ready", async |sys| {
        let _guard = Guard("ready");
        sys.yield_now().await
    });
    kernel.spawn("stop", async |_| -> Result<(), _> { panic!("stop") });
    let lent = Guard("what was lent");
    kernel.spawn("unstarted", async move |_| Ok(drop(lent)));
    assert_eq!(panic_of(|| kernel.run()), "stop");
    drop(kernel);
    assert_eq!(said(), ["clean up parked", "clean up ready", "clean up what was lent"]);
}

#[test]
fn a_task_that_is_dropped_does_not_go_on() {
    let mut kernel = kernel();
    kernel.spawn("parked", async |sys| {
        let woken = sys.park(Wait::for_thing("nothing")).await;
        Ok(say!("{woken:?}"))
    });
    let _ = kernel.run();
    drop(kernel);
    assert_eq!(said(), [""; 0]);
}

#[test]
fn a_task_that_is_dropped_has_no_result() {
    let mut kernel = kernel();
    let parked =
        kernel.spawn("parked", async |sys| sys.park(Wait::for_thing("nothing")).await);
    let _ = kernel.run();
    drop(kernel);
    assert_eq!(parked.result(), None::<Result<_, JoinError>>);
}

#[test]
fn a_task_that_ends_is_cleaned_up_at_its_end() {
    let mut kernel = kernel();
    kernel.spawn("first", async |_| {
        let _guard = Guard("first");
        Ok(())
    });
    kernel.spawn("second", async |_| Ok(say!("second runs")));
    kernel.run().unwrap();
    assert_eq!(said(), ["clean up first", "second runs"]);
}

#[test]
fn the_callers_of_a_call_are_dropped_from_the_inside() {
    let mut kernel = kernel();
    kernel.spawn("nested", async |sys| {
        let _guard = Guard("outermost");
        sys.call(async |sys| {
            let _guard = Guard("outer");
            sys.call(async |sys| {
                let _guard = Guard("inner");
                sys.call(async |sys| {
                    let _guard = Guard("innermost");
                    sys.sleep(Duration::MAX).await
                })
                .await
            })
            .await
        })
        .await
    });
    kernel.spawn("stop", async |_| -> Result<(), Cancelled> { panic!("stop") });
    assert_eq!(panic_of(|| kernel.run()), "stop");
    drop(kernel);
    let order = ["innermost", "inner", "outer", "outermost"];
    assert_eq!(said(), order.map(|name| format!("clean up {name}")));
}
