//! The blocking pool's limits.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use tulip::runtime::Builder;
use tulip::spawn_blocking;
use tulip::time::sleep;

#[test]
fn no_more_jobs_run_at_a_time_than_there_may_be_threads() {
    let runtime = Builder::current_thread().max_blocking_threads(2).build().unwrap();
    runtime.block_on(async {
        let (running, most) =
            (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let jobs: Vec<_> = (0..20)
            .map(|_| {
                let (running, most) = (Arc::clone(&running), Arc::clone(&most));
                spawn_blocking(move || {
                    let now = running.fetch_add(1, Ordering::SeqCst) + 1;
                    most.fetch_max(now, Ordering::SeqCst);
                    thread::sleep(Duration::from_millis(1));
                    running.fetch_sub(1, Ordering::SeqCst);
                })
            })
            .collect();
        for job in jobs {
            job.await.unwrap();
        }
        assert_eq!(most.load(Ordering::SeqCst), 2);
    });
}

#[test]
fn a_job_that_was_aborted_before_its_turn_never_begins() {
    let runtime = Builder::current_thread().max_blocking_threads(1).build().unwrap();
    runtime.block_on(async {
        let (release, held) = mpsc::channel::<()>();
        let first = spawn_blocking(move || held.recv().unwrap());
        let begun = Arc::new(AtomicBool::new(false));
        let begins = Arc::clone(&begun);
        let second = spawn_blocking(move || begins.store(true, Ordering::SeqCst));
        let third = spawn_blocking(|| 3);
        second.abort();
        assert!(second.await.unwrap_err().is_cancelled());
        release.send(()).unwrap();
        first.await.unwrap();
        assert_eq!(third.await.unwrap(), 3);
        assert!(!begun.load(Ordering::SeqCst));
    });
}

#[test]
fn the_end_of_a_runtime_drops_jobs_that_have_not_begun() {
    let runtime = Builder::current_thread().max_blocking_threads(1).build().unwrap();
    let kept = Arc::new(());
    let (release, held) = mpsc::channel::<()>();
    let (begun, begins) = mpsc::channel();
    runtime.block_on(async {
        drop(spawn_blocking(move || {
            begun.send(()).unwrap();
            let _ = held.recv();
        }));
        begins.recv().unwrap();
        for _ in 0..3 {
            let keeps = Arc::clone(&kept);
            drop(spawn_blocking(move || drop(keeps)));
        }
    });
    assert!(runtime.shutdown(Duration::ZERO).is_err());
    assert_eq!(Arc::strong_count(&kept), 1);
    drop(release);
}

#[test]
fn a_thread_without_work_ends() {
    /// Says when its thread ends.
    struct Last(mpsc::Sender<()>);

    impl Drop for Last {
        fn drop(&mut self) {
            self.0.send(()).unwrap();
        }
    }

    thread_local! {
        static LAST: RefCell<Option<Last>> = const { RefCell::new(None) };
    }

    let runtime = Builder::current_thread()
        .thread_keep_alive(Duration::from_millis(1))
        .thread_name("tulip-test")
        .build()
        .unwrap();
    runtime.block_on(async {
        let (says, ended) = mpsc::channel();
        let name = spawn_blocking(move || {
            LAST.set(Some(Last(says)));
            thread::current().name().unwrap().to_owned()
        });
        assert_eq!(name.await.unwrap(), "tulip-test-1");
        while ended.try_recv().is_err() {
            sleep(Duration::from_millis(1)).await;
        }
        let name = spawn_blocking(|| thread::current().name().unwrap().to_owned());
        assert_eq!(name.await.unwrap(), "tulip-test-2");
    });
}
