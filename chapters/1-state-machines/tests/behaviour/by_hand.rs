//! The idiom: take the state, leave `Done` behind, put back where you pause.

use std::mem;

use crate::common::{Log, panic_of};
use state_machines::Coroutine;
use state_machines::CoroutineState::{self, Complete, Yielded};

#[test]
fn making_a_machine_runs_nothing() {
    let log = Log::default();
    let mut product = Product::Start { log: log.clone() };
    assert_eq!(log.take(), [""; 0]);
    assert_eq!(product.resume(0), ASKS_FIRST);
    assert_eq!(log.take(), ["started"]);
}

#[test]
fn resumed_runs_to_its_next_pause() {
    let log = Log::default();
    let mut product = Product::Start { log: log.clone() };
    assert_eq!(product.resume(0), ASKS_FIRST);
    assert_eq!(product.resume(6), ASKS_SECOND);
    assert_eq!(log.take(), ["started", "got 6"]);
}

#[test]
fn remembers_over_a_pause_what_it_knew() {
    let mut product = Product::Start { log: Log::default() };
    assert_eq!(product.resume(0), ASKS_FIRST);
    assert_eq!(product.resume(6), ASKS_SECOND);
    assert_eq!(product.resume(7), Complete(42));
}

#[test]
fn what_is_sent_first_arrives() {
    let mut product = Product::AtFirst { log: Log::default() };
    assert_eq!(product.resume(6), ASKS_SECOND);
    assert!(matches!(product, Product::AtSecond { first: 6 }));
}

#[test]
fn two_machines_of_one_kind_share_nothing() {
    let (mut a, mut b) = (start(), start());
    assert_eq!([&mut a, &mut b].map(|product| product.resume(0)), [ASKS_FIRST; 2]);
    assert_eq!([a.resume(2), b.resume(5)], [ASKS_SECOND; 2]);
    assert_eq!([b.resume(7), a.resume(3)], [Complete(35), Complete(6)]);
}

#[test]
fn a_panic_inside_leaves_it_done() {
    let mut product = start();
    let _ = product.resume(0);
    assert_eq!(panic_of(|| product.resume(-1)), "no negative factors");
    assert!(matches!(product, Product::Done));
    assert_eq!(panic_of(|| product.resume(1)), "`Product` resumed after completion");
}

/// What the idiom is for: without it, the machine would go on as if nothing had happened.
#[test]
fn a_panic_leaves_it_standing_if_the_state_was_not_taken() {
    let mut product = InPlace::AtFirst;
    assert_eq!(panic_of(|| product.resume(-1)), "no negative factors");
    assert_eq!(product.resume(6), ASKS_SECOND);
}

#[test]
fn a_pause_that_is_not_put_back_ends_loudly() {
    let mut machine = Forgetful::Start;
    assert_eq!(machine.resume(()), Yielded(1));
    assert_eq!(panic_of(|| machine.resume(())), "`Forgetful` resumed after completion");
}

#[test]
fn a_borrow_of_a_machine_is_a_machine() {
    let mut product = start();
    assert_eq!(drive(&mut product, &[0, 6]), None);
    assert_eq!(drive(&mut product, &[7]), Some(42));
}

#[test]
fn a_box_of_some_machine_is_a_machine() {
    let product: AnyMachine = Box::new(start());
    assert_eq!(drive(product, &[0, 6, 7]), Some(42));
}

#[test]
fn a_borrow_of_a_box_of_some_machine_is_a_machine() {
    let mut product: AnyMachine = Box::new(start());
    assert_eq!(drive(&mut product, &[0, 6]), None);
    assert_eq!(drive(&mut *product, &[7]), Some(42));
}

#[test]
fn machines_of_different_types_stand_in_one_list() {
    let machines: [AnyMachine; 2] = [Box::new(start()), Box::new(InPlace::AtFirst)];
    let states = machines.map(|mut machine| machine.resume(1));
    assert_eq!(states, [ASKS_FIRST, ASKS_SECOND]);
}

const ASKS_FIRST: CoroutineState<&str, i32> = Yielded("first factor?");
const ASKS_SECOND: CoroutineState<&str, i32> = Yielded("second factor?");

type AnyMachine = Box<dyn Coroutine<i32, Yield = &'static str, Return = i32>>;

/// Sends in all of `sent`; the result, if the machine has ended by then.
fn drive<C: Coroutine<i32>>(mut machine: C, sent: &[i32]) -> Option<C::Return> {
    sent.iter().find_map(|sent| match machine.resume(*sent) {
        Yielded(_) => None,
        Complete(result) => Some(result),
    })
}

fn start() -> Product {
    Product::Start { log: Log::default() }
}

/// ```python
/// def product():
///     first = yield "first factor?"
///     second = yield "second factor?"
///     return first * second
/// ```
enum Product {
    Start { log: Log },
    AtFirst { log: Log },
    AtSecond { first: i32 },
    Done,
}

impl Coroutine<i32> for Product {
    type Yield = &'static str;
    type Return = i32;

    fn resume(&mut self, sent: i32) -> CoroutineState<&'static str, i32> {
        match mem::replace(self, Self::Done) {
            Self::Start { log } => {
                log.add("started");
                *self = Self::AtFirst { log };
                Yielded("first factor?")
            }
            Self::AtFirst { log } => {
                assert!(sent >= 0, "no negative factors");
                log.add(format_args!("got {sent}"));
                *self = Self::AtSecond { first: sent };
                Yielded("second factor?")
            }
            Self::AtSecond { first } => Complete(first * sent),
            Self::Done => panic!("`Product` resumed after completion"),
        }
    }
}

/// A `Product` that matches its state where it stands.
enum InPlace {
    AtFirst,
    AtSecond { first: i32 },
}

impl Coroutine<i32> for InPlace {
    type Yield = &'static str;
    type Return = i32;

    fn resume(&mut self, sent: i32) -> CoroutineState<&'static str, i32> {
        match self {
            Self::AtFirst => {
                assert!(sent >= 0, "no negative factors");
                *self = Self::AtSecond { first: sent };
                Yielded("second factor?")
            }
            Self::AtSecond { first } => Complete(*first * sent),
        }
    }
}

enum Forgetful {
    Start,
    Done,
}

impl Coroutine for Forgetful {
    type Yield = i32;
    type Return = i32;

    fn resume(&mut self, (): ()) -> CoroutineState<i32, i32> {
        match mem::replace(self, Self::Done) {
            Self::Start => Yielded(1),
            Self::Done => panic!("`Forgetful` resumed after completion"),
        }
    }
}
