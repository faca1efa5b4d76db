use std::time::Duration;

use callback_loop::{Clock, EventLoop, RunError, Trouble};

use crate::{Log, event_loop};

/// R01.
#[test]
fn first_queued_first_called_and_each_once() {
    let (event_loop, log) = (event_loop(), Log::default());
    for name in ["a", "b", "c"] {
        let log = log.clone();
        event_loop.call_soon(move |_| log.note(name));
    }
    event_loop.call_soon(EventLoop::stop);
    event_loop.run_forever().unwrap();
    log.is("a b c");
}

/// R02.
#[test]
fn who_is_queued_in_a_turn_waits_for_the_next() {
    let (event_loop, log) = (event_loop(), Log::default());
    let (outer, inner) = (log.clone(), log.clone());
    event_loop.call_soon(move |event_loop| {
        outer.note(format!("first in turn {}", event_loop.turns()));
        event_loop.call_soon(move |event_loop| {
            inner.note(format!("added in turn {}", event_loop.turns()));
            event_loop.stop();
        });
    });
    event_loop.run_forever().unwrap();
    log.is("first in turn 1 added in turn 2");
}

/// R03.
#[test]
fn the_queued_come_before_sockets_and_sockets_before_timers() {
    let (event_loop, log) = (event_loop(), Log::default());
    let (ours, theirs) = callback_loop::Socket::pair(&event_loop).unwrap();
    theirs.write(b"x").unwrap();
    // The first turn hears of the socket; the second one has all three.
    let (reader, queued, timer) = (log.clone(), log.clone(), log.clone());
    event_loop.call_soon(move |event_loop| {
        event_loop.add_reader(&ours.clone(), move |event_loop| {
            reader.note("socket");
            event_loop.remove_reader(&ours);
        });
        event_loop.call_later(Duration::ZERO, move |event_loop| {
            timer.note("timer");
            event_loop.stop();
        });
        event_loop.call_soon(move |_| queued.note("queued"));
    });
    event_loop.run_forever().unwrap();
    log.is("queued socket timer");
}

/// R10.
#[test]
fn a_loop_that_was_stopped_before_turns_once() {
    let (event_loop, log) = (event_loop(), Log::default());
    let (first, second) = (log.clone(), log.clone());
    event_loop.call_soon(move |event_loop| {
        first.note("first");
        event_loop.call_soon(move |_| second.note("second"));
    });
    event_loop.stop();
    event_loop.run_forever().unwrap();
    log.is("first");
    event_loop.stop();
    event_loop.run_forever().unwrap();
    log.is("first second");
}

/// R10.
#[test]
fn stop_ends_the_turn_and_not_the_callback() {
    let (event_loop, log) = (event_loop(), Log::default());
    let (first, second) = (log.clone(), log.clone());
    event_loop.call_soon(move |event_loop| {
        event_loop.stop();
        first.note("stopped");
    });
    event_loop.call_soon(move |_| second.note("second"));
    event_loop.run_forever().unwrap();
    log.is("stopped second");
}

/// R08.
#[test]
fn taken_back_a_callback_does_not_run_and_holds_nothing() {
    let (event_loop, log) = (event_loop(), Log::default());
    let noted = log.clone();
    let held = std::rc::Rc::new(());
    let alive = std::rc::Rc::downgrade(&held);
    let scheduled = event_loop.call_soon(move |_| {
        noted.note("it ran");
        drop(held);
    });
    assert!(scheduled.cancel());
    assert!(alive.upgrade().is_none());
    assert!(!scheduled.cancel(), "a second time is none");
    event_loop.stop();
    event_loop.run_forever().unwrap();
    log.is("");
}

#[test]
fn a_callback_that_ran_cannot_be_taken_back() {
    let event_loop = event_loop();
    let scheduled = event_loop.call_soon(EventLoop::stop);
    event_loop.run_forever().unwrap();
    assert!(!scheduled.cancel());
}

