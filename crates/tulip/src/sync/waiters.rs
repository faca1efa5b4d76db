//! Who waits, in the order of their coming.

use std::collections::VecDeque;
use std::task::Waker;

/// A queue of wakers. Each waiter holds a [`Ticket`], with which it can renew its waker, leave,
/// and learn whether it was called.
///
/// A waiter is found by halving. Those on the shorter side of one who leaves move up a place: for
/// the first and the last, who leave most often, that is nobody.
#[derive(Debug, Default)]
pub(super) struct Waiters {
    /// In the order of their tickets.
    queue: VecDeque<(Ticket, Waker)>,
    next: u64,
}

/// A place in the queue: given once, never again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Ticket(u64);

impl Waiters {
    /// Joins the end of the queue.
    pub(super) fn join(&mut self, waker: Waker) -> Ticket {
        let ticket = Ticket(self.next);
        self.next += 1;
        self.queue.push_back((ticket, waker));
        ticket
    }

    /// Whether the ticket still waits. If it does, its waker is renewed.
    pub(super) fn still_waits(&mut self, ticket: Ticket, waker: &Waker) -> bool {
        let index = self.position(ticket);
        if let Some(index) = index {
            self.queue[index].1.clone_from(waker);
        }
        index.is_some()
    }

    /// Calls the first in the queue: from now on it does not wait.
    pub(super) fn call(&mut self) -> Option<Waker> {
        self.queue.pop_front().map(|(_, waker)| waker)
    }

    /// Calls all, in order.
    pub(super) fn call_all(&mut self) -> impl Iterator<Item = Waker> + use<> {
        std::mem::take(&mut self.queue).into_iter().map(|(_, waker)| waker)
    }

    /// Leaves the queue. `None` if the ticket was called before.
    pub(super) fn leave(&mut self, ticket: Ticket) -> Option<Waker> {
        let (_, waker) = self.queue.remove(self.position(ticket)?)?;
        Some(waker)
    }

    fn position(&self, ticket: Ticket) -> Option<usize> {
        self.queue.binary_search_by_key(&ticket, |(ticket, _)| *ticket).ok()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque as Model;
    use std::task::Waker;

    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Join,
        Call,
        Leave(usize),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => Just(Step::Join),
            1 => Just(Step::Call),
            4 => any::<usize>().prop_map(Step::Leave),
        ]
    }

    proptest! {
        #[test]
        fn the_longest_waiting_is_called_whoever_leaves(
            steps in prop::collection::vec(step(), 0..200)
        ) {
            let mut waiters = Waiters::default();
            let mut model = Model::new();
            for step in steps {
                match step {
                    Step::Join => model.push_back(waiters.join(Waker::noop().clone())),
                    Step::Call => {
                        let called = model.pop_front();
                        prop_assert_eq!(waiters.call().is_some(), called.is_some());
                        if let Some(called) = called {
                            prop_assert!(!waiters.still_waits(called, Waker::noop()));
                            prop_assert!(waiters.leave(called).is_none());
                        }
                    }
                    Step::Leave(index) if !model.is_empty() => {
                        let left = model.remove(index % model.len()).expect("it is there");
                        prop_assert!(waiters.leave(left).is_some());
                        prop_assert!(waiters.leave(left).is_none());
                    }
                    Step::Leave(_) => {}
                }
                for ticket in &model {
                    prop_assert!(waiters.still_waits(*ticket, Waker::noop()));
                }
            }
            prop_assert_eq!(waiters.call_all().count(), model.len());
        }
    }

    #[test]
    fn an_empty_queue_calls_nobody() {
        let mut waiters = Waiters::default();
        assert!(waiters.call().is_none());
        assert!(waiters.call_all().next().is_none());
    }
}
