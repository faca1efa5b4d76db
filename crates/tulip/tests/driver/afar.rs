//! Sleeps on other threads than that of their runtime.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll};
use std::thread;
use std::time::Duration;

use tulip::runtime::{Builder, Runtime};
use tulip::spawn_blocking;
use tulip::sync::oneshot;
use tulip::time::{Instant, sleep};

use crate::support::{Counter, on_a_plain_thread, paused, poll_once, real};

const HOUR: Duration = Duration::from_secs(3600);

#[test]
fn a_sleep_is_awaited_on_another_thread_by_the_clock_of_its_runtime() {
    paused(async {
        let start = Instant::now();
        let nap = sleep(HOUR);
        let (done, rest) = oneshot::channel();
        let thread = thread::spawn(move || {
            on_a_plain_thread(nap);
            done.send(()).unwrap();
        });
        rest.await.unwrap();
        assert_eq!(start.elapsed(), HOUR);
        thread.join().unwrap();
    });
}

#[test]
fn a_sleep_that_was_armed_at_home_goes_on_elsewhere() {
    paused(async {
        let (home, waker) = Counter::new();
        let mut nap = sleep(HOUR);
        assert!(Pin::new(&mut nap).poll(&mut Context::from_waker(&waker)).is_pending());
        drop(waker);
        let (away, waker) = Counter::new();
        let nap = spawn_blocking(move || {
            assert!(Pin::new(&mut nap).poll(&mut Context::from_waker(&waker)).is_pending());
            nap
        })
        .await
        .unwrap();
        sleep(2 * HOUR).await;
        assert_eq!((home.wakes(), away.wakes()), (0, 1));
        assert_eq!(Arc::strong_count(&home), 1, "nothing is kept of the waker at home");
        nap.await;
    });
}

#[test]
fn a_sleep_may_come_home_again() {
    paused(async {
        let start = Instant::now();
        let mut nap = sleep(HOUR);
        let nap = spawn_blocking(move || {
            assert!(poll_once(Pin::new(&mut nap)).is_pending());
            nap
        })
        .await
        .unwrap();
        nap.await;
        assert_eq!(start.elapsed(), HOUR);
    });
}

#[test]
fn a_sleep_that_is_dropped_elsewhere_keeps_nothing() {
    paused(async {
        let (counter, waker) = Counter::new();
        let mut armed = sleep(HOUR);
        assert!(Pin::new(&mut armed).poll(&mut Context::from_waker(&waker)).is_pending());
        let mut armed_there = sleep(HOUR);
        let moved = waker.clone();
        spawn_blocking(move || {
            drop(armed);
            let mut cx = Context::from_waker(&moved);
            assert!(Pin::new(&mut armed_there).poll(&mut cx).is_pending());
        })
        .await
        .unwrap();
        drop(waker);
        sleep(2 * HOUR).await;
        assert_eq!(counter.wakes(), 0);
        assert_eq!(Arc::strong_count(&counter), 1);
    });
}

#[test]
fn a_sleep_of_one_runtime_is_awaited_on_another() {
    let home = Builder::current_thread().start_paused(true).build().unwrap();
    let (send, receive) = mpsc::channel();
    let thread = thread::spawn(move || {
        let job: Job = receive.recv().unwrap();
        real(job);
    });
    let (done, rest) = oneshot::channel::<()>();
    home.block_on(async move {
        let nap = sleep(HOUR);
        send.send(Box::pin(async move {
            nap.await;
            done.send(()).unwrap();
        }) as Job)
            .unwrap();
        rest.await.unwrap();
    });
    thread.join().unwrap();
}

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

#[test]
fn an_armed_sleep_is_dropped_on_its_thread_after_its_runtime() {
    let runtime = Runtime::new().unwrap();
    let nap = runtime.block_on(poll_fn(|cx| {
        let mut nap = sleep(HOUR);
        assert!(Pin::new(&mut nap).poll(cx).is_pending());
        Poll::Ready(nap)
    }));
    drop(runtime);
    drop(nap);
}

#[test]
fn a_sleep_between_two_runs_of_its_runtime_stays_armed() {
    let runtime = Builder::current_thread().start_paused(true).build().unwrap();
    let (kept, dropped) = runtime.block_on(async {
        let mut naps = (sleep(HOUR), sleep(HOUR));
        assert!(poll_once(Pin::new(&mut naps.0)).is_pending());
        assert!(poll_once(Pin::new(&mut naps.1)).is_pending());
        naps
    });
    drop(dropped);
    runtime.block_on(kept);
}

fn panic_of<R>(body: impl FnOnce() -> R) -> String {
    let panic = catch_unwind(AssertUnwindSafe(body)).err().expect("it panics");
    panic.downcast_ref::<&str>().map(|text| (*text).to_owned()).expect("with a text")
}

#[test]
fn a_sleep_says_that_its_runtime_has_ended() {
    let runtime = Runtime::new().unwrap();
    let (mut armed, fresh) =
        runtime.block_on(poll_fn(|_| Poll::Ready((sleep(HOUR), sleep(HOUR)))));
    runtime.block_on(async { assert!(poll_once(Pin::new(&mut armed)).is_pending()) });
    drop(runtime);
    for nap in [armed, fresh] {
        let text = panic_of(|| on_a_plain_thread(nap));
        assert!(
            text.contains("the runtime on which this sleep was made has ended"),
            "{text}"
        );
    }
}

#[test]
fn whoever_awaits_a_sleep_elsewhere_is_told_that_its_runtime_ends() {
    let runtime = Runtime::new().unwrap();
    let mut nap = runtime.block_on(poll_fn(|_| Poll::Ready(sleep(HOUR))));
    let (polled, armed) = mpsc::channel();
    let thread = thread::spawn(move || {
        assert!(poll_once(Pin::new(&mut nap)).is_pending());
        polled.send(()).unwrap();
        panic_of(|| on_a_plain_thread(nap))
    });
    armed.recv().unwrap();
    drop(runtime);
    let text = thread.join().unwrap();
    assert!(text.contains("the runtime on which this sleep was made has ended"), "{text}");
}
