use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use tulip::task::yield_now;

use crate::common::{Drops, panic_of, runtime};

#[test]
fn a_handle_gives_the_outcome() {
    assert_eq!(runtime().block_on(async { tulip::spawn(async { 42 }).await.unwrap() }), 42);
}

#[test]
fn a_handle_of_an_ended_task_does_not_wait() {
    runtime().block_on(async {
        let mut task = tulip::spawn(async { 42 });
        yield_now().await;
        assert!(task.is_finished());
        let polled = Pin::new(&mut task).poll(&mut Context::from_waker(Waker::noop()));
        assert!(matches!(polled, Poll::Ready(Ok(42))));
        assert!(task.is_finished());
    });
}

#[test]
fn a_handle_that_was_ready_is_not_polled_again() {
    let words = panic_of(|| {
        runtime().block_on(async {
            let mut task = tulip::spawn(async {});
            (&mut task).await.unwrap();
            let _ = task.await;
        });
    });
    assert_eq!(words, "a JoinHandle is not polled after it was ready");
}

#[test]
fn the_last_waker_that_was_left_is_woken() {
    runtime().block_on(async {
        let mut task = tulip::spawn(async {});
        let other = Arc::new(Counts::default());
        let waker = Waker::from(Arc::clone(&other));
        assert!(Pin::new(&mut task).poll(&mut Context::from_waker(&waker)).is_pending());
        // This task takes the other's place.
        task.await.unwrap();
        assert_eq!(Arc::strong_count(&other), 2, "the old waker is gone, but for ours");
        assert_eq!(other.wakes(), 0);
    });
}

#[test]
fn a_handle_that_goes_takes_its_waker_with_it() {
    runtime().block_on(async {
        let mut task = tulip::spawn(std::future::pending::<()>());
        let waker = Arc::new(Counts::default());
        let polled = Pin::new(&mut task)
            .poll(&mut Context::from_waker(&Waker::from(Arc::clone(&waker))));
        assert!(polled.is_pending());
        assert_eq!(Arc::strong_count(&waker), 2);
        drop(task);
        assert_eq!(Arc::strong_count(&waker), 1);
    });
}

#[test]
fn an_outcome_that_nobody_took_is_dropped_with_the_handle() {
    let drops = Drops::default();
    runtime().block_on(async {
        let one = drops.one();
        let task = tulip::spawn(async move { one });
        yield_now().await;
        assert!(task.is_finished());
        assert_eq!(drops.count(), 0);
        drop(task);
        assert_eq!(drops.count(), 1);
    });
}

#[test]
fn an_outcome_without_a_handle_is_dropped_when_it_comes() {
    let drops = Drops::default();
    runtime().block_on(async {
        let one = drops.one();
        drop(tulip::spawn(async move { one }));
        assert_eq!(drops.count(), 0);
        yield_now().await;
        assert_eq!(drops.count(), 1);
    });
}

#[test]
fn a_handle_is_awaited_on_another_thread() {
    let runtime = runtime();
    let task = runtime.spawn(async {
        yield_now().await;
        vec![1, 2, 3]
    });
    let thread = thread::spawn(move || self::runtime().block_on(task).unwrap());
    runtime.block_on(async {
        while !thread.is_finished() {
            yield_now().await;
        }
    });
    assert_eq!(thread.join().unwrap(), [1, 2, 3]);
}

#[test]
fn the_handle_of_a_task_that_is_not_send_crosses_threads_if_its_outcome_may() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }

    let runtime = runtime();
    let task = runtime.spawn_local(async {
        let local = Rc::new(Cell::new(1));
        yield_now().await;
        local.get()
    });
    let task = is_send(task);
    let thread = thread::spawn(move || self::runtime().block_on(task).unwrap());
    runtime.block_on(async {
        while !thread.is_finished() {
            yield_now().await;
        }
    });
    assert_eq!(thread.join().unwrap(), 1);
}

#[test]
fn an_outcome_may_be_taken_when_the_runtime_is_gone() {
    let runtime = runtime();
    let task = runtime.spawn(async { String::from("late") });
    runtime.block_on(yield_now());
    drop(runtime);
    let polled = pin!(task).poll(&mut Context::from_waker(Waker::noop()));
    assert!(matches!(polled, Poll::Ready(Ok(late)) if late == "late"));
}

#[test]
fn two_tasks_that_wait_for_each_other_are_woken_in_turn() {
    runtime().block_on(async {
        let first = tulip::spawn(async { yield_now().await });
        let second = tulip::spawn(async move { first.await.unwrap() });
        let third = tulip::spawn(async move { second.await.unwrap() });
        third.await.unwrap();
    });
}

#[test]
fn a_panicking_foreign_waker_hurts_nobody_else() {
    struct Panics;

    impl Wake for Panics {
        fn wake(self: Arc<Self>) {
            panic!("a waker that panics");
        }
    }

    runtime().block_on(async {
        let mut task = tulip::spawn(async { 42 });
        let waker = Waker::from(Arc::new(Panics));
        assert!(Pin::new(&mut task).poll(&mut Context::from_waker(&waker)).is_pending());
        yield_now().await;
        assert_eq!(task.await.unwrap(), 42);
    });
}

#[test]
fn a_handle_polled_without_being_ready_leaves_one_wait() {
    runtime().block_on(async {
        let mut task = tulip::spawn(std::future::pending::<()>());
        poll_fn(|cx| {
            for _ in 0..3 {
                assert!(Pin::new(&mut task).poll(cx).is_pending());
            }
            Poll::Ready(())
        })
        .await;
    });
}

#[derive(Default)]
struct Counts(std::sync::atomic::AtomicUsize);

impl Counts {
    fn wakes(&self) -> usize {
        self.0.load(std::sync::atomic::Ordering::SeqCst)
    }
}

impl Wake for Counts {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    }
}
