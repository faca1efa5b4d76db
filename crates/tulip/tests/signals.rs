//! Ctrl-C. A signal is the whole process's: one test at a time.
#![cfg(not(loom))]

use std::future::Future;
use std::pin::pin;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tulip::runtime::Runtime;
use tulip::signal::ctrl_c;
use tulip::spawn_local;
use tulip::task::yield_now;
use tulip::time::{pause, timeout};

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn alone(body: impl Future<Output = ()>) {
    let _alone = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    Runtime::new().unwrap().block_on(body);
}

/// Sends this process the signal that Ctrl-C sends, and returns when it was sent.
fn interrupt() {
    let sent = Command::new("sh").args(["-c", "kill -INT $PPID"]).status().unwrap();
    assert!(sent.success());
}

#[test]
fn a_signal_wakes_who_waits_for_it() {
    alone(async {
        let waits = spawn_local(ctrl_c());
        yield_now().await;
        assert!(!waits.is_finished());
        interrupt();
        waits.await.unwrap().unwrap();
    });
}

#[test]
fn a_signal_after_the_call_is_seen_by_the_first_poll() {
    alone(async {
        let waits = ctrl_c();
        interrupt();
        waits.await.unwrap();
    });
}

#[test]
fn a_signal_before_the_call_is_past() {
    alone(async {
        let early = ctrl_c();
        interrupt();
        early.await.unwrap();
        pause();
        assert!(timeout(Duration::from_secs(3600), ctrl_c()).await.is_err());
    });
}

#[test]
fn all_who_wait_see_the_same_signal() {
    alone(async {
        let waits: Vec<_> = (0..5).map(|_| spawn_local(ctrl_c())).collect();
        yield_now().await;
        interrupt();
        for wait in waits {
            wait.await.unwrap().unwrap();
        }
    });
}

#[test]
fn one_signal_after_the_other_is_seen() {
    alone(async {
        for _ in 0..3 {
            let waits = ctrl_c();
            interrupt();
            waits.await.unwrap();
        }
    });
}

#[test]
fn who_stops_waiting_leaves_the_signal_to_others() {
    alone(async {
        let stays = spawn_local(ctrl_c());
        {
            let mut leaves = pin!(ctrl_c());
            let mut cx = Context::from_waker(Waker::noop());
            assert!(matches!(leaves.as_mut().poll(&mut cx), Poll::Pending));
        }
        yield_now().await;
        interrupt();
        stays.await.unwrap().unwrap();
    });
}

#[test]
fn a_runtime_after_another_sees_its_own_signals() {
    for _ in 0..2 {
        alone(async {
            let waits = ctrl_c();
            interrupt();
            waits.await.unwrap();
        });
    }
}

#[test]
#[should_panic(expected = "no Tulip runtime on this thread")]
fn a_signal_is_awaited_on_a_runtime() {
    drop(ctrl_c());
}
