use std::future::pending;
use std::rc::Rc;
use std::thread;

use tulip::runtime::{Builder, Handle};
use tulip::task::yield_now;

use crate::common::{panic_of, runtime};

const OUTSIDE: &str = "there is no Tulip runtime on this thread";

#[test]
fn spawn_without_a_runtime_says_what_to_do() {
    let words = panic_of(|| tulip::spawn(async {}));
    assert!(words.starts_with(OUTSIDE) && words.contains("`Handle`"), "{words}");
    assert!(panic_of(|| tulip::spawn_local(async {})).starts_with(OUTSIDE));
    assert!(panic_of(Handle::current).starts_with(OUTSIDE));
    let error = Handle::try_current().unwrap_err();
    assert!(error.to_string().starts_with(OUTSIDE));
}

#[test]
fn spawn_on_another_thread_than_the_runtimes_says_what_to_do() {
    runtime().block_on(async {
        let words = thread::spawn(|| panic_of(|| tulip::spawn(async {}))).join().unwrap();
        assert!(words.starts_with(OUTSIDE));
    });
}

#[test]
fn block_on_within_a_task_says_what_to_do() {
    let runtime = Rc::new(runtime());
    let same = Rc::clone(&runtime);
    let words = runtime.block_on(async move { panic_of(|| same.block_on(async {})) });
    assert!(
        words.starts_with("`block_on` within a runtime would stop all its tasks"),
        "{words}"
    );
    let words = runtime.block_on(async {
        let other = self::runtime();
        panic_of(|| other.block_on(async {}))
    });
    assert!(words.contains("call `block_on` in `spawn_blocking`"), "{words}");
    // And nothing is broken by the attempt.
    assert_eq!(runtime.block_on(async { tulip::spawn(async { 42 }).await.unwrap() }), 42);
}

#[test]
fn block_on_in_a_blocking_job_works() {
    let answer = runtime().block_on(async {
        let job = tulip::spawn_blocking(|| runtime().block_on(async { 42 }));
        job.await.unwrap()
    });
    assert_eq!(answer, 42);
}

#[test]
fn a_pool_without_threads_is_refused() {
    let words = panic_of(|| Builder::current_thread().max_blocking_threads(0));
    assert!(words.contains("`max_blocking_threads` is 1 or more"), "{words}");
}

#[test]
fn a_handle_that_awaits_itself_waits_and_says_so() {
    let runtime = runtime();
    let (give, take) = tulip::sync::oneshot::channel::<tulip::JoinHandle<()>>();
    let task = runtime.spawn(async move {
        let me = take.await.unwrap();
        let _ = me.await;
    });
    give.send(task).unwrap();
    runtime.block_on(async {
        yield_now().await;
        let words = tulip::inspect::all_tasks()[1].to_string();
        assert!(words.contains("waits for a task at "), "{words}");
    });
    // The task holds its own handle; the end of the runtime undoes the knot.
}

#[test]
fn a_task_that_holds_its_own_waker_is_freed_with_the_runtime() {
    let drops = crate::common::Drops::default();
    let runtime = runtime();
    let one = drops.one();
    let _task = runtime.spawn(async move {
        let _one = one;
        let _waker =
            std::future::poll_fn(|cx| std::task::Poll::Ready(cx.waker().clone())).await;
        pending::<()>().await;
    });
    runtime.block_on(yield_now());
    drop(runtime);
    assert_eq!(drops.count(), 1);
}
