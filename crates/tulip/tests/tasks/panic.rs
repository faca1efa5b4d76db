use std::future::{pending, poll_fn};
use std::sync::{Arc, Mutex};
use std::task::Poll;

use tulip::runtime::Builder;
use tulip::task::{self, yield_now};

use crate::common::{panic_of, quiet, runtime};

/// A runtime, and what it says of panics.
fn told() -> (tulip::Runtime, Arc<Mutex<Vec<String>>>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let runtime = Builder::current_thread()
        .on_unhandled_panic({
            let told = Arc::clone(&told);
            move |panic| told.lock().unwrap().push(panic.to_string())
        })
        .build()
        .unwrap();
    (runtime, told)
}

#[test]
fn a_panic_stays_in_its_task() {
    let (runtime, told) = told();
    runtime.block_on(async {
        let part = std::hint::black_box(1);
        let bad =
            task::Builder::new().name("bad").spawn(async move { panic!("boom {part}") });
        let good = tulip::spawn(async { 42 });
        assert_eq!(good.await.unwrap(), 42);
        let error: task::JoinError = bad.await.unwrap_err();
        assert!(error.is_panic() && !error.is_cancelled());
        assert_eq!(error.to_string(), "task 1 `bad` panicked: boom 1");
        assert_eq!(*error.into_panic().downcast::<String>().unwrap(), "boom 1");
    });
    assert!(told.lock().unwrap().is_empty(), "who asked for the outcome knows");
}

#[test]
fn a_panic_of_block_ons_future_leaves_block_on() {
    let runtime = runtime();
    assert_eq!(panic_of(|| runtime.block_on(async { panic!("boom") })), "boom");
    // And the runtime is as good as before.
    assert_eq!(runtime.block_on(async { tulip::spawn(async { 42 }).await.unwrap() }), 42);
}

#[test]
fn an_unhandled_panic_is_told_when_the_handle_goes() {
    let (runtime, told) = told();
    runtime.block_on(async {
        let task = tulip::spawn(async { panic!("boom") });
        yield_now().await;
        assert!(told.lock().unwrap().is_empty());
        drop(task);
        let told = told.lock().unwrap();
        assert!(
            told[0].starts_with("task 1, spawned at crates/tulip/tests/tasks/panic.rs:")
        );
        assert!(told[0].ends_with(", panicked, and nobody asked for its outcome: boom"));
    });
}

#[test]
fn an_unhandled_panic_of_a_detached_task_is_told_when_it_happens() {
    let (runtime, told) = told();
    runtime.block_on(async {
        drop(task::Builder::new().name("stray").spawn(async { panic!("boom") }));
        yield_now().await;
        assert!(told.lock().unwrap()[0].starts_with("task 1 `stray`, spawned at "));
    });
}

#[test]
fn an_unhandled_panic_is_told_also_when_the_runtime_is_gone() {
    let (runtime, told) = told();
    let task = runtime.spawn(async { panic!("boom") });
    runtime.block_on(yield_now());
    drop(runtime);
    std::thread::spawn(move || drop(task)).join().unwrap();
    assert_eq!(told.lock().unwrap().len(), 1);
}

#[test]
fn a_panic_while_the_future_is_dropped_is_the_outcome() {
    struct Panics;

    impl Drop for Panics {
        fn drop(&mut self) {
            panic!("in drop");
        }
    }

    quiet().block_on(async {
        let task = tulip::spawn(async {
            let _panics = Panics;
            pending::<()>().await;
        });
        yield_now().await;
        task.abort();
        let error = task.await.unwrap_err();
        assert_eq!(error.to_string(), "task 1 panicked: in drop");
    });
}

#[test]
fn a_panic_while_an_unwanted_outcome_is_dropped_hurts_nobody_else() {
    struct Panics;

    impl Drop for Panics {
        fn drop(&mut self) {
            panic!("in drop");
        }
    }

    quiet().block_on(async {
        drop(tulip::spawn(async { Panics }));
        yield_now().await;
        assert_eq!(tulip::spawn(async { 42 }).await.unwrap(), 42);
    });
}

#[test]
fn a_payload_that_is_not_words_is_kept() {
    quiet().block_on(async {
        let task = tulip::spawn(async { std::panic::panic_any(7_u8) });
        let error: task::JoinError = task.await.unwrap_err();
        assert_eq!(error.to_string(), "task 1 panicked");
        assert_eq!(*error.try_into_panic().unwrap().downcast::<u8>().unwrap(), 7);
    });
}

#[test]
fn a_cancelled_task_has_no_payload() {
    runtime().block_on(async {
        let task = tulip::spawn(pending::<()>());
        task.abort();
        let error = task.await.unwrap_err().try_into_panic().unwrap_err();
        let words = panic_of(|| error.into_panic());
        assert_eq!(words, "task 1 was cancelled: ask `is_panic` before `into_panic`");
    });
}

/// Panics as it is dropped, with more of its kind.
struct Endless(u32);

impl Drop for Endless {
    fn drop(&mut self) {
        if let Some(left) = self.0.checked_sub(1) {
            std::panic::panic_any(Endless(left));
        }
    }
}

#[test]
fn a_panic_that_panics_as_it_is_dropped_hurts_nobody_else() {
    quiet().block_on(async {
        // Out of the poll, out of the future's destructor, and out of their payloads.
        let twice = tulip::spawn(poll_fn({
            let in_drop = Endless(2);
            move |_| -> Poll<()> {
                let _ = &in_drop;
                panic!("in poll");
            }
        }));
        let error = twice.await.unwrap_err();
        assert_eq!(error.to_string(), "task 1 panicked: in poll");
        // Out of the future's destructor, while the output is there.
        let late = tulip::spawn(poll_fn({
            let in_drop = Endless(1);
            move |_| {
                let _ = &in_drop;
                Poll::Ready(Endless(2))
            }
        }));
        assert!(late.await.is_err_and(|error| {
            std::mem::forget(error.into_panic());
            true
        }));
        // Out of an output that nobody wants.
        drop(tulip::spawn(async { Endless(3) }));
        yield_now().await;
        assert_eq!(tulip::spawn(async { 42 }).await.unwrap(), 42);
    });
}
