use std::future::{pending, poll_fn};
use std::task::Poll;
use std::thread;

use tulip::task::yield_now;

use crate::common::{Drops, Log, Says, runtime};

#[test]
fn an_aborted_task_ends_cancelled() {
    runtime().block_on(async {
        let task = tulip::spawn(pending::<()>());
        yield_now().await;
        task.abort();
        let error = task.await.unwrap_err();
        assert!(error.is_cancelled() && !error.is_panic());
        assert_eq!(error.to_string(), "task 1 was cancelled");
    });
}

#[test]
fn a_task_that_has_not_begun_never_does() {
    let log = Log::default();
    runtime().block_on(async {
        let task = tulip::spawn_local({
            let log = log.clone();
            async move { log.say("ran") }
        });
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    });
    assert!(log.take().is_empty());
}

#[test]
fn nothing_is_dropped_inside_abort() {
    let log = Log::default();
    runtime().block_on(async {
        let says = Says(log.clone(), "dropped");
        let task = tulip::spawn_local(async move {
            let _says = says;
            pending::<()>().await;
        });
        yield_now().await;
        task.abort();
        log.say("asked");
        let _ = task.await;
    });
    assert_eq!(log.take(), ["asked", "dropped"]);
}

#[test]
fn an_outcome_wins_over_a_late_abort() {
    runtime().block_on(async {
        let task = tulip::spawn(async { 42 });
        yield_now().await;
        task.abort();
        assert_eq!(task.await.unwrap(), 42);
    });
}

#[test]
fn ready_wins_over_an_abort_in_the_same_poll() {
    runtime().block_on(async {
        let (give, take) = tulip::sync::oneshot::channel::<tulip::JoinHandle<i32>>();
        let (back, outcome) = tulip::sync::oneshot::channel();
        let task = tulip::spawn(async move {
            let me = take.await.unwrap();
            me.abort();
            back.send(me).unwrap();
            42
        });
        give.send(task).unwrap();
        assert_eq!(outcome.await.unwrap().await.unwrap(), 42);
    });
}

#[test]
fn a_task_that_aborts_itself_ends_at_its_next_wait() {
    let log = Log::default();
    runtime().block_on(async {
        let (give, take) = tulip::sync::oneshot::channel::<tulip::JoinHandle<()>>();
        let (back, outcome) = tulip::sync::oneshot::channel();
        let task = tulip::spawn_local({
            let log = log.clone();
            async move {
                let me = take.await.unwrap();
                me.abort();
                back.send(me).unwrap();
                log.say("still runs");
                yield_now().await;
                log.say("never");
            }
        });
        give.send(task).unwrap();
        assert!(outcome.await.unwrap().await.unwrap_err().is_cancelled());
    });
    assert_eq!(log.take(), ["still runs"]);
}

#[test]
fn two_aborts_are_one() {
    runtime().block_on(async {
        let task = tulip::spawn(pending::<()>());
        task.abort();
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
    });
}

#[test]
fn an_abort_from_another_thread_reaches_a_parked_loop() {
    let drops = Drops::default();
    let runtime = runtime();
    let one = drops.one();
    let task = runtime.spawn(async move {
        let _one = one;
        pending::<()>().await;
    });
    let (sent, received) = tulip::sync::oneshot::channel();
    runtime.block_on(yield_now());
    let thread = thread::spawn(move || {
        task.abort();
        sent.send(task).unwrap();
    });
    let error = runtime.block_on(async { received.await.unwrap().await.unwrap_err() });
    assert!(error.is_cancelled());
    assert_eq!(drops.count(), 1);
    thread.join().unwrap();
}

#[test]
fn a_future_that_is_stopped_may_spawn_while_it_is_dropped() {
    struct Spawns(Log);

    impl Drop for Spawns {
        fn drop(&mut self) {
            let log = self.0.clone();
            drop(tulip::spawn_local(async move { log.say("a last word") }));
        }
    }

    let log = Log::default();
    runtime().block_on(async {
        let spawns = Spawns(log.clone());
        let task = tulip::spawn_local(async move {
            let _spawns = spawns;
            pending::<()>().await;
        });
        yield_now().await;
        task.abort();
        let _ = task.await;
        yield_now().await;
    });
    assert_eq!(log.take(), ["a last word"]);
}

#[test]
fn a_future_that_wakes_itself_while_it_is_dropped_is_not_picked_again() {
    struct Wakes(std::task::Waker);

    impl Drop for Wakes {
        fn drop(&mut self) {
            self.0.wake_by_ref();
        }
    }

    runtime().block_on(async {
        let task = tulip::spawn(async {
            let waker = poll_fn(|cx| Poll::Ready(cx.waker().clone())).await;
            let _wakes = Wakes(waker);
            pending::<()>().await;
        });
        yield_now().await;
        task.abort();
        assert!(task.await.unwrap_err().is_cancelled());
        for _ in 0..3 {
            yield_now().await;
        }
    });
}
