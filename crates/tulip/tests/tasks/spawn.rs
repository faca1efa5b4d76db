use std::rc::Rc;

use tulip::task::{self, yield_now};

use crate::common::{Drops, Log, Says, runtime};

#[test]
fn nothing_runs_when_it_is_spawned() {
    let log = Log::default();
    runtime().block_on(async {
        let task = tulip::spawn_local({
            let log = log.clone();
            async move { log.say("task") }
        });
        log.say("spawned");
        task.await.unwrap();
    });
    assert_eq!(log.take(), ["spawned", "task"]);
}

#[test]
fn tasks_run_in_the_order_in_which_they_became_ready() {
    let log = Log::default();
    runtime().block_on(async {
        let tasks: Vec<_> = (0..3)
            .map(|task| {
                let log = log.clone();
                tulip::spawn_local(async move {
                    for step in 0..2 {
                        log.say(format_args!("{task}.{step}"));
                        yield_now().await;
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
    });
    assert_eq!(log.take(), ["0.0", "1.0", "2.0", "0.1", "1.1", "2.1"]);
}

#[test]
fn the_future_of_block_on_takes_its_turn_like_any_task() {
    let log = Log::default();
    let runtime = runtime();
    let early = Log::clone(&log);
    let _early = runtime.spawn_local(async move { early.say("spawned before") });
    runtime.block_on(async { log.say("block_on") });
    assert_eq!(log.take(), ["spawned before", "block_on"]);
}

#[test]
fn a_spawned_task_may_spawn() {
    let answer = runtime().block_on(async {
        let outer = tulip::spawn(async {
            let inner = tulip::spawn(async { 42 });
            inner.await.unwrap()
        });
        outer.await.unwrap()
    });
    assert_eq!(answer, 42);
}

#[test]
fn what_is_not_send_stays_on_its_thread() {
    let shared = Rc::new(42);
    let answer = runtime().block_on(async move {
        let task = tulip::spawn_local(async move { *shared });
        task.await.unwrap()
    });
    assert_eq!(answer, 42);
}

#[test]
fn a_thread_spawns_by_a_handle_and_wakes_the_parked_loop() {
    let runtime = runtime();
    let handle = runtime.handle();
    let (sent, received) = tulip::sync::oneshot::channel();
    let thread = std::thread::spawn(move || {
        drop(handle.spawn(async move { sent.send(42).unwrap() }));
    });
    assert_eq!(runtime.block_on(received).unwrap(), 42);
    thread.join().unwrap();
}

#[test]
fn a_handle_at_home_spawns_in_order() {
    let log = Log::default();
    runtime().block_on(async {
        let handle = tulip::runtime::Handle::current();
        let tasks: Vec<_> = (0..3).map(|i| handle.spawn(async move { i })).collect();
        for task in tasks {
            log.say(task.await.unwrap());
        }
    });
    assert_eq!(log.take(), ["0", "1", "2"]);
}

#[test]
fn ids_count_from_one() {
    runtime().block_on(async {
        assert!(tulip::inspect::current().unwrap().id.is_root());
        let ids: Vec<_> = (0..3).map(|_| tulip::spawn(async {}).id().as_u64()).collect();
        assert_eq!(ids, [1, 2, 3]);
    });
}

#[test]
fn ids_of_all_threads_differ() {
    let runtime = runtime();
    let handle = runtime.handle();
    let far: Vec<_> = (0..100)
        .map(|_| {
            let handle = handle.clone();
            std::thread::spawn(move || handle.spawn(async {}).id())
        })
        .collect();
    let mut ids: Vec<_> = far.into_iter().map(|thread| thread.join().unwrap()).collect();
    ids.extend((0..100_000).map(|_| runtime.spawn(async {}).id()));
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[test]
fn a_name_is_the_tasks_own() {
    runtime().block_on(async {
        let named = task::Builder::new()
            .name("conn")
            .spawn(async { tulip::inspect::current().unwrap().name });
        assert_eq!(named.await.unwrap().as_deref(), Some("conn"));
        // The place is used again; the name is not.
        let plain = tulip::spawn(async { tulip::inspect::current().unwrap().name });
        assert_eq!(plain.await.unwrap(), None);
    });
}

#[test]
fn a_future_is_dropped_when_it_ends_and_not_when_its_handle_goes() {
    let log = Log::default();
    runtime().block_on(async {
        let says = Says(log.clone(), "future");
        let task = tulip::spawn_local(async move {
            let _says = says;
        });
        while !task.is_finished() {
            yield_now().await;
        }
        log.say("finished");
        drop(task);
    });
    assert_eq!(log.take(), ["future", "finished"]);
}

#[test]
fn a_detached_task_goes_on() {
    let drops = Drops::default();
    runtime().block_on(async {
        let one = drops.one();
        drop(tulip::spawn(async move {
            yield_now().await;
            drop(one);
        }));
        for _ in 0..3 {
            yield_now().await;
        }
        assert_eq!(drops.count(), 1);
    });
}

#[test]
fn large_and_strictly_aligned_futures_lie_where_they_must() {
    #[repr(align(128))]
    struct Aligned([u8; 4096]);

    runtime().block_on(async {
        let tasks: Vec<_> = (0..8)
            .map(|i| {
                let value = Aligned([i; 4096]);
                tulip::spawn(async move {
                    yield_now().await;
                    assert_eq!(std::ptr::from_ref(&value).addr() % 128, 0);
                    value
                })
            })
            .collect();
        for (i, task) in (0..8).zip(tasks) {
            assert!(task.await.unwrap().0.iter().all(|byte| *byte == i));
        }
    });
}
