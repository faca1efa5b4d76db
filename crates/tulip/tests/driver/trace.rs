//! What the trace tells of timers, sockets and parks, in the words of every stage.

use std::time::Duration;

use tulip::runtime::Builder;
use tulip::spawn_local;
use tulip::time::{pause, resume, sleep, timeout};
use tulip_trace::{Event, Reading, capture, fold, read};

use crate::support::pair;

fn record(paused: bool, body: impl Future<Output = ()>) -> Reading {
    let trace = capture("driver", || {
        Builder::current_thread().start_paused(paused).build().unwrap().block_on(body);
    })
    .trace;
    let told = read(&trace);
    assert_eq!(told.bad, []);
    told
}

#[test]
fn a_timer_is_armed_fires_and_wakes_at_its_time() {
    let told = record(true, async {
        spawn_local(sleep(Duration::from_secs(1))).await.unwrap();
    });
    let mut words = Vec::new();
    for record in &told.records {
        match &record.event {
            Event::TimerArm { timer, task, due_us, src, .. } => {
                assert_eq!((*timer, *task, *due_us), (1, Some(1), 1_000_000));
                assert!(src.as_ref().unwrap().to_string().contains("driver/trace.rs"));
                words.push(("arm", record.now));
            }
            Event::LoopPark { timeout_us } => {
                assert_eq!(*timeout_us, Some(1_000_000));
                words.push(("park", record.now));
            }
            Event::LoopUnpark { cause } => {
                assert_eq!(cause, "time");
                words.push(("unpark", record.now));
            }
            Event::TimerFire { timer: 1, .. } => words.push(("fire", record.now)),
            Event::Wake { task: 1, by, .. } if by == "timer 1" => {
                words.push(("wake", record.now));
            }
            _ => {}
        }
    }
    let second = 1_000_000;
    assert_eq!(
        words,
        [("arm", 0), ("park", 0), ("unpark", second), ("fire", second), ("wake", second)]
    );
    assert!(fold(&told.records, u64::MAX).timers.is_empty());
}

#[test]
fn a_timer_that_is_taken_back_says_by_whom() {
    let told = record(true, async {
        let quick = timeout(Duration::from_secs(60), sleep(Duration::from_secs(1)));
        spawn_local(quick).await.unwrap().unwrap();
    });
    let cancelled: Vec<_> = told
        .records
        .iter()
        .filter_map(|record| match &record.event {
            Event::TimerCancel { cancelled_by, .. } => Some(cancelled_by.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(cancelled, ["t1"]);
}

#[test]
fn a_socket_is_watched_ready_and_forgotten() {
    let told = record(false, async {
        let (client, server) = pair().await;
        let reads = spawn_local(async move { server.read(&mut [0]).await });
        sleep(Duration::from_millis(1)).await;
        client.write_all(b"x").await.unwrap();
        assert_eq!(reads.await.unwrap().unwrap(), 1);
    });
    let count = |word: &str| {
        told.records.iter().filter(|record| record.event.word() == word).count()
    };
    assert_eq!((count("io.reg"), count("io.dereg")), (3, 3));
    assert!(count("io.ready") > 0);
    let by_io =
        |event: &Event| matches!(event, Event::Wake { task: 1, by, .. } if by == "I/O");
    assert!(told.records.iter().any(|record| by_io(&record.event)));
}

#[test]
fn time_in_a_trace_never_runs_back() {
    let told = record(false, async {
        sleep(Duration::from_millis(2)).await;
        pause();
        sleep(Duration::from_secs(10)).await;
        resume();
        sleep(Duration::from_millis(2)).await;
        pause();
        sleep(Duration::from_secs(10)).await;
    });
    assert!(told.records.is_sorted_by_key(|record| record.now));
    assert!(told.records.last().unwrap().now >= 20_000_000);
}