/// R12.
#[test]
fn no_loop_runs_within_a_loop() {
    let (outer, log) = (event_loop(), Log::default());
    let noted = log.clone();
    outer.call_soon(move |same| {
        let nested = |event_loop: &EventLoop| {
            matches!(event_loop.run_forever(), Err(RunError::Nested))
        };
        noted.note(nested(same));
        noted.note(nested(&event_loop()));
        same.stop();
    });
    outer.run_forever().unwrap();
    log.is("true true");
    outer.stop();
    outer.run_forever().expect("the refusal has left no trace");
}

/// R13.
#[test]
fn a_panic_is_told_with_the_line_that_queued_it_and_the_loop_goes_on() {
    let (event_loop, log) = (event_loop(), Log::default());
    let told = log.clone();
    event_loop.on_trouble(move |_, trouble| match trouble {
        Trouble::Panicked { message, queued_at } => {
            let file = queued_at.file().rsplit(['/', '\\']).next().unwrap();
            told.note(format!("{message} {file}:{}", queued_at.line()));
        }
        other => panic!("{other}"),
    });
    let line = line!() + 1;
    event_loop.call_soon(|_| panic!("oh"));
    event_loop.call_soon(EventLoop::stop);
    event_loop.run_forever().unwrap();
    log.is(&format!("oh turn.rs:{line}"));
}

#[test]
fn a_loop_that_nothing_can_wake_says_so() {
    let event_loop = event_loop();
    assert!(
        matches!(event_loop.run_forever(), Err(RunError::Stuck(tasks)) if tasks.is_empty())
    );
}

/// Who holds a handle may still call.
#[test]
fn a_loop_with_a_handle_outside_is_not_stuck() {
    let event_loop = EventLoop::new(Clock::real()).unwrap();
    let handle = event_loop.handle();
    let thread = std::thread::spawn(move || handle.call_soon_threadsafe(EventLoop::stop));
    event_loop.run_forever().unwrap();
    thread.join().unwrap().unwrap();
}

/// R20.
#[test]
fn a_slow_callback_is_told_of_with_the_line_that_queued_it() {
    let (event_loop, log) = (event_loop(), Log::default());
    let told = log.clone();
    event_loop.on_trouble(move |_, trouble| match trouble {
        Trouble::Slow { took, limit, queued_at } => {
            told.note(format!("{took:?} {limit:?} {}", queued_at.line()));
        }
        other => panic!("{other}"),
    });
    event_loop.report_slow(Duration::from_millis(100));
    let work = |ms| {
        move |event_loop: &EventLoop| event_loop.clock().work(Duration::from_millis(ms))
    };
    event_loop.call_soon(work(100));
    let line = line!() + 1;
    event_loop.call_soon(work(101));
    event_loop.call_soon(EventLoop::stop);
    event_loop.run_forever().unwrap();
    log.is(&format!("101ms 100ms {line}"));
}

/// A million callbacks that queue each other hold up neither a timer nor a socket.
#[test]
fn callbacks_that_queue_each_other_starve_nobody() {
    fn again(event_loop: &EventLoop) {
        event_loop.clock().work(Duration::from_micros(1));
        event_loop.call_soon(again);
    }
    let event_loop = event_loop();
    event_loop.call_soon(again);
    event_loop.call_later(Duration::from_micros(50), EventLoop::stop);
    event_loop.run_forever().unwrap();
    assert_eq!(event_loop.time(), Duration::from_micros(51));
}

/// R15: what asyncio finds out at run time.
#[test]
fn dropping_a_loop_drops_what_was_queued() {
    let event_loop = event_loop();
    let held = std::rc::Rc::new(());
    let alive = std::rc::Rc::downgrade(&held);
    event_loop.call_soon({
        let held = held.clone();
        move |_| drop(held)
    });
    event_loop.call_later(Duration::from_secs(1), move |_| drop(held));
    drop(event_loop);
    assert!(alive.upgrade().is_none());
}
