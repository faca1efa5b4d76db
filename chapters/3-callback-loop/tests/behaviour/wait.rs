use std::time::Duration;

use callback_loop::{EventLoop, Promise, PromiseError, RunError, Until, Waited, wait};

use crate::{Log, event_loop};

const SECOND: Duration = Duration::from_secs(1);

/// Settled after so many seconds; failed, if it is said so.
fn after(event_loop: &EventLoop, seconds: u32, fails: bool) -> Promise<u32> {
    let promise = Promise::new(event_loop);
    let later = promise.clone();
    event_loop.call_later(SECOND * seconds, move |_| {
        // It may have been cancelled.
        let _ = if fails { later.set_error("boom") } else { later.set_result(seconds) };
    });
    promise
}

/// How many are done and how many go on, and when that was known.
fn ended(event_loop: &EventLoop, waited: &Promise<Waited<u32>>) -> (usize, usize, u64) {
    let Waited { done, pending } = event_loop.run_until_complete(waited).unwrap();
    (done.len(), pending.len(), event_loop.time().as_secs())
}

/// R50.
#[test]
fn it_ends_with_the_first_the_last_or_the_first_error() {
    for (until, expected) in
        [(Until::First, (1, 2, 1)), (Until::FirstError, (2, 1, 2)), (Until::All, (3, 0, 3))]
    {
        let event_loop = event_loop();
        let promises = [(3, false), (1, false), (2, true)]
            .map(|(seconds, fails)| after(&event_loop, seconds, fails));
        let waited = wait(&event_loop, &promises, until, None);
        assert_eq!(ended(&event_loop, &waited), expected, "{until:?}");
        assert!(promises[2].is_failed() || until == Until::First);
    }
}

/// R50: so nothing is lost, and nobody is asked to stop.
#[test]
fn it_fails_for_none_of_them_and_stops_none() {
    let event_loop = event_loop();
    let promises =
        [(1, true), (2, false)].map(|(seconds, fails)| after(&event_loop, seconds, fails));
    let waited = wait(&event_loop, &promises, Until::First, None);
    assert_eq!(ended(&event_loop, &waited), (1, 1, 1));
    assert_eq!(event_loop.run_until_complete(&promises[1]).unwrap(), 2);
}

/// R50.
#[test]
fn a_timeout_ends_the_wait_and_nothing_else() {
    let event_loop = event_loop();
    let promises = [1, 3].map(|seconds| after(&event_loop, seconds, false));
    let waited = wait(&event_loop, &promises, Until::All, Some(SECOND * 2));
    assert_eq!(ended(&event_loop, &waited), (1, 1, 2));
    assert_eq!(event_loop.run_until_complete(&promises[1]).unwrap(), 3);
}

#[test]
fn a_timeout_that_was_not_needed_leaves_no_timer() {
    let event_loop = event_loop();
    let promise = after(&event_loop, 1, false);
    let waited = wait(&event_loop, &[promise], Until::All, Some(SECOND * 60));
    assert_eq!(ended(&event_loop, &waited), (1, 0, 1));
    event_loop.stop();
    event_loop.run_forever().unwrap();
    assert_eq!(event_loop.timers_len(), 0);
}

/// R50.
#[test]
fn cancelling_the_wait_cancels_none_of_them() {
    let event_loop = event_loop();
    let promise = after(&event_loop, 2, false);
    let waited = wait(&event_loop, std::slice::from_ref(&promise), Until::All, None);
    let asked = waited.clone();
    event_loop.call_later(SECOND, move |_| assert!(asked.cancel()));
    let error = event_loop.run_until_complete(&waited).unwrap_err();
    assert!(matches!(error, RunError::Promise(PromiseError::Cancelled)), "{error}");
    assert_eq!(event_loop.run_until_complete(&promise).unwrap(), 2);
}

/// A cancelled one is done, and no error.
#[test]
fn what_is_settled_before_counts() {
    for (until, expected) in
        [(Until::First, (1, 1, 0)), (Until::FirstError, (2, 0, 1)), (Until::All, (2, 0, 1))]
    {
        let event_loop = event_loop();
        let promises = [5, 1].map(|seconds| after(&event_loop, seconds, false));
        assert!(promises[0].cancel());
        let waited = wait(&event_loop, &promises, until, None);
        assert_eq!(ended(&event_loop, &waited), expected, "{until:?}");
    }
}

#[test]
fn an_error_that_was_only_waited_for_is_still_unread() {
    let (event_loop, log) = (event_loop(), Log::default());
    let told = log.clone();
    event_loop.on_trouble(move |_, _| told.note("unread"));
    let promise = after(&event_loop, 1, true);
    let waited = wait(&event_loop, &[promise], Until::FirstError, None);
    assert_eq!(ended(&event_loop, &waited), (1, 0, 1));
    drop(waited);
    log.is("unread");
}

/// R50.
#[test]
#[should_panic(expected = "there is nothing to wait for")]
fn nothing_at_all_is_refused() {
    wait::<u32>(&event_loop(), &[], Until::All, None);
}
