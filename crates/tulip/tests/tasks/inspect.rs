use std::future::{Future, poll_fn};
use std::panic::Location;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tulip::inspect::{Activity, Wait, all_tasks, current};
use tulip::task::{self, yield_now};
use tulip::time::sleep;

use crate::common::runtime;

#[test]
fn a_task_that_sleeps_tells_its_line() {
    runtime().block_on(async {
        let here = line!() + 1;
        let task = tulip::spawn(async { sleep(Duration::from_secs(3600)).await });
        yield_now().await;
        let seen = &all_tasks()[1];
        assert_eq!((seen.spawned_at.file(), seen.spawned_at.line()), (file!(), here));
        let Activity::Waiting(waiting) = seen.activity else { panic!("{seen}") };
        assert_eq!((waiting.on, waiting.others), (Wait::Sleep, 0));
        assert_eq!((waiting.at.file(), waiting.at.line()), (file!(), here));
        task.abort();
    });
}

#[test]
fn each_state_has_its_words() {
    runtime().block_on(async {
        let foreign =
            task::Builder::new().name("foreign").spawn(std::future::pending::<()>());
        let _joins = tulip::spawn(async move { foreign.await.is_ok() });
        yield_now().await;
        let _ready = tulip::spawn(async {});
        let seen: Vec<_> =
            all_tasks().iter().map(|task| task.activity.to_string()).collect();
        assert_eq!(seen[0], "runs");
        assert_eq!(seen[1], "waits for something unknown (a foreign future)");
        assert!(
            seen[2].starts_with("waits for a task at crates/tulip/tests/tasks/inspect.rs:")
        );
        assert_eq!(seen[3], "is ready");
        let words = all_tasks()[1].to_string();
        assert!(
            words.starts_with("task 1 `foreign`, spawned at crates/tulip/tests/"),
            "{words}"
        );
    });
}

#[test]
fn several_waits_are_counted() {
    runtime().block_on(async {
        let task = tulip::spawn(async {
            let mut sleeps =
                [1, 2, 3].map(|hours| Box::pin(sleep(Duration::from_secs(3600 * hours))));
            poll_fn(|cx| {
                for sleep in &mut sleeps {
                    assert!(sleep.as_mut().poll(cx).is_pending());
                }
                Poll::<()>::Pending
            })
            .await;
        });
        yield_now().await;
        let words = all_tasks()[1].activity.to_string();
        assert!(
            words.starts_with("waits for a sleep at ") && words.ends_with(" and 2 more")
        );
        task.abort();
    });
}

#[test]
fn a_wait_that_is_over_is_not_told_any_more() {
    runtime().block_on(async {
        let task = tulip::spawn(async {
            sleep(Duration::from_millis(1)).await;
            std::future::pending::<()>().await;
        });
        sleep(Duration::from_millis(5)).await;
        while all_tasks()[1].activity != Activity::Unknown {
            yield_now().await;
        }
        task.abort();
    });
}

#[test]
fn tasks_that_ended_are_not_told() {
    runtime().block_on(async {
        let tasks: Vec<_> = (0..3).map(|_| tulip::spawn(async {})).collect();
        assert_eq!(all_tasks().len(), 4);
        for task in tasks {
            task.await.unwrap();
        }
        let ids: Vec<_> = all_tasks().iter().map(|task| task.id.as_u64()).collect();
        assert_eq!(ids, [0]);
    });
}

#[test]
fn outside_of_a_runtime_nothing_is_told() {
    assert!(current().is_none());
    assert!(all_tasks().is_empty());
}

#[test]
fn the_future_of_block_on_is_told_too() {
    let here = Location::caller().line() + 1;
    runtime().block_on(async {
        let me = current().unwrap();
        assert_eq!(me.name.as_deref(), Some("block_on"));
        assert_eq!(me.spawned_at.line(), here);
    });
}

#[test]
fn a_leaf_polled_outside_of_a_task_writes_nothing() {
    let mut yields = pin!(yield_now());
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(yields.as_mut().poll(&mut cx).is_pending());
    assert!(yields.as_mut().poll(&mut cx).is_ready());
}
