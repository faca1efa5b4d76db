use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use tulip::sync::mpsc::{self, SendError, TryRecvError, TrySendError};

use crate::polled::{Polled, once};

#[test]
fn values_come_in_the_order_in_which_they_were_sent() {
    let (sender, mut receiver) = mpsc::channel(4);
    let other = sender.clone();
    assert!(sender.same_channel(&other));
    for (sender, value) in [(&sender, 1), (&other, 2), (&sender, 3)] {
        assert!(once(sender.send(value)).is_ready());
    }
    for value in [1, 2, 3] {
        assert_eq!(once(receiver.recv()), Poll::Ready(Some(value)));
    }
    assert!(once(receiver.recv()).is_pending());
}

#[test]
fn a_full_channel_makes_senders_wait_in_their_order() {
    let (sender, mut receiver) = mpsc::channel(1);
    assert_eq!((sender.capacity(), sender.max_capacity()), (1, 1));
    assert!(once(sender.send(0)).is_ready());
    assert_eq!(sender.capacity(), 0);
    let [mut first, mut second] = [1, 2].map(|value| Polled::new(sender.send(value)));
    assert!(first.poll().is_pending() && second.poll().is_pending());

    assert_eq!(receiver.try_recv(), Ok(0));
    assert_eq!((first.woken.take(), second.woken.take()), (1, 0));
    // The place is promised: neither one who comes later nor the second can take it.
    assert_eq!(sender.try_send(9), Err(TrySendError::Full(9)));
    assert!(second.poll().is_pending());
    assert_eq!(first.poll(), Poll::Ready(Ok(())));
    assert_eq!(receiver.try_recv(), Ok(1));
    assert_eq!(second.poll(), Poll::Ready(Ok(())));
    assert_eq!(receiver.try_recv(), Ok(2));
}

#[test]
fn a_receiver_that_waits_is_woken_by_the_first_value() {
    let (sender, mut receiver) = mpsc::channel(2);
    let mut recv = Polled::new(receiver.recv());
    assert!(recv.poll().is_pending());
    sender.try_send(1).unwrap();
    sender.try_send(2).unwrap();
    assert_eq!(recv.woken.take(), 1);
    assert_eq!(recv.poll(), Poll::Ready(Some(1)));
}

#[test]
fn the_last_sender_that_goes_ends_the_channel() {
    let (sender, mut receiver) = mpsc::channel(2);
    let other = sender.clone();
    sender.try_send(1).unwrap();
    drop(sender);
    assert_eq!(receiver.try_recv(), Ok(1));
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
    let mut recv = Polled::new(receiver.recv());
    assert!(recv.poll().is_pending());
    drop(other);
    assert_eq!(recv.woken.take(), 1);
    assert_eq!(recv.poll(), Poll::Ready(None));
    drop(recv);
    assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
}

#[test]
fn close_refuses_what_comes_and_keeps_what_has_come() {
    let (sender, mut receiver) = mpsc::channel(1);
    sender.try_send(1).unwrap();
    let mut waiting = Polled::new(sender.send(2));
    assert!(waiting.poll().is_pending());
    receiver.close();
    assert_eq!(waiting.woken.take(), 1);
    assert_eq!(waiting.poll(), Poll::Ready(Err(SendError(2))));
    assert_eq!(sender.try_send(3), Err(TrySendError::Closed(3)));
    assert!(sender.is_closed());
    assert_eq!(once(receiver.recv()), Poll::Ready(Some(1)));
    assert_eq!(once(receiver.recv()), Poll::Ready(None));
}

#[test]
fn a_receiver_that_goes_fails_all_who_wait_and_drops_what_it_had() {
    let (sender, receiver) = mpsc::channel(1);
    let value = std::rc::Rc::new(());
    sender.try_send(value.clone()).ok().unwrap();
    let mut waiting = [(); 3].map(|()| Polled::new(sender.send(value.clone())));
    assert!(waiting.iter_mut().all(|send| send.poll().is_pending()));
    drop(receiver);
    for mut send in waiting {
        assert_eq!(send.woken.take(), 1);
        assert!(matches!(send.poll(), Poll::Ready(Err(SendError(_)))));
    }
    assert_eq!(std::rc::Rc::strong_count(&value), 1);
}

#[test]
fn senders_learn_when_the_receiver_goes() {
    let (sender, receiver) = mpsc::channel::<()>(1);
    let mut closed = [(); 2].map(|()| Polled::new(sender.closed()));
    assert!(closed.iter_mut().all(|closed| closed.poll().is_pending()));
    drop(receiver);
    for mut closed in closed {
        assert_eq!(closed.woken.take(), 1);
        assert!(closed.poll().is_ready());
    }
}

#[test]
fn the_newest_waker_is_woken() {
    let (sender, mut receiver) = mpsc::channel(1);
    let mut recv = Polled::new(receiver.recv());
    assert!(recv.poll().is_pending());
    let old = recv.renew();
    assert!(recv.poll().is_pending());
    sender.try_send(0).unwrap();
    assert_eq!((old.take(), recv.woken.take()), (0, 1));
    drop(recv);

    let (mut send, mut closed) =
        (Polled::new(sender.send(1)), Polled::new(sender.closed()));
    assert!(send.poll().is_pending() && closed.poll().is_pending());
    let old = (send.renew(), closed.renew());
    assert!(send.poll().is_pending() && closed.poll().is_pending());
    drop(receiver);
    assert_eq!((old.0.take(), old.1.take()), (0, 0));
    assert_eq!((send.woken.take(), closed.woken.take()), (1, 1));
}

#[test]
fn an_unbounded_channel_takes_everything_at_once() {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let other = sender.clone();
    for value in 0..1000 {
        sender.send(value).unwrap();
    }
    assert_eq!(receiver.len(), 1000);
    drop((sender, other.clone()));
    for value in 0..1000 {
        assert_eq!(once(receiver.recv()), Poll::Ready(Some(value)));
    }
    let mut recv = Polled::new(receiver.recv());
    assert!(recv.poll().is_pending());
    drop(other);
    assert_eq!(recv.woken.take(), 1);
    assert_eq!(recv.poll(), Poll::Ready(None));
    drop(recv);
    let (sender, receiver) = mpsc::unbounded_channel();
    drop(receiver);
    assert!(sender.is_closed());
    assert_eq!(sender.send(1), Err(SendError(1)));
}

#[test]
fn a_receiver_is_a_stream() {
    let (sender, mut receiver) = mpsc::channel(1);
    sender.try_send(1).unwrap();
    drop(sender);
    let mut next =
        || Pin::new(&mut receiver).poll_next(&mut Context::from_waker(Waker::noop()));
    assert_eq!(next(), Poll::Ready(Some(1)));
    assert_eq!(next(), Poll::Ready(None));
}

#[test]
#[should_panic(expected = "a channel needs a capacity of 1 at least")]
fn a_channel_without_a_place_is_refused() {
    let _ = mpsc::channel::<()>(0);
}

#[test]
fn the_value_of_a_channel_may_hold_the_other_end() {
    // Its drop comes back into the channel: with the lock held it would hang.
    let (sender, receiver) = mpsc::unbounded_channel::<Box<dyn std::any::Any>>();
    sender.send(Box::new(sender.clone())).unwrap();
    drop(receiver);
    assert!(sender.is_closed());
}
