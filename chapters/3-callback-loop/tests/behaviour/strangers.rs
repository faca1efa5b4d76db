//! What belongs to another loop.

use std::panic::{AssertUnwindSafe, catch_unwind};

use callback_loop::{EventLoop, Promise, Socket, Task, Until, gather, wait};

use crate::event_loop;

fn refused(act: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(act)).expect_err("it was not refused");
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).expect("it says why")
}

#[test]
fn a_socket_is_watched_by_its_own_loop_alone() {
    let (ours, theirs) = (event_loop(), event_loop());
    // The number of the socket is the same in both loops.
    let (own, _other) = Socket::pair(&ours).unwrap();
    let (stranger, _other) = Socket::pair(&theirs).unwrap();
    ours.add_reader(&own, |_| panic!("nothing came"));
    let say = "the socket belongs to another loop: watch it there";
    assert_eq!(refused(|| ours.add_reader(&stranger, |_| ())), say);
    assert_eq!(refused(|| ours.add_writer(&stranger, |_| ())), say);
    assert!(!ours.remove_reader(&stranger));
    assert!(ours.remove_reader(&own), "it is still watched");
}

/// R35.
#[test]
fn a_promise_is_waited_for_in_its_own_loop_alone() {
    let (ours, theirs) = (event_loop(), event_loop());
    let stranger = Promise::<u32>::new(&theirs);
    let all = [Promise::new(&ours), stranger.clone()];
    let say = "the promise belongs to another loop: wait for it there";
    assert_eq!(refused(|| drop(ours.run_until_complete(&stranger))), say);
    assert_eq!(refused(|| drop(gather(&ours, &all))), say);
    assert_eq!(refused(|| drop(wait(&ours, &all, Until::All, None))), say);

    let task = Task::spawn(&ours, "waiter", async move |co| Ok(co.wait(&stranger).await));
    let error = ours.run_until_complete(task.promise()).map(drop).unwrap_err();
    assert_eq!(error.to_string(), format!("task waiter panicked: {say}"));
}

/// It is refused before anything has changed.
#[test]
fn a_loop_that_refused_runs_on() {
    let (ours, theirs) = (event_loop(), event_loop());
    let stranger = Promise::<u32>::new(&theirs);
    refused(|| drop(ours.run_until_complete(&stranger)));
    ours.call_soon(EventLoop::stop);
    ours.run_forever().unwrap();
}
