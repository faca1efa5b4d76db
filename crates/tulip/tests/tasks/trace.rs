//! What the trace tells of tasks, in the words of every stage.

use std::future::pending;

use tulip::runtime::Builder;
use tulip::task::{self, yield_now};
use tulip_trace::{Activity, Event, Reading, capture, fold, importers, read};

fn record(body: impl FnOnce(tulip::Runtime)) -> (String, Reading) {
    let trace = capture("tasks", || {
        body(Builder::current_thread().start_paused(true).build().unwrap());
    })
    .trace;
    let told = read(&trace);
    assert_eq!(told.bad, []);
    (trace, told)
}

/// One of each thing that can happen to a task.
fn everything(runtime: tulip::Runtime) {
    runtime.block_on(async {
        let yields = task::Builder::new().name("yields").spawn(async {
            yield_now().await;
            yield_now().await;
        });
        let stopped = tulip::spawn(pending::<()>());
        let sleeps = tulip::spawn(async {
            tulip::time::sleep(std::time::Duration::from_secs(1)).await;
        });
        let panics = tulip::spawn(async { panic!("a panic that the test wants") });
        yields.await.unwrap();
        stopped.abort();
        stopped.abort();
        assert!(stopped.await.is_err());
        assert!(panics.await.is_err());
        sleeps.await.unwrap();
    });
    let left = runtime.spawn(pending::<()>());
    runtime.block_on(yield_now());
    drop(runtime);
    drop(left);
}

#[test]
fn all_that_happens_to_tasks_is_told() {
    let (_, told) = record(everything);
    let words: Vec<_> = told.records.iter().map(|record| record.event.word()).collect();
    for word in [
        "task.new",
        "task.ready",
        "task.pick",
        "task.run",
        "task.yield",
        "task.wait",
        "task.woken",
        "task.done",
        "task.cancel",
        "task.drop",
        "wake",
        "wake.dup",
        "loop.turn",
        "loop.turned",
    ] {
        assert!(words.contains(&word), "the program tells no `{word}`");
    }
}

#[test]
fn the_importers_have_nothing_to_say() {
    let (trace, _) = record(everything);
    assert_eq!(importers::check(&trace), []);
}

#[test]
fn two_runs_tell_the_same() {
    let [(first, _), (second, _)] = [(); 2].map(|()| record(everything));
    assert_eq!(first, second);
}

#[test]
fn the_fold_knows_how_each_task_ended() {
    let (_, told) = record(everything);
    let end = fold(&told.records, u64::MAX);
    let activities: Vec<_> = end.tasks.values().map(|task| task.activity.clone()).collect();
    let done = || Activity::Done("done".to_owned());
    let dropped = |why: &str| Activity::Dropped(why.to_owned());
    assert_eq!(
        activities,
        [
            done(),
            done(),
            dropped("it was aborted"),
            done(),
            dropped("it panicked"),
            dropped("the runtime ended"),
        ]
    );
    assert_eq!(end.tasks[&0].name, "block_on");
    assert_eq!(end.tasks[&1].name, "yields");
    assert_eq!(end.tasks[&1].runs, 3);
    assert_eq!((end.running, end.ready.len()), (None, 0));
}

#[test]
fn the_fold_knows_who_waits_for_what_and_where() {
    let (_, told) = record(|runtime| {
        let task = runtime.spawn(pending::<()>());
        let joins = runtime.spawn(async move { task.await.is_ok() });
        runtime.block_on(yield_now());
        std::mem::forget(runtime);
        drop(joins);
    });
    let tasks = fold(&told.records, u64::MAX).tasks;
    assert_eq!(tasks[&1].activity, Activity::Waiting("something foreign".to_owned()));
    assert_eq!(tasks[&2].activity, Activity::Waiting("a task".to_owned()));
    assert_eq!(tasks[&2].at.as_ref().unwrap().file, file!());
}

#[test]
fn a_wake_names_who_wakes() {
    let (_, told) = record(|runtime| {
        runtime.block_on(async {
            let (sender, receiver) = tulip::sync::oneshot::channel();
            let waits = tulip::spawn(receiver);
            yield_now().await;
            let _wakes = tulip::spawn(async move { sender.send(()).unwrap() });
            waits.await.unwrap().unwrap();
        });
    });
    let wakes: Vec<_> = told
        .records
        .iter()
        .filter_map(|record| match &record.event {
            Event::Wake { task, by, .. } => Some((*task, &**by)),
            _ => None,
        })
        .collect();
    assert_eq!(wakes, [(1, "t2"), (0, "t1")]);
}
