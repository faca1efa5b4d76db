//! Every operation, dropped before each of its polls: nothing is lost, nobody waits in vain.

use std::task::Poll;

use tulip::sync::{mpsc, oneshot};

use crate::polled::{Polled, once};

/// Three sends wait for the one place, and one of them is dropped after `polls` polls and so
/// many receives. What was sent arrives, once and in order; what was dropped does not.
#[test]
fn a_send_that_is_dropped_hands_its_place_on() {
    for dropped in 0..3 {
        for times in 0..=3 {
            for polled_again in [false, true] {
                send_dropped(dropped, times, polled_again);
            }
        }
    }
}

fn send_dropped(dropped: usize, times: usize, polled_again: bool) {
    let (sender, mut receiver) = mpsc::channel(1);
    sender.try_send(9).unwrap();
    let mut sends = [0, 1, 2].map(|value| Some(Polled::new(sender.send(value))));
    let mut done = [false; 3];
    for send in sends.iter_mut().flatten() {
        assert!(send.poll().is_pending());
    }
    let mut arrived = Vec::new();
    for _ in 0..times {
        arrived.extend(receiver.try_recv().ok());
        if polled_again {
            for (send, done) in sends.iter_mut().zip(&mut done) {
                *done = *done || send.as_mut().is_some_and(|send| send.poll().is_ready());
                if *done {
                    *send = None;
                }
            }
        }
    }
    sends[dropped] = None;
    // Whoever is left goes on only when it is woken, as in an executor.
    for _ in 0..6 {
        for (send, done) in sends.iter_mut().zip(&mut done) {
            if let Some(waiting) = send {
                if waiting.woken.take() > 0 && waiting.poll().is_ready() {
                    *done = true;
                    *send = None;
                }
            }
        }
        arrived.extend(receiver.try_recv().ok());
    }
    let mut expected = vec![9];
    expected.extend((0..3).filter(|value| done[*value]));
    let case = format!("{dropped} dropped after {times} receives, {polled_again}");
    assert_eq!(arrived, expected, "{case}");
    assert!((0..3).all(|value| done[value] || value == dropped), "{case}");
    assert_eq!(sender.capacity(), 1, "{case}: a place was lost");
}

#[test]
fn a_recv_that_is_dropped_loses_nothing() {
    for polls in 0..3 {
        for sent_before in [false, true] {
            let (sender, mut receiver) = mpsc::channel(1);
            let mut recv = Polled::new(receiver.recv());
            for _ in 0..polls {
                assert!(recv.poll().is_pending());
            }
            if sent_before {
                sender.try_send(1).unwrap();
            }
            drop(recv);
            if !sent_before {
                sender.try_send(1).unwrap();
            }
            assert_eq!(once(receiver.recv()), Poll::Ready(Some(1)));
            assert_eq!(sender.capacity(), 1);
        }
    }
}

#[test]
fn a_oneshot_that_is_awaited_again_loses_nothing() {
    for polls in 0..3 {
        let (sender, mut receiver) = oneshot::channel();
        let mut wait = Polled::new(&mut receiver);
        for _ in 0..polls {
            assert!(wait.poll().is_pending());
        }
        drop(wait);
        sender.send(1).unwrap();
        assert_eq!(once(receiver), Poll::Ready(Ok(1)));
    }
}

#[test]
fn a_wait_for_the_end_that_is_dropped_changes_nothing() {
    for polls in 0..3 {
        let (sender, receiver) = mpsc::channel::<()>(1);
        let mut closed = Polled::new(sender.closed());
        for _ in 0..polls {
            assert!(closed.poll().is_pending());
        }
        let woken = closed.woken.clone();
        drop(closed);
        drop(receiver);
        assert_eq!(woken.take(), 0);
        assert!(once(sender.closed()).is_ready());

        let (mut sender, receiver) = oneshot::channel::<()>();
        let mut closed = Polled::new(sender.closed());
        for _ in 0..polls {
            assert!(closed.poll().is_pending());
        }
        drop(closed);
        assert_eq!(sender.send(()), Ok(()));
        assert_eq!(once(receiver), Poll::Ready(Ok(())));
    }
}
