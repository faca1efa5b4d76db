//! A machine that has ended panics when it is resumed. Only `Iterate` keeps still.

use std::mem;

use crate::common::panic_of;
use state_machines::CoroutineState::{self, Complete};
use state_machines::{Coroutine, Iterate, machine, traced};
use tulip_trace::capture;

#[test]
fn an_enum_panics() {
    assert_eq!(resumed_twice(Once::Start), "`Once` resumed after completion");
}

#[test]
fn an_async_block_panics() {
    let once = machine::<(), (), _>(async |_| 1);
    assert_eq!(resumed_twice(once), "machine resumed after completion");
}

#[test]
fn a_traced_machine_panics() {
    assert_eq!(
        resumed_twice(traced("once", Once::Start)),
        "`Once` resumed after completion"
    );
}

#[test]
fn a_traced_machine_that_is_recorded_panics() {
    let recording = capture("after-the-end", || resumed_twice(traced("once", Once::Start)));
    assert_eq!(recording.result, "`Once` resumed after completion");
}

#[test]
fn a_borrowed_machine_panics() {
    assert_eq!(resumed_twice(&mut Once::Start), "`Once` resumed after completion");
}

#[test]
fn a_boxed_machine_panics() {
    let once: Box<dyn Coroutine<Yield = (), Return = i32>> = Box::new(Once::Start);
    assert_eq!(resumed_twice(once), "`Once` resumed after completion");
}

#[test]
fn it_panics_every_time() {
    let mut once = machine::<(), (), _>(async |_| 1);
    assert_eq!(once.resume(()), Complete(1));
    for _ in 0..3 {
        assert_eq!(panic_of(|| once.resume(())), "machine resumed after completion");
    }
}

#[test]
fn iterate_is_fused_and_does_not() {
    let mut once = Iterate::new(Once::Start);
    assert_eq!([once.next(), once.next(), once.next()], [None; 3]);
}

fn resumed_twice(mut once: impl Coroutine<Yield = (), Return = i32>) -> String {
    assert_eq!(once.resume(()), Complete(1));
    panic_of(|| once.resume(()))
}

enum Once {
    Start,
    Done,
}

impl Coroutine for Once {
    type Yield = ();
    type Return = i32;

    fn resume(&mut self, (): ()) -> CoroutineState<(), i32> {
        match mem::replace(self, Self::Done) {
            Self::Start => Complete(1),
            Self::Done => panic!("`Once` resumed after completion"),
        }
    }
}
