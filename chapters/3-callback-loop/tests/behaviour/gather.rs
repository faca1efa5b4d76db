use std::time::Duration;

use callback_loop::{EventLoop, Promise, PromiseError, RunError, Task, gather};

use crate::{Log, event_loop};

const SECOND: Duration = Duration::from_secs(1);

fn after(event_loop: &EventLoop, seconds: u32) -> Promise<u32> {
    let promise = Promise::new(event_loop);
    let later = promise.clone();
    event_loop.call_later(SECOND * seconds, move |_| {
        let _ = later.set_result(seconds);
    });
    promise
}

/// R46.
#[test]
fn results_come_in_the_order_of_the_arguments() {
    let event_loop = event_loop();
    let promises = [3, 1, 2].map(|seconds| after(&event_loop, seconds));
    let all = gather(&event_loop, &promises);
    assert_eq!(event_loop.run_until_complete(&all).unwrap(), [3, 1, 2]);
    assert_eq!(event_loop.time(), SECOND * 3);
}

/// R46.
#[test]
fn the_same_twice_and_nothing_at_all() {
    let event_loop = event_loop();
    let one = after(&event_loop, 1);
    let twice = gather(&event_loop, &[one.clone(), one]);
    assert_eq!(event_loop.run_until_complete(&twice).unwrap(), [1, 1]);
    let none = gather::<u32>(&event_loop, &[]);
    assert!(event_loop.run_until_complete(&none).unwrap().is_empty());
}

/// R47.
#[test]
fn the_first_error_comes_at_once_and_the_others_go_on() {
    let (event_loop, log) = (event_loop(), Log::default());
    let told = log.clone();
    event_loop.on_trouble(move |_, trouble| told.note(trouble));
    let [slow, bad, worse] = [3, 1, 2].map(|seconds| after(&event_loop, seconds));
    bad.set_error("boom").unwrap();
    let second = worse.clone();
    event_loop.call_later(SECOND / 2, move |_| second.set_error("later").unwrap());
    let all = gather(&event_loop, &[slow.clone(), bad, worse]);
    let error = event_loop.run_until_complete(&all).unwrap_err();
    assert_eq!((error.to_string().as_str(), event_loop.time()), ("boom", Duration::ZERO));
    assert!(!slow.is_done());
    assert_eq!(event_loop.run_until_complete(&slow).unwrap(), 3);
    drop(all);
    log.is("");
}

/// R48.
#[test]
fn cancelling_all_cancels_each_and_ends_when_they_have() {
    let (event_loop, log) = (event_loop(), Log::default());
    let tasks = ["a", "b"].map(|name| {
        let log = log.clone();
        let body = async move |co: callback_loop::Co| {
            let slept = co.sleep(SECOND).await;
            co.yield_now().await?;
            log.note(format!("{name} cleaned up"));
            slept
        };
        Task::spawn(&event_loop, name, body).promise().clone()
    });
    let all = gather(&event_loop, &tasks);
    let (promise, noted) = (all.clone(), log.clone());
    event_loop.call_later(SECOND / 2, move |_| {
        noted.note(promise.cancel());
        noted.note(promise.is_done());
    });
    let error = event_loop.run_until_complete(&all).unwrap_err();
    assert!(matches!(error, RunError::Promise(PromiseError::Cancelled)), "{error}");
    log.is("true false a cleaned up b cleaned up");
    assert!(!all.cancel());
}

/// R49.
#[test]
fn a_cancelled_child_is_an_error_and_its_siblings_live() {
    let event_loop = event_loop();
    let [one, two] = [1, 2].map(|seconds| after(&event_loop, seconds));
    let all = gather(&event_loop, &[one.clone(), two.clone()]);
    assert!(one.cancel());
    let error = event_loop.run_until_complete(&all).unwrap_err();
    assert!(matches!(error, RunError::Promise(PromiseError::Cancelled)), "{error}");
    assert_eq!(event_loop.run_until_complete(&two).unwrap(), 2);
}
