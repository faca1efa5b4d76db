use std::task::Poll;

use tulip::sync::oneshot::{self, RecvError, TryRecvError};

use crate::polled::{Polled, once};

#[test]
fn a_value_sent_first_is_there_at_the_first_poll() {
    let (sender, receiver) = oneshot::channel();
    assert_eq!(sender.send(1), Ok(()));
    assert_eq!(once(receiver), Poll::Ready(Ok(1)));
}

#[test]
fn a_receiver_that_waits_is_woken_once_by_the_value() {
    let (sender, receiver) = oneshot::channel();
    let mut receiver = Polled::new(receiver);
    assert!(receiver.poll().is_pending());
    assert!(receiver.poll().is_pending());
    assert_eq!(receiver.woken.take(), 0);
    sender.send(1).unwrap();
    assert_eq!(receiver.woken.take(), 1);
    assert_eq!(receiver.poll(), Poll::Ready(Ok(1)));
}

#[test]
fn the_newest_waker_is_woken() {
    let (sender, mut receiver) = oneshot::channel::<()>();
    let mut old = Polled::new(&mut receiver);
    assert!(old.poll().is_pending());
    let woken_old = old.woken.clone();
    drop(old);
    let mut new = Polled::new(&mut receiver);
    assert!(new.poll().is_pending());
    drop(sender);
    assert_eq!((woken_old.take(), new.woken.take()), (0, 1));
}

#[test]
fn a_sender_that_is_dropped_ends_the_wait() {
    let (sender, receiver) = oneshot::channel::<()>();
    let mut receiver = Polled::new(receiver);
    assert!(receiver.poll().is_pending());
    drop(sender);
    assert_eq!(receiver.woken.take(), 1);
    assert_eq!(receiver.poll(), Poll::Ready(Err(RecvError)));
}

#[test]
fn a_value_for_nobody_comes_back() {
    let (sender, receiver) = oneshot::channel();
    assert!(!sender.is_closed());
    drop(receiver);
    assert!(sender.is_closed());
    assert_eq!(sender.send(1), Err(1));
}

#[test]
fn close_refuses_what_comes_and_keeps_what_has_come() {
    let (sender, mut receiver) = oneshot::channel();
    receiver.close();
    assert_eq!(sender.send(1), Err(1));
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Closed));

    let (sender, mut receiver) = oneshot::channel();
    sender.send(1).unwrap();
    receiver.close();
    assert_eq!(receiver.try_recv(), Ok(1));
}

#[test]
fn a_sender_learns_when_the_receiver_goes() {
    for close in [true, false] {
        let (mut sender, mut receiver) = oneshot::channel::<()>();
        let mut closed = Polled::new(sender.closed());
        assert!(closed.poll().is_pending());
        if close {
            receiver.close();
        } else {
            drop(receiver);
        }
        assert_eq!(closed.woken.take(), 1);
        assert!(closed.poll().is_ready());
    }
}

#[test]
fn a_try_takes_the_value_once() {
    let (sender, mut receiver) = oneshot::channel();
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
    sender.send(1).unwrap();
    assert_eq!(receiver.try_recv(), Ok(1));
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Closed));
    assert_eq!(once(receiver), Poll::Ready(Err(RecvError)));
}

#[test]
fn a_value_that_nobody_took_is_dropped_with_the_receiver() {
    let value = std::rc::Rc::new(());
    let (sender, receiver) = oneshot::channel();
    sender.send(value.clone()).unwrap();
    assert_eq!(std::rc::Rc::strong_count(&value), 2);
    drop(receiver);
    assert_eq!(std::rc::Rc::strong_count(&value), 1);
}

#[test]
fn the_value_of_a_channel_may_hold_the_other_end() {
    // Its drop comes back into the channel: with the lock held it would hang.
    let (sender, receiver) = oneshot::channel();
    let (other_sender, other_receiver) = oneshot::channel::<()>();
    sender.send((other_sender, other_receiver)).ok().unwrap();
    drop(receiver);
}
