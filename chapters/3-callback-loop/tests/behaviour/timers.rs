use std::time::Duration;

use callback_loop::{Clock, EventLoop};

use crate::{Log, event_loop};

const SECOND: Duration = Duration::from_secs(1);

/// R06, the other way round: asyncio leaves it open.
#[test]
fn equal_deadlines_fire_in_the_order_in_which_they_were_set() {
    let (event_loop, log) = (event_loop(), Log::default());
    for name in ["a", "b", "c", "d", "e", "f", "g"] {
        let log = log.clone();
        event_loop.call_at(SECOND, move |_| log.note(name));
    }
    event_loop.call_at(SECOND, EventLoop::stop);
    event_loop.run_forever().unwrap();
    log.is("a b c d e f g");
}

#[test]
fn the_nearest_deadline_comes_first() {
    let (event_loop, log) = (event_loop(), Log::default());
    for seconds in [3, 1, 2] {
        let log = log.clone();
        event_loop.call_later(SECOND * seconds, move |event_loop| {
            log.note(event_loop.time().as_secs());
        });
    }
    event_loop.call_later(SECOND * 4, EventLoop::stop);
    event_loop.run_forever().unwrap();
    log.is("1 2 3");
}

/// R09.
#[test]
fn no_delay_is_the_next_turn_behind_those_that_are_queued() {
    let (event_loop, log) = (event_loop(), Log::default());
    let (later, soon) = (log.clone(), log.clone());
    event_loop.call_later(Duration::ZERO, move |event_loop| {
        later.note("later");
        event_loop.stop();
    });
    event_loop.call_soon(move |_| soon.note("soon"));
    event_loop.run_forever().unwrap();
    log.is("soon later");
}

#[test]
fn a_deadline_that_has_passed_is_due_at_once() {
    let event_loop = event_loop();
    event_loop.clock().sleep(SECOND);
    event_loop.call_at(Duration::ZERO, EventLoop::stop);
    event_loop.run_forever().unwrap();
    assert_eq!(event_loop.time(), SECOND);
}

/// R07: here at once.
#[test]
fn a_timer_that_was_taken_back_is_gone() {
    let event_loop = event_loop();
    let timers: Vec<_> =
        (0..1000).map(|_| event_loop.call_later(SECOND, |_| panic!("it fired"))).collect();
    assert_eq!(event_loop.timers_len(), 1000);
    for timer in &timers {
        assert!(timer.cancel());
    }
    assert_eq!(event_loop.timers_len(), 0);
    event_loop.call_later(SECOND * 2, EventLoop::stop);
    event_loop.run_forever().unwrap();
}

#[test]
fn one_that_is_due_can_still_be_taken_back_in_its_turn() {
    let event_loop = event_loop();
    let (first, second) = (std::rc::Rc::new(std::cell::Cell::new(None)), SECOND);
    let taken = first.clone();
    event_loop.call_at(second, move |_| {
        let timer: callback_loop::Scheduled = taken.take().unwrap();
        assert!(timer.cancel());
    });
    first.set(Some(event_loop.call_at(second, |_| panic!("it ran"))));
    event_loop.call_at(second, EventLoop::stop);
    event_loop.run_forever().unwrap();
}

/// R04, R05.
#[test]
fn in_real_time_a_timer_is_never_early() {
    let event_loop = EventLoop::new(Clock::real()).unwrap();
    let due = event_loop.time() + Duration::from_micros(1500);
    event_loop.call_at(due, move |event_loop| {
        assert!(event_loop.time() >= due);
        event_loop.stop();
    });
    event_loop.run_forever().unwrap();
}

#[test]
fn a_deadline_centuries_ahead_is_no_overflow() {
    let event_loop = EventLoop::new(Clock::real()).unwrap();
    event_loop.call_later(Duration::MAX, |_| panic!("already?"));
    event_loop.call_later(Duration::from_secs(u64::from(u32::MAX)), |_| panic!("already?"));
    event_loop.call_later(Duration::from_millis(1), EventLoop::stop);
    event_loop.run_forever().unwrap();
}
