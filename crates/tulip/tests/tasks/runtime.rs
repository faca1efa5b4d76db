use std::future::pending;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tulip::Runtime;
use tulip::runtime::{Builder, Handle};
use tulip::task::yield_now;

use crate::common::{CountsDrop, Drops, Log, Says, runtime};

#[test]
fn block_on_takes_what_borrows_and_gives_back_what_borrows() {
    let words = [String::from("a"), String::from("b")];
    let longest = runtime().block_on(async {
        yield_now().await;
        words.iter().max().unwrap()
    });
    assert_eq!(longest, "b");
}

#[test]
fn tasks_that_are_left_go_on_in_the_next_block_on() {
    let runtime = runtime();
    let task = runtime.spawn(async {
        yield_now().await;
        42
    });
    runtime.block_on(async {});
    assert!(!task.is_finished());
    assert_eq!(runtime.block_on(task).unwrap(), 42);
}

#[test]
fn the_end_drops_tasks_in_the_order_in_which_they_were_made() {
    let log = Log::default();
    let runtime = runtime();
    runtime.block_on(async {
        let mut tasks = Vec::new();
        for name in ["1", "gone", "2", "3"] {
            let says = Says(log.clone(), name);
            tasks.push(tulip::spawn_local(async move {
                let _says = says;
                pending::<()>().await;
            }));
        }
        yield_now().await;
        // The place of the one that ends is given to the last.
        let gone = tasks.remove(1);
        gone.abort();
        let _ = gone.await;
        let says = Says(log.clone(), "4");
        tasks.push(tulip::spawn_local(async move {
            let _says = says;
            pending::<()>().await;
        }));
    });
    drop(runtime);
    assert_eq!(log.take(), ["gone", "1", "2", "3", "4"]);
}

#[test]
fn the_end_cancels_whoever_is_awaited() {
    let runtime = runtime();
    let task = runtime.spawn(pending::<()>());
    drop(runtime);
    assert!(self::runtime().block_on(task).unwrap_err().is_cancelled());
}

#[test]
fn what_is_spawned_after_the_end_is_cancelled_and_dropped() {
    let drops = Drops::default();
    let runtime = runtime();
    let handle = runtime.handle();
    drop(runtime);
    let one = drops.one();
    let task = handle.spawn(async move { drop(one) });
    assert_eq!(drops.count(), 1);
    assert!(self::runtime().block_on(task).unwrap_err().is_cancelled());
}

#[test]
fn what_is_spawned_while_the_runtime_ends_is_cancelled_and_dropped() {
    struct Spawns(u32, CountsDrop);

    impl Drop for Spawns {
        fn drop(&mut self) {
            if let Some(left) = self.0.checked_sub(1) {
                let again = Spawns(left, self.1.again());
                let task = tulip::spawn_local(async move {
                    let _again = again;
                    pending::<()>().await;
                });
                assert!(task.is_finished());
            }
        }
    }

    let drops = Drops::default();
    let runtime = runtime();
    let spawns = Spawns(9, drops.one());
    let _task = runtime.spawn_local(async move {
        let _spawns = spawns;
        pending::<()>().await;
    });
    runtime.block_on(yield_now());
    drop(runtime);
    assert_eq!(drops.count(), 10);
}

#[test]
fn tasks_on_their_way_when_the_runtime_ends_are_dropped() {
    let drops = Drops::default();
    let runtime = runtime();
    let handle = runtime.handle();
    let one = drops.one();
    let thread = thread::spawn(move || handle.spawn(async move { drop(one) }));
    let task = thread.join().unwrap();
    drop(runtime);
    assert_eq!(drops.count(), 1);
    assert!(self::runtime().block_on(task).unwrap_err().is_cancelled());
}

#[test]
fn shutdown_waits_for_jobs_that_have_begun() {
    let runtime = runtime();
    let (begun, has_begun) = mpsc::channel();
    let job = runtime.handle().spawn_blocking(move || begun.send(()).unwrap());
    has_begun.recv().unwrap();
    drop(job);
    assert_eq!(runtime.shutdown(Duration::from_secs(3600)), Ok(()));
}

#[test]
fn shutdown_names_the_jobs_that_it_does_not_wait_for() {
    let runtime = runtime();
    let (end, ends) = mpsc::channel::<()>();
    let (begun, has_begun) = mpsc::channel();
    let here = line!() + 1;
    let job = runtime.handle().spawn_blocking(move || {
        begun.send(()).unwrap();
        ends.recv().unwrap_err();
    });
    has_begun.recv().unwrap();
    let still = runtime.shutdown(Duration::ZERO).unwrap_err();
    assert_eq!(still.spawned_at()[0].line(), here);
    assert_eq!(
        still.to_string(),
        format!(
            "a blocking job still runs, spawned at {}:{here}:32; a thread cannot be stopped from outside: let the job look at a flag",
            file!()
        )
    );
    drop(end);
    drop(job);
}

#[test]
fn a_runtime_is_dropped_inside_a_task_of_another() {
    let drops = Drops::default();
    let inner = runtime();
    let one = drops.one();
    let lost = inner.spawn(async move {
        let _one = one;
        pending::<()>().await;
    });
    runtime().block_on(async move {
        drop(inner);
        assert!(lost.await.unwrap_err().is_cancelled());
        assert_eq!(tulip::spawn(async { 42 }).await.unwrap(), 42);
    });
    assert_eq!(drops.count(), 1);
}

#[test]
fn a_task_that_holds_a_handle_to_its_runtime_keeps_nothing_alive() {
    let drops = Drops::default();
    let runtime = runtime();
    let kept = (runtime.handle(), drops.one());
    let _task = runtime.spawn(async move {
        let _kept = kept;
        pending::<()>().await;
    });
    drop(runtime);
    assert_eq!(drops.count(), 1);
}

#[test]
fn current_is_the_runtime_that_runs() {
    assert!(Handle::try_current().is_err());
    let task =
        runtime().block_on(async { Handle::current().spawn(async { 42 }).await.unwrap() });
    assert_eq!(task, 42);
}

#[test]
fn many_runtimes_live_one_after_the_other_and_side_by_side() {
    let runtimes: Vec<_> = (0..10).map(|_| runtime()).collect();
    for (number, runtime) in runtimes.iter().enumerate() {
        assert_eq!(runtime.block_on(async move { number }), number);
    }
}

#[test]
fn a_runtime_stays_on_its_thread() {
    // The compiler knows; the doc of `Runtime` has the case that it refuses.
    fn is_send<T: Send + Sync>() {}
    is_send::<Handle>();
}

#[test]
fn a_paused_runtime_skips_what_a_real_one_waits() {
    let runtime: Runtime = Builder::current_thread().start_paused(true).build().unwrap();
    runtime.block_on(async { tulip::time::sleep(Duration::from_secs(1 << 30)).await });
}
