//! A machine is stopped by dropping it, and what it holds is cleaned up there and then.

use std::mem;

use crate::common::{Guard, Log, panic_of};
use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, Machine, machine};

#[test]
fn dropped_at_a_pause_cleans_up_the_last_thing_first() {
    let log = Log::default();
    let mut nested = nested(&log);
    assert_eq!(nested.resume(()), Yielded(()));
    assert_eq!(log.take(), ["began"]);
    drop(nested);
    assert_eq!(log.take(), ["clean up inner", "clean up outer"]);
}

#[test]
fn dropped_before_it_began_cleans_up_nothing() {
    let log = Log::default();
    drop(nested(&log));
    assert_eq!(log.take(), [""; 0]);
}

#[test]
fn dropped_before_it_began_drops_what_it_was_given() {
    let log = Log::default();
    let lent = log.guard("lent");
    drop(machine::<(), (), _>(async move |_| drop(lent)));
    assert_eq!(log.take(), ["clean up lent"]);
}

#[test]
fn has_cleaned_up_when_its_result_arrives() {
    let log = Log::default();
    let mut nested = nested(&log);
    assert_eq!(nested.resume(()), Yielded(()));
    assert_eq!(nested.resume(()), Complete(()));
    assert_eq!(log.take(), ["began", "ended", "clean up inner", "clean up outer"]);
    drop(nested);
    assert_eq!(log.take(), [""; 0]);
}

#[test]
fn a_panic_cleans_up_too() {
    let log = Log::default();
    let mut nested = machine({
        let log = log.clone();
        async move |y| {
            let _outer = log.guard("outer");
            y.yield_(()).await;
            let _inner = log.guard("inner");
            panic!("out of paper");
        }
    });
    assert_eq!(nested.resume(()), Yielded::<_, ()>(()));
    assert_eq!(panic_of(|| nested.resume(())), "out of paper");
    assert_eq!(log.take(), ["clean up inner", "clean up outer"]);
}

#[test]
fn a_delegation_that_is_dropped_cleans_up_from_the_inside() {
    let log = Log::default();
    let mut outermost = machine({
        let log = log.clone();
        async move |y| {
            let _desk = log.guard("outermost");
            let mut middle = machine({
                let log = log.clone();
                async move |y| {
                    let _desk = log.guard("middle");
                    y.delegate(&mut nested(&log), ()).await;
                }
            });
            y.delegate(&mut middle, ()).await;
        }
    });
    assert_eq!(outermost.resume(()), Yielded(()));
    log.take();
    drop(outermost);
    let order = ["inner", "outer", "middle", "outermost"];
    assert_eq!(log.take(), order.map(|name| format!("clean up {name}")));
}

#[test]
fn an_enum_drops_what_its_state_holds() {
    let log = Log::default();
    let mut by_hand = ByHand::Start { log: log.clone() };
    assert_eq!(by_hand.resume(()), Yielded(()));
    drop(by_hand);
    assert_eq!(log.take(), ["clean up desk"]);
}

#[test]
fn an_enum_that_has_ended_holds_nothing() {
    let log = Log::default();
    let mut by_hand = ByHand::Start { log: log.clone() };
    assert_eq!(by_hand.resume(()), Yielded(()));
    assert_eq!(by_hand.resume(()), Complete(()));
    assert_eq!(log.take(), ["clean up desk"]);
    drop(by_hand);
    assert_eq!(log.take(), [""; 0]);
}

fn nested(log: &Log) -> Machine<(), (), ()> {
    let log = log.clone();
    machine(async move |y| {
        let _outer = log.guard("outer");
        log.add("began");
        {
            let _inner = log.guard("inner");
            y.yield_(()).await;
            log.add("ended");
        }
    })
}

enum ByHand {
    Start { log: Log },
    AtPause { _desk: Guard },
    Done,
}

impl Coroutine for ByHand {
    type Yield = ();
    type Return = ();

    fn resume(&mut self, (): ()) -> CoroutineState<(), ()> {
        match mem::replace(self, Self::Done) {
            Self::Start { log } => {
                *self = Self::AtPause { _desk: log.guard("desk") };
                Yielded(())
            }
            Self::AtPause { .. } => Complete(()),
            Self::Done => panic!("`ByHand` resumed after completion"),
        }
    }
}
