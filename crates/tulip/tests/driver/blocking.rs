use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, mpsc};
use std::thread;
use std::time::Duration;

use tulip::runtime::Runtime;
use tulip::spawn_blocking;
use tulip::task::yield_now;
use tulip::time::{sleep, timeout};

use crate::support::{paused, poll_times, real};

#[test]
fn a_job_runs_on_a_thread_with_a_name() {
    real(async {
        let name = spawn_blocking(|| thread::current().name().map(str::to_owned));
        let name = name.await.unwrap().unwrap();
        assert!(name.starts_with("tulip-blocking-"), "{name}");
    });
}

#[test]
fn the_loop_goes_on_while_a_job_blocks() {
    real(async {
        let (release, held) = mpsc::channel();
        let job = spawn_blocking(move || held.recv().unwrap());
        sleep(Duration::from_millis(2)).await;
        assert!(!job.is_finished());
        release.send(42).unwrap();
        assert_eq!(job.await.unwrap(), 42);
    });
}

#[test]
fn the_pool_grows_when_all_its_threads_are_busy() {
    real(async {
        // None of them ends before all have begun.
        let barrier = Arc::new(Barrier::new(20));
        let jobs: Vec<_> = (0..20)
            .map(|_| {
                let barrier = Arc::clone(&barrier);
                spawn_blocking(move || {
                    barrier.wait();
                })
            })
            .collect();
        for job in jobs {
            job.await.unwrap();
        }
    });
}

#[test]
fn a_free_thread_is_used_again() {
    real(async {
        let mut names = Vec::new();
        for _ in 0..20 {
            let name = spawn_blocking(|| thread::current().name().map(str::to_owned));
            names.push(name.await.unwrap());
            // A thread is free a moment after its job is done.
            thread::sleep(Duration::from_millis(1));
        }
        names.sort();
        names.dedup();
        assert!(names.len() < 20, "{names:?}");
    });
}

#[test]
fn a_job_that_panics_tells_its_handle() {
    real(async {
        let job = spawn_blocking(|| panic!("a planted panic"));
        let panic = job.await.unwrap_err().into_panic();
        assert_eq!(panic.downcast_ref(), Some(&"a planted panic"));
        assert_eq!(spawn_blocking(|| 1).await.unwrap(), 1, "the pool goes on");
    });
}

#[test]
fn an_aborted_job_that_runs_goes_on_and_its_result_is_dropped() {
    real(async {
        let result = Arc::new(());
        let (begun, begins) = mpsc::channel();
        let (release, held) = mpsc::channel::<()>();
        let makes = Arc::clone(&result);
        let job = spawn_blocking(move || {
            begun.send(()).unwrap();
            held.recv().unwrap();
            makes
        });
        begins.recv().unwrap();
        job.abort();
        assert!(job.await.unwrap_err().is_cancelled());
        release.send(()).unwrap();
        while Arc::strong_count(&result) > 1 {
            sleep(Duration::from_millis(1)).await;
        }
    });
}

#[test]
fn a_job_handle_that_is_dropped_at_any_poll_lets_the_job_run() {
    for times in 0..3 {
        real(async move {
            let ran = Arc::new(AtomicBool::new(false));
            let runs = Arc::clone(&ran);
            let job = spawn_blocking(move || runs.store(true, Ordering::SeqCst));
            let _ = poll_times(times, job).await;
            while !ran.load(Ordering::SeqCst) {
                sleep(Duration::from_millis(1)).await;
            }
        });
    }
}

#[test]
fn the_end_of_a_runtime_waits_for_jobs_that_run() {
    let ended = Arc::new(AtomicBool::new(false));
    let ends = Arc::clone(&ended);
    let (begun, begins) = mpsc::channel();
    let runtime = Runtime::new().unwrap();
    runtime.block_on(async {
        drop(spawn_blocking(move || {
            begun.send(()).unwrap();
            thread::sleep(Duration::from_millis(20));
            ends.store(true, Ordering::SeqCst);
        }));
        begins.recv().unwrap();
    });
    drop(runtime);
    assert!(ended.load(Ordering::SeqCst));
}

#[test]
fn a_shutdown_names_the_jobs_that_still_run() {
    let (release, held) = mpsc::channel::<()>();
    let (begun, begins) = mpsc::channel();
    let runtime = Runtime::new().unwrap();
    let line = line!() + 2;
    runtime.block_on(async {
        drop(spawn_blocking(move || {
            begun.send(()).unwrap();
            let _ = held.recv();
        }));
        begins.recv().unwrap();
    });
    let still = runtime.shutdown(Duration::ZERO).unwrap_err();
    assert_eq!(still.spawned_at().len(), 1);
    assert_eq!(still.spawned_at()[0].line(), line);
    assert!(still.to_string().contains("blocking.rs"), "{still}");
    drop(release);
}

#[test]
fn a_thousand_jobs_all_end() {
    real(async {
        let sum = Arc::new(AtomicUsize::new(0));
        let jobs: Vec<_> = (0..1000)
            .map(|number| {
                let sum = Arc::clone(&sum);
                spawn_blocking(move || {
                    sum.fetch_add(number, Ordering::SeqCst);
                    number
                })
            })
            .collect();
        for (number, job) in jobs.into_iter().enumerate() {
            assert_eq!(job.await.unwrap(), number);
        }
        assert_eq!(sum.load(Ordering::SeqCst), 499_500);
    });
}

#[test]
fn time_bounds_how_long_a_job_is_awaited_not_how_long_it_runs() {
    paused(async {
        tulip::time::hold();
        let (release, held) = mpsc::channel::<()>();
        let mut job = spawn_blocking(move || held.recv().unwrap());
        let waits = tulip::spawn_local(async move {
            let bounded = timeout(Duration::from_secs(1), &mut job).await;
            (bounded.is_err(), job)
        });
        yield_now().await;
        tulip::time::resume();
        let (too_long, job) = waits.await.unwrap();
        assert!(too_long);
        release.send(()).unwrap();
        job.await.unwrap();
    });
}

#[test]
fn a_result_need_not_be_taken_by_a_task_that_may_move() {
    real(async {
        let local = Rc::new(1);
        let job = spawn_blocking(|| 41);
        assert_eq!(job.await.unwrap() + *local, 42);
    });
}

#[test]
fn a_job_needs_a_runtime() {
    let outside = catch_unwind(AssertUnwindSafe(|| drop(spawn_blocking(|| ()))));
    assert!(outside.is_err());
}
