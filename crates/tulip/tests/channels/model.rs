//! A bounded channel against a model of it, through random programs.

use std::collections::VecDeque;
use std::task::Poll;

use proptest::prelude::*;
use tulip::sync::mpsc::{self, TrySendError};

use crate::polled::{Polled, once};

#[derive(Clone, Copy, Debug)]
enum Step {
    TrySend,
    /// A new send is polled for the first time.
    Send,
    /// One of the sends that wait is polled again.
    Poll(usize),
    /// One of the sends that wait is dropped.
    Drop(usize),
    Recv,
    Close,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => Just(Step::TrySend),
        6 => Just(Step::Send),
        4 => any::<usize>().prop_map(Step::Poll),
        3 => any::<usize>().prop_map(Step::Drop),
        8 => Just(Step::Recv),
        1 => Just(Step::Close),
    ]
}

/// What a channel is, without wakers and without locks.
#[derive(Default)]
struct Model {
    queue: VecDeque<u32>,
    free: usize,
    /// The values of sends that wait, in their order.
    waiting: VecDeque<u32>,
    /// The values of sends to which a place is promised.
    promised: Vec<u32>,
    is_closed: bool,
}

impl Model {
    /// The value that is promised the place, if one waits.
    fn free_place(&mut self) {
        match self.waiting.pop_front() {
            Some(first) => self.promised.push(first),
            None => self.free += 1,
        }
    }

    fn forget(&mut self, value: u32) -> bool {
        self.waiting.retain(|waiting| *waiting != value);
        let before = self.promised.len();
        self.promised.retain(|promised| *promised != value);
        self.promised.len() < before
    }
}

proptest! {
    #[test]
    fn a_channel_does_what_its_model_does(
        capacity in 1_usize..4,
        steps in prop::collection::vec(step(), 0..120)
    ) {
        let (sender, mut receiver) = mpsc::channel(capacity);
        let mut model = Model { free: capacity, ..Model::default() };
        let mut sends = Vec::new();
        for (value, step) in (0..).zip(steps) {
            match step {
                Step::TrySend => {
                    let expected = if model.is_closed {
                        Err(TrySendError::Closed(value))
                    } else if model.free == 0 {
                        Err(TrySendError::Full(value))
                    } else {
                        model.free -= 1;
                        model.queue.push_back(value);
                        Ok(())
                    };
                    prop_assert_eq!(sender.try_send(value), expected);
                }
                Step::Send => {
                    let mut send = Polled::new(sender.send(value));
                    let polled = send.poll().map(|sent| sent.is_ok());
                    let expected = if model.is_closed {
                        Poll::Ready(false)
                    } else if model.free > 0 {
                        model.free -= 1;
                        model.queue.push_back(value);
                        Poll::Ready(true)
                    } else {
                        model.waiting.push_back(value);
                        Poll::Pending
                    };
                    prop_assert_eq!(polled, expected);
                    if polled.is_pending() {
                        sends.push((value, send));
                    }
                }
                Step::Poll(index) if !sends.is_empty() => {
                    let index = index % sends.len();
                    let (value, send) = &mut sends[index];
                    let polled = send.poll().map(|sent| sent.is_ok());
                    let expected = if model.is_closed {
                        Poll::Ready(false)
                    } else if model.promised.contains(value) {
                        prop_assert!(send.woken.take() > 0, "it was promised a place");
                        model.queue.push_back(*value);
                        Poll::Ready(true)
                    } else {
                        Poll::Pending
                    };
                    prop_assert_eq!(polled, expected);
                    if polled.is_ready() {
                        model.forget(*value);
                        drop(sends.remove(index));
                    }
                }
                Step::Drop(index) if !sends.is_empty() => {
                    let (value, send) = sends.remove(index % sends.len());
                    drop(send);
                    if model.forget(value) && !model.is_closed {
                        model.free_place();
                    }
                }
                Step::Recv => {
                    let expected = match model.queue.pop_front() {
                        Some(value) => {
                            model.free_place();
                            Poll::Ready(Some(value))
                        }
                        None if model.is_closed => Poll::Ready(None),
                        None => Poll::Pending,
                    };
                    prop_assert_eq!(once(receiver.recv()), expected);
                }
                Step::Close => {
                    receiver.close();
                    model.is_closed = true;
                }
                Step::Poll(_) | Step::Drop(_) => {}
            }
            if !model.is_closed {
                prop_assert_eq!(sender.capacity(), model.free);
            }
            prop_assert_eq!(receiver.len(), model.queue.len());
        }
    }
}
