//! Every order in which threads can meet at a task or at the injector, as far as
//! `LOOM_MAX_PREEMPTIONS` goes. `crates/tulip/scripts/loom` runs them.
//!
//! A model that ends with a task still in memory fails: the task keeps the runtime's memory, and
//! with it an `Arc` of loom's, which reports its own leak. A lost wake is a deadlock, which loom
//! reports too.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use loom::future::block_on;
use loom::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use loom::sync::{Arc, Mutex};
use loom::thread;

use crate::Runtime;
use crate::task::JoinHandle;

/// Something that becomes ready once, as the usual leaf does: look, leave the waker, look again.
#[derive(Clone)]
struct Source(Arc<(AtomicBool, Mutex<Option<Waker>>)>);

impl Source {
    fn new() -> Self {
        Self(Arc::new((AtomicBool::new(false), Mutex::new(None))))
    }

    fn is_ready(&self) -> bool {
        self.0.0.load(Ordering::Acquire)
    }

    fn set(&self) {
        self.0.0.store(true, Ordering::Release);
    }

    fn take(&self) -> Option<Waker> {
        self.0.1.lock().unwrap().take()
    }

    fn fire(&self) {
        self.set();
        if let Some(waker) = self.take() {
            waker.wake();
        }
    }

    fn wait(&self) -> impl Future<Output = ()> + use<> {
        let source = self.clone();
        poll_fn(move |cx| {
            if source.is_ready() {
                return Poll::Ready(());
            }
            *source.0.1.lock().unwrap() = Some(cx.waker().clone());
            if source.is_ready() { Poll::Ready(()) } else { Poll::Pending }
        })
    }
}

fn runtime() -> Runtime {
    Runtime::new().unwrap()
}

