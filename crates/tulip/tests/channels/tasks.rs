//! Channels between the tasks of a runtime.

use tulip::Runtime;
use tulip::inspect::{Activity, Wait, all_tasks};
use tulip::sync::{mpsc, oneshot};
use tulip::task::yield_now;

#[test]
fn tasks_play_ping_pong() {
    Runtime::new().unwrap().block_on(async {
        let (to, mut from) = mpsc::channel(1);
        let (back_to, mut back_from) = mpsc::channel(1);
        let pong = tulip::spawn(async move {
            while let Some(number) = from.recv().await {
                back_to.send(number + 1).await.unwrap();
            }
        });
        for number in 0..100 {
            to.send(number).await.unwrap();
            assert_eq!(back_from.recv().await, Some(number + 1));
        }
        drop(to);
        pong.await.unwrap();
        assert_eq!(back_from.recv().await, None);
    });
}

#[test]
fn a_send_of_a_task_that_is_aborted_hands_its_place_on() {
    Runtime::new().unwrap().block_on(async {
        let (sender, mut receiver) = mpsc::channel(1);
        sender.send(0).await.unwrap();
        let sends = [1, 2].map(|number| {
            let sender = sender.clone();
            tulip::spawn(async move { sender.send(number).await })
        });
        yield_now().await;
        let [first, second] = sends;
        first.abort();
        assert!(first.await.unwrap_err().is_cancelled());
        assert_eq!(receiver.recv().await, Some(0));
        assert_eq!(receiver.recv().await, Some(2));
        second.await.unwrap().unwrap();
    });
}

#[test]
fn a_task_that_waits_says_for_what_and_where() {
    Runtime::new().unwrap().block_on(async {
        let (full, _kept) = mpsc::channel(1);
        full.try_send(()).unwrap();
        let (empty, mut receiver) = mpsc::channel::<()>(1);
        let (mut one, answer) = oneshot::channel::<()>();
        let send = tulip::spawn(async move { full.send(()).await.is_ok() });
        let send_line = line!() - 1;
        let recv = tulip::spawn(async move { receiver.recv().await.is_some() });
        let recv_line = line!() - 1;
        let closed = tulip::spawn(async move { one.closed().await });
        let closed_line = line!() - 1;
        yield_now().await;

        let waits: Vec<_> = all_tasks()
            .into_iter()
            .filter_map(|task| match task.activity {
                Activity::Waiting(waiting) => Some((waiting.on, waiting.at.line())),
                _ => None,
            })
            .collect();
        let expected = [
            (Wait::Send, send_line),
            (Wait::Receive, recv_line),
            (Wait::Closed, closed_line),
        ];
        assert_eq!(waits, expected);

        drop((empty, answer));
        assert!(!recv.await.unwrap());
        closed.await.unwrap();
        send.abort();
    });
}
