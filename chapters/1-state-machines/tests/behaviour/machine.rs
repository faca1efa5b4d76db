//! The bridge: an async block plays the machine.

use std::future::{pending, poll_fn, ready};
use std::pin::pin;
use std::task::Poll;

use crate::common::{Log, panic_of};
use state_machines::CoroutineState::{Complete, Yielded};
use state_machines::{Coroutine, Machine, Yielder, machine};

#[test]
fn nothing_runs_before_the_first_resume() {
    let log = Log::default();
    let mut block = machine({
        let log = log.clone();
        async move |y| {
            log.add("started");
            y.yield_(1).await;
        }
    });
    assert_eq!(log.take(), [""; 0]);
    assert_eq!(block.resume(()), Yielded(1));
    assert_eq!(log.take(), ["started"]);
}

#[test]
fn a_value_goes_out_and_one_comes_in_at_each_pause() {
    let mut block = machine(async |y| {
        let first: i32 = y.yield_("first factor?").await;
        let second = y.yield_("second factor?").await;
        first * second
    });
    assert_eq!(block.resume(0), Yielded("first factor?"));
    assert_eq!(block.resume(6), Yielded("second factor?"));
    assert_eq!(block.resume(7), Complete(42));
}

#[test]
fn first_takes_what_was_sent_first_once() {
    let mut block = machine::<_, (), _>(async |y| (y.first(), y.first()));
    assert_eq!(block.resume("hello"), Complete((Some("hello"), None)));
}

#[test]
fn first_is_gone_once_it_has_paused() {
    let mut block = machine(async |y| {
        let sent = y.yield_(()).await;
        (sent, y.first())
    });
    assert_eq!(block.resume("first"), Yielded(()));
    assert_eq!(block.resume("second"), Complete(("second", None)));
}

#[test]
fn what_was_sent_first_and_not_taken_is_dropped_at_the_first_pause() {
    let log = Log::default();
    let mut block = machine(async |y| drop(y.yield_(()).await));
    assert_eq!(block.resume(log.guard("first")), Yielded(()));
    assert_eq!(log.take(), ["clean up first"]);
}

#[test]
fn what_was_sent_first_is_no_answer_to_a_pause() {
    let mut block = machine(async |y| y.yield_(()).await);
    assert_eq!(block.resume("first"), Yielded(()));
    assert_eq!(block.resume("second"), Complete("second"));
}

#[test]
fn a_pause_that_is_asked_twice_answers_once() {
    let mut block = machine(async |y| {
        let mut pause = pin!(y.yield_(1));
        let asked_twice = poll_fn(|context| match pause.as_mut().poll(context) {
            Poll::Pending => pause.as_mut().poll(context),
            answer @ Poll::Ready(_) => answer,
        });
        asked_twice.await
    });
    assert_eq!(block.resume("first"), Yielded(1));
    assert_eq!(block.resume("second"), Complete("second"));
}

#[test]
fn what_is_awaited_and_ready_is_no_pause() {
    let mut block = machine::<(), (), _>(async |_| ready(1).await + ready(2).await);
    assert_eq!(block.resume(()), Complete(3));
}

#[test]
#[should_panic = "a machine may await only its own yielder: nobody would wake it from anything else"]
fn awaiting_anything_else_panics() {
    let mut block = machine::<(), (), ()>(async |_| pending().await);
    let _ = block.resume(());
}

#[test]
fn awaiting_anything_else_leaves_it_done() {
    let log = Log::default();
    let mut block = machine::<(), (), ()>({
        let log = log.clone();
        async move |_| {
            let _desk = log.guard("desk");
            not_at_once().await;
            log.add("went on");
        }
    });
    panic_of(|| block.resume(()));
    assert_eq!(log.take(), ["clean up desk"]);
    assert_eq!(panic_of(|| block.resume(())), "machine resumed after completion");
    assert_eq!(log.take(), [""; 0]);
}

#[test]
#[should_panic = "a machine yielded twice in one resume"]
fn two_pauses_at_once_panic() {
    let mut block = machine(async |y| both(y.yield_(1), y.yield_(2)).await);
    let _ = block.resume(());
}

/// Not vacuous: the futures are driven to their ends.
#[test]
fn a_pause_beside_something_that_is_ready_does_not() {
    let mut block = machine(async |y| both(y.yield_(1), ready(2)).await);
    assert_eq!(block.resume(10), Yielded(1));
    assert_eq!(block.resume(20), Complete((20, 2)));
}

#[test]
fn a_pause_that_is_not_awaited_does_nothing() {
    let mut block = machine(async |y| {
        drop(y.yield_(1));
        let sent = y.yield_(2).await;
        drop(y.yield_(3));
        sent
    });
    assert_eq!(block.resume("first"), Yielded(2));
    assert_eq!(block.resume("second"), Complete("second"));
}

#[test]
fn a_panic_inside_leaves_it_done() {
    let mut block = machine(async |y| {
        let factor: i32 = y.yield_(1).await;
        assert!(factor >= 0, "no negative factors");
        factor
    });
    assert_eq!(block.resume(0), Yielded(1));
    assert_eq!(panic_of(|| block.resume(-1)), "no negative factors");
    assert_eq!(panic_of(|| block.resume(1)), "machine resumed after completion");
}

#[test]
fn what_it_hands_out_need_not_be_debug_or_clone() {
    struct Bare;

    let mut block = machine(async |y: Yielder<Bare, Bare>| {
        let _: Bare = y.yield_(Bare).await;
        Bare
    });
    assert!(matches!(block.resume(Bare), Yielded(Bare)));
    assert!(matches!(block.resume(Bare), Complete(Bare)));
}

#[test]
fn says_whether_it_has_ended() {
    let mut block: Machine<(), i32, ()> = machine(async |y| y.yield_(1).await);
    assert_eq!(block.resume(()), Yielded(1));
    assert_eq!(format!("{block:?}"), "Machine { ended: false, .. }");
    assert_eq!(block.resume(()), Complete(()));
    assert_eq!(format!("{block:?}"), "Machine { ended: true, .. }");
}

/// Pending when it is asked for the first time; nobody is woken.
async fn not_at_once() {
    let mut asked = false;
    poll_fn(|_| {
        if asked {
            return Poll::Ready(());
        }
        asked = true;
        Poll::Pending
    })
    .await;
}

/// Drives both futures in turn.
async fn both<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut from_a, mut from_b) = (None, None);
    poll_fn(|cx| {
        if from_a.is_none() {
            if let Poll::Ready(value) = a.as_mut().poll(cx) {
                from_a = Some(value);
            }
        }
        if from_b.is_none() {
            if let Poll::Ready(value) = b.as_mut().poll(cx) {
                from_b = Some(value);
            }
        }
        match (from_a.take(), from_b.take()) {
            (Some(a), Some(b)) => Poll::Ready((a, b)),
            (a, b) => {
                (from_a, from_b) = (a, b);
                Poll::Pending
            }
        }
    })
    .await
}