/// Polls a handle once, with a waker that does nothing.
fn poll_once<T>(handle: &mut JoinHandle<T>) -> bool {
    pin!(handle).poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

#[test]
fn a_wake_from_another_thread_ends_the_park() {
    loom::model(|| {
        let runtime = runtime();
        let source = Source::new();
        let wait = source.wait();
        let waking = thread::spawn(move || source.fire());
        runtime.block_on(wait);
        waking.join().unwrap();
    });
}

#[test]
fn a_task_woken_by_two_threads_runs_and_is_freed() {
    loom::model(|| {
        let runtime = runtime();
        let source = Source::new();
        let task = runtime.spawn(source.wait());
        let waking: Vec<_> = (0..2)
            .map(|_| {
                let source = source.clone();
                thread::spawn(move || source.fire())
            })
            .collect();
        runtime.block_on(task).unwrap();
        for thread in waking {
            thread.join().unwrap();
        }
    });
}

#[test]
fn what_each_waker_did_before_is_seen() {
    loom::model(|| {
        let runtime = runtime();
        let source = Source::new();
        // Relaxed: nothing but the wakes orders these.
        let done: Arc<[AtomicBool; 2]> =
            Arc::new([AtomicBool::new(false), AtomicBool::new(false)]);
        let task = runtime.spawn({
            let (source, done) = (source.clone(), Arc::clone(&done));
            poll_fn(move |cx| {
                if done.iter().all(|done| done.load(Ordering::Relaxed)) {
                    return Poll::Ready(());
                }
                *source.0.1.lock().unwrap() = Some(cx.waker().clone());
                Poll::Pending
            })
        });
        runtime.block_on(async {});
        let waker = source.take().unwrap();
        let waking = [0, 1].map(|index| {
            let (waker, done) = (waker.clone(), Arc::clone(&done));
            thread::spawn(move || {
                done[index].store(true, Ordering::Relaxed);
                waker.wake();
            })
        });
        drop((waker, source.take()));
        runtime.block_on(task).unwrap();
        drop(source);
        for thread in waking {
            thread.join().unwrap();
        }
    });
}

#[test]
fn a_waker_used_by_reference_and_dropped_elsewhere() {
    loom::model(|| {
        let runtime = runtime();
        let source = Source::new();
        let task = runtime.spawn(source.wait());
        let waking = thread::spawn({
            let source = source.clone();
            move || {
                source.set();
                let waker = source.take();
                if let Some(waker) = &waker {
                    waker.wake_by_ref();
                }
                drop(waker);
            }
        });
        runtime.block_on(task).unwrap();
        waking.join().unwrap();
    });
}

#[test]
fn an_outcome_crosses_threads() {
    loom::model(|| {
        let runtime = runtime();
        let task = runtime.spawn(async { Box::new(42) });
        let joining = thread::spawn(move || assert_eq!(*block_on(task).unwrap(), 42));
        runtime.block_on(async {});
        drop(runtime);
        joining.join().unwrap();
    });
}

#[test]
fn a_handle_polled_twice_elsewhere_and_dropped() {
    loom::model(|| {
        let runtime = runtime();
        let mut task = runtime.spawn(async { Box::new(42) });
        let joining = thread::spawn(move || {
            let _ = poll_once(&mut task) || poll_once(&mut task);
        });
        runtime.block_on(async {});
        drop(runtime);
        joining.join().unwrap();
    });
}

#[test]
fn a_handle_that_goes_home_is_joined_there() {
    loom::model(|| {
        let runtime = runtime();
        let mut task = runtime.spawn(async { Box::new(42) });
        let polling = thread::spawn(move || {
            let ready = poll_once(&mut task);
            (task, ready)
        });
        runtime.block_on(async {});
        let (mut task, ready) = polling.join().unwrap();
        assert!(ready || poll_once(&mut task));
    });
}

#[test]
fn an_abort_from_elsewhere_stops_the_task_or_comes_too_late() {
    loom::model(|| {
        let runtime = runtime();
        let source = Source::new();
        let task = runtime.spawn(source.wait());
        let aborting = thread::spawn(move || {
            task.abort();
            task
        });
        let waking = thread::spawn(move || source.fire());
        runtime.block_on(async {});
        let task = aborting.join().unwrap();
        waking.join().unwrap();
        // Awake or asked to stop: either way it ends, without another wake.
        let _ = runtime.block_on(task);
    });
}

#[test]
fn an_abort_and_a_wake_are_not_lost_when_the_loop_parks() {
    loom::model(|| {
        let runtime = runtime();
        let source = Source::new();
        let task = runtime.spawn(source.wait());
        let aborting = thread::spawn(move || {
            task.abort();
            assert!(block_on(task).unwrap_err().is_cancelled());
            source.fire();
        });
        let never = Source::new();
        let end = never.clone();
        let ending = thread::spawn(move || {
            aborting.join().unwrap();
            end.fire();
        });
        runtime.block_on(never.wait());
        ending.join().unwrap();
    });
}

#[test]
fn a_handle_and_the_last_waker_dropped_elsewhere_while_the_task_ends() {
    loom::model(|| {
        let runtime = runtime();
        let source = Source::new();
        let task = runtime.spawn({
            let wait = source.wait();
            async move {
                wait.await;
                Box::new(42)
            }
        });
        runtime.block_on(async {});
        let dropping = thread::spawn(move || drop(task));
        let waking = thread::spawn(move || source.fire());
        runtime.block_on(async {});
        dropping.join().unwrap();
        waking.join().unwrap();
    });
}

#[test]
fn a_wake_meets_the_end_of_the_runtime() {
    loom::model(|| {
        let runtime = runtime();
        let source = Source::new();
        let task = runtime.spawn(source.wait());
        runtime.block_on(async {});
        let waking = thread::spawn(move || source.fire());
        drop(runtime);
        assert!(block_on(task).unwrap_err().is_cancelled());
        waking.join().unwrap();
    });
}

#[test]
fn an_abort_meets_the_end_of_the_runtime() {
    loom::model(|| {
        let runtime = runtime();
        let task = runtime.spawn(std::future::pending::<()>());
        runtime.block_on(async {});
        let aborting = thread::spawn(move || {
            task.abort();
            assert!(block_on(task).unwrap_err().is_cancelled());
        });
        drop(runtime);
        aborting.join().unwrap();
    });
}

#[test]
fn a_task_from_elsewhere_wakes_the_parked_loop() {
    loom::model(|| {
        let runtime = runtime();
        let handle = runtime.handle();
        let source = Source::new();
        let wait = source.wait();
        let spawning =
            thread::spawn(move || drop(handle.spawn(async move { source.fire() })));
        runtime.block_on(wait);
        spawning.join().unwrap();
    });
}

#[test]
fn a_task_from_elsewhere_is_aborted_on_its_way() {
    loom::model(|| {
        let runtime = runtime();
        let handle = runtime.handle();
        let spawning = thread::spawn(move || {
            let task = handle.spawn(async {});
            task.abort();
            drop(task);
        });
        runtime.block_on(async {});
        drop(runtime);
        spawning.join().unwrap();
    });
}

#[test]
fn a_task_from_elsewhere_meets_the_end_of_the_runtime() {
    loom::model(|| {
        let runtime = runtime();
        let handle = runtime.handle();
        let ran = Arc::new(AtomicUsize::new(0));
        let spawning = thread::spawn({
            let ran = Arc::clone(&ran);
            move || {
                let task = handle.spawn({
                    let ran = Arc::clone(&ran);
                    async move { ran.fetch_add(1, Ordering::Relaxed) }
                });
                block_on(task).is_ok()
            }
        });
        runtime.block_on(async {});
        drop(runtime);
        let ended = spawning.join().unwrap();
        assert_eq!(ran.load(Ordering::Relaxed), usize::from(ended));
    });
}

#[test]
fn the_runtimes_memory_goes_with_the_last_handle() {
    loom::model(|| {
        let runtime = runtime();
        let handle = runtime.handle();
        let cloning = thread::spawn(move || {
            let second = handle.clone();
            drop(handle);
            drop(second);
        });
        let task = runtime.spawn(async {});
        drop(runtime);
        drop(task);
        cloning.join().unwrap();
    });
}
