//! Channels under loom, which runs every order that two or three threads can have.
//!
//! `crates/tulip/scripts/loom` runs them with all others.
#![cfg(loom)]

use loom::future::block_on;
use loom::thread;
use tulip::sync::{mpsc, oneshot};

#[test]
fn a_oneshot_arrives_or_comes_back() {
    loom::model(|| {
        let (sender, receiver) = oneshot::channel();
        let thread = thread::spawn(move || sender.send(1));
        assert_eq!(block_on(receiver), Ok(1));
        assert_eq!(thread.join().unwrap(), Ok(()));
    });
}

#[test]
fn a_oneshot_sender_that_goes_is_noticed() {
    loom::model(|| {
        let (sender, receiver) = oneshot::channel::<()>();
        let thread = thread::spawn(move || drop(sender));
        assert!(block_on(receiver).is_err());
        thread.join().unwrap();
    });
}

#[test]
fn a_oneshot_receiver_that_goes_is_noticed() {
    loom::model(|| {
        let (mut sender, receiver) = oneshot::channel::<()>();
        let thread = thread::spawn(move || drop(receiver));
        block_on(sender.closed());
        thread.join().unwrap();
    });
}

#[test]
fn a_oneshot_value_is_dropped_once_whoever_goes_first() {
    loom::model(|| {
        let value = loom::sync::Arc::new(());
        let (sender, receiver) = oneshot::channel();
        let sent = value.clone();
        let thread = thread::spawn(move || drop(sender.send(sent)));
        drop(receiver);
        thread.join().unwrap();
        assert_eq!(loom::sync::Arc::strong_count(&value), 1);
    });
}

#[test]
fn a_receiver_that_waits_gets_every_value_and_the_end() {
    loom::model(|| {
        let (sender, mut receiver) = mpsc::channel(2);
        let thread = thread::spawn(move || {
            sender.try_send(1).unwrap();
            sender.try_send(2).unwrap();
        });
        block_on(async {
            assert_eq!(receiver.recv().await, Some(1));
            assert_eq!(receiver.recv().await, Some(2));
            assert_eq!(receiver.recv().await, None);
        });
        thread.join().unwrap();
    });
}

#[test]
fn two_threads_send_through_one_place() {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(3);
    model.check(|| {
        let (sender, mut receiver) = mpsc::channel(1);
        let threads = [1, 2].map(|value| {
            let sender = sender.clone();
            thread::spawn(move || block_on(sender.send(value)).unwrap())
        });
        drop(sender);
        let mut sum = 0;
        block_on(async {
            while let Some(value) = receiver.recv().await {
                sum += value;
            }
        });
        assert_eq!(sum, 3);
        for thread in threads {
            thread.join().unwrap();
        }
    });
}

#[test]
fn a_receiver_that_goes_ends_the_wait_of_a_sender() {
    loom::model(|| {
        let (sender, receiver) = mpsc::channel(1);
        sender.try_send(1).unwrap();
        let thread = thread::spawn(move || block_on(sender.send(2)));
        drop(receiver);
        assert_eq!(thread.join().unwrap().unwrap_err().0, 2);
    });
}

#[test]
fn a_place_promised_to_a_send_that_is_dropped_goes_to_the_next() {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(3);
    model.check(|| {
        let (sender, mut receiver) = mpsc::channel(1);
        sender.try_send(1).unwrap();
        let other = sender.clone();
        let waiting = thread::spawn(move || block_on(other.send(2)).unwrap());
        let dropping = thread::spawn(move || {
            // Waits, or is promised the place, and goes in either case.
            let _ = poll_once(sender.send(3));
        });
        let mut arrived = Vec::new();
        block_on(async {
            while let Some(value) = receiver.recv().await {
                arrived.push(value);
            }
        });
        waiting.join().unwrap();
        dropping.join().unwrap();
        assert!(arrived.contains(&2), "{arrived:?}");
    });
}

fn poll_once<F: Future>(future: F) -> std::task::Poll<F::Output> {
    let waker = std::task::Waker::noop();
    std::pin::pin!(future).poll(&mut std::task::Context::from_waker(waker))
}
