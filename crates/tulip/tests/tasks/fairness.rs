use std::cell::Cell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use tulip::runtime::Builder;
use tulip::task::yield_now;
use tulip::time::sleep;

use crate::common::runtime;

/// A task that never stops waking itself, and counts its polls.
fn hog() -> (tulip::JoinHandle<()>, Rc<Cell<u64>>) {
    let polls = Rc::new(Cell::new(0));
    let task = tulip::spawn_local({
        let polls = Rc::clone(&polls);
        poll_fn(move |cx| {
            polls.set(polls.get() + 1);
            cx.waker().wake_by_ref();
            Poll::<()>::Pending
        })
    });
    (task, polls)
}

#[test]
fn a_task_that_wakes_itself_leaves_others_their_turn() {
    runtime().block_on(async {
        let (_hog, polls) = hog();
        for _ in 0..10 {
            yield_now().await;
        }
        assert_eq!(polls.get(), 10, "turn by turn");
    });
}

#[test]
fn a_task_that_wakes_itself_holds_up_no_timer() {
    runtime().block_on(async {
        let (_hog, polls) = hog();
        sleep(Duration::from_millis(1)).await;
        assert!(polls.get() > 0);
    });
}

#[test]
fn a_task_that_wakes_itself_lets_a_standing_clock_stand() {
    let runtime = Builder::current_thread().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let (hog, _) = hog();
        let sleeping = tulip::spawn(sleep(Duration::from_secs(3600)));
        for _ in 0..1000 {
            yield_now().await;
        }
        assert!(!sleeping.is_finished(), "time jumps when nothing else is to be done");
        hog.abort();
        sleeping.await.unwrap();
    });
}

#[test]
fn a_task_that_wakes_itself_holds_up_no_other_thread() {
    let runtime = runtime();
    let handle = runtime.handle();
    runtime.block_on(async {
        let (_hog, _) = hog();
        let (sent, received) = tulip::sync::oneshot::channel();
        let thread = thread::spawn(move || {
            drop(handle.spawn(async move { sent.send(42).unwrap() }));
        });
        assert_eq!(received.await.unwrap(), 42);
        thread.join().unwrap();
    });
}

#[test]
fn a_task_that_wakes_itself_holds_up_no_socket() {
    use std::io::{Read, Write};

    runtime().block_on(async {
        let (_hog, _) = hog();
        let listener = tulip::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let thread = thread::spawn(move || {
            let mut stream = std::net::TcpStream::connect(address).unwrap();
            stream.write_all(b"ping").unwrap();
            let mut answer = [0; 4];
            stream.read_exact(&mut answer).unwrap();
            answer
        });
        let (stream, _) = listener.accept().await.unwrap();
        let mut bytes = [0; 4];
        let mut read = 0;
        while read < bytes.len() {
            read += stream.read(&mut bytes[read..]).await.unwrap();
        }
        stream.write_all(&bytes).await.unwrap();
        assert_eq!(&thread.join().unwrap(), b"ping");
    });
}

#[test]
fn a_future_that_blocks_holds_up_all_and_no_longer_than_it_blocks() {
    runtime().block_on(async {
        let early = tulip::spawn(sleep(Duration::from_millis(1)));
        let late = tulip::spawn(sleep(Duration::from_millis(2)));
        yield_now().await;
        thread::sleep(Duration::from_millis(5));
        assert!(!early.is_finished() && !late.is_finished(), "nobody ran meanwhile");
        late.await.unwrap();
        assert!(early.is_finished(), "timers that are over fire in order");
        early.await.unwrap();
    });
}
