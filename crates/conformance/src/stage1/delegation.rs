//! Machines that use machines.

use std::cell::RefCell;
use std::rc::Rc;

use super::CoroutineState::{self, Complete, Yielded};
use super::{Bridge, Coroutine, Yielder};
use crate::check::Check;
use crate::rule::{Rule, rules};

pub(super) fn rules<B: Bridge>() -> Vec<Rule> {
    rules! { B:
        delegation_hands_yields_out needs what_is_yielded_goes_out;
        delegation_hands_what_is_sent_in needs delegation_hands_yields_out,
            what_is_sent_arrives_at_the_pause;
        delegation_gives_the_result_to_the_outer needs delegation_hands_yields_out,
            the_result_comes_at_the_end;
        delegation_goes_through_all_levels needs delegation_hands_what_is_sent_in,
            delegation_gives_the_result_to_the_outer;
    }
}

fn delegation_hands_yields_out<B: Bridge>(check: &mut Check) {
    check.step("make a machine that delegates to one that yields 1, 2 and 3");
    let mut outer =
        B::machine(async |y| y.delegate(&mut Inner::new(3, &Rc::default()), 0).await);
    for value in 1..=3 {
        check.step(format!("resume it: {value} comes out"));
        check.equal(outer.resume(0), Yielded(value));
    }
}

fn delegation_hands_what_is_sent_in<B: Bridge>(check: &mut Check) {
    let got = Rc::default();
    let inner_got = Rc::clone(&got);
    check.step("make a machine that delegates, and gives the inner one 5 at first");
    let mut outer = B::machine(async move |y| {
        y.delegate(&mut Inner::new(2, &inner_got), 5).await;
        String::new()
    });
    check.step("resume it with 6, then with 7, then with 8");
    for sent in [6, 7, 8] {
        let _ = outer.resume(sent);
    }
    check.step("look at what the inner machine was resumed with");
    check.equal(got.take(), vec![5, 7, 8]);
}

fn delegation_gives_the_result_to_the_outer<B: Bridge>(check: &mut Check) {
    check.step("make a machine that delegates, and returns what it got from the inner one");
    let mut outer = B::machine(async |y| {
        let inner = y.delegate(&mut Inner::new(1, &Rc::default()), 0).await;
        format!("outer has: {inner}")
    });
    check.equal(outer.resume(0), Yielded(1));
    check.step("resume it once more: the inner one ends, and its end is no pause");
    check.equal(outer.resume(0), Complete("outer has: inner paused 1 times".to_owned()));
    check.step("delegate to a machine that never pauses");
    let mut outer =
        B::machine(async |y| y.delegate(&mut Inner::new(0, &Rc::default()), 0).await);
    check.equal(outer.resume(0), Complete("inner paused 0 times".to_owned()));
}

fn delegation_goes_through_all_levels<B: Bridge>(check: &mut Check) {
    let got = Rc::default();
    let inner_got = Rc::clone(&got);
    check.step("make a machine that delegates to a machine that delegates to a third");
    let mut outer = B::machine(async move |y| {
        let mut middle = B::machine(async move |y| {
            let inner = y.delegate(&mut Inner::new(1, &inner_got), 1).await;
            y.yield_(2).await;
            inner
        });
        y.delegate(&mut middle, 0).await
    });
    check.equal(outer.resume(0), Yielded(1));
    check.step("send 7, which is for the innermost");
    check.equal(outer.resume(7), Yielded(2));
    check.equal(got.take(), vec![1, 7]);
    check.step("send 8: the result of the innermost comes through");
    check.equal(outer.resume(8), Complete("inner paused 1 times".to_owned()));
}

/// A machine of the checks' own: yields 1, 2, and so on, and writes down what it is sent.
struct Inner {
    pauses: u64,
    done: u64,
    got: Rc<RefCell<Vec<u32>>>,
}

impl Inner {
    fn new(pauses: u64, got: &Rc<RefCell<Vec<u32>>>) -> Self {
        Self { pauses, done: 0, got: Rc::clone(got) }
    }
}

impl Coroutine<u32> for Inner {
    type Yield = u64;
    type Return = String;

    fn resume(&mut self, sent: u32) -> CoroutineState<u64, String> {
        assert!(self.done <= self.pauses, "the inner machine was resumed after its end");
        self.got.borrow_mut().push(sent);
        self.done += 1;
        if self.done <= self.pauses {
            Yielded(self.done)
        } else {
            Complete(format!("inner paused {} times", self.pauses))
        }
    }
}
