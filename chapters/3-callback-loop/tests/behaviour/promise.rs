use std::time::Duration;

use callback_loop::{AlreadySettled, EventLoop, Promise, PromiseError, RunError, Trouble};

use crate::{Log, event_loop};

/// R21.
#[test]
fn it_is_settled_once() {
    let event_loop = event_loop();
    let promise = Promise::new(&event_loop);
    promise.set_result(1).unwrap();
    assert_eq!(promise.set_result(2), Err(AlreadySettled));
    assert_eq!(promise.set_error("late"), Err(AlreadySettled));
    assert!(!promise.cancel());
    assert_eq!(promise.result().unwrap(), 1);
}

/// R22.
#[test]
fn callbacks_go_through_the_queue_in_their_order() {
    let (event_loop, log) = (event_loop(), Log::default());
    let promise = Promise::new(&event_loop);
    for name in ["a", "b"] {
        let log = log.clone();
        promise.add_done_callback(move |_, promise| {
            log.note(format!("{name}{}", promise.result().unwrap()));
        });
    }
    let (queued, done) = (log.clone(), log.clone());
    event_loop.call_soon(move |_| queued.note("queued"));
    promise.set_result(7).unwrap();
    log.note("returned");
    promise.add_done_callback(move |event_loop, _| {
        done.note("late");
        event_loop.stop();
    });
    log.note("added");
    event_loop.run_forever().unwrap();
    log.is("returned added queued a7 b7 late");
}

/// R23: here each is named, and one is taken back.
#[test]
fn a_callback_can_be_taken_back_before_it_is_queued() {
    let (event_loop, log) = (event_loop(), Log::default());
    let promise = Promise::new(&event_loop);
    let noted = log.clone();
    let callback = promise.add_done_callback(move |_, _| noted.note("called"));
    assert!(promise.remove_done_callback(callback));
    assert!(!promise.remove_done_callback(callback));
    promise.set_result(()).unwrap();
    event_loop.stop();
    event_loop.run_forever().unwrap();
    log.is("");
}

/// R24.
#[test]
fn looking_never_blocks() {
    let event_loop = event_loop();
    let promise = Promise::<()>::new(&event_loop);
    assert!(matches!(promise.result(), Err(PromiseError::Pending)));
    assert!(promise.cancel());
    assert!(matches!(promise.result(), Err(PromiseError::Cancelled)));
    assert!(promise.is_cancelled() && promise.is_done());
}

/// R27.
#[test]
fn an_error_that_nobody_looked_at_is_told() {
    let (event_loop, log) = (event_loop(), Log::default());
    let told = log.clone();
    event_loop.on_trouble(move |_, trouble| match trouble {
        Trouble::Unread { error, made_at } => {
            told.note(format!("{error} {}", made_at.line()));
        }
        other => panic!("{other}"),
    });
    let line = line!() + 1;
    let lost = Promise::<()>::new(&event_loop);
    lost.set_error("lost").unwrap();
    let seen = Promise::<()>::new(&event_loop);
    seen.set_error("seen").unwrap();
    assert!(seen.is_failed());
    drop((lost, seen));
    log.is(&format!("lost {line}"));
}

#[test]
fn running_until_it_is_complete_gives_what_it_says() {
    let event_loop = event_loop();
    let promise = Promise::new(&event_loop);
    let later = promise.clone();
    event_loop
        .call_later(Duration::from_secs(1), move |_| later.set_result("here").unwrap());
    assert_eq!(event_loop.run_until_complete(&promise).unwrap(), "here");
    assert_eq!(
        event_loop.run_until_complete(&promise).unwrap(),
        "here",
        "a second time, too"
    );
    let failed = Promise::<()>::new(&event_loop);
    failed.set_error("no").unwrap();
    let error = event_loop.run_until_complete(&failed).unwrap_err();
    assert!(matches!(error, RunError::Promise(PromiseError::Failed(_))), "{error}");
}

/// R11.
#[test]
fn stopped_before_the_promise_was_settled_is_an_error() {
    let event_loop = event_loop();
    let promise = Promise::<()>::new(&event_loop);
    event_loop.call_soon(EventLoop::stop);
    assert!(matches!(event_loop.run_until_complete(&promise), Err(RunError::Stopped)));
    // The callback that would stop the loop is gone.
    promise.set_result(()).unwrap();
    event_loop.call_later(Duration::from_secs(1), EventLoop::stop);
    event_loop.run_forever().unwrap();
    assert_eq!(event_loop.time(), Duration::from_secs(1));
}

#[test]
fn without_its_loop_it_can_be_settled_and_calls_nobody() {
    let event_loop = event_loop();
    let promise = Promise::new(&event_loop);
    promise.add_done_callback(|_, _| panic!("called"));
    drop(event_loop);
    promise.set_result(1).unwrap();
    assert_eq!(promise.result().unwrap(), 1);
}
