//! Sets timers, takes some of them back, and looks who was called when.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use callback_loop::Clock;
use tulip_conformance::Check;

use crate::exercise::{EventLoop, Scheduled};

pub fn check(check: &mut Check) {
    check.step("set timers for 3 s, 1 s and 2 s");
    let mut table = Table::new();
    for secs in [3, 1, 2] {
        table.later(&format!("{secs} s"), secs);
    }
    table.run(check);
    table.called(check, &["1 s at 1s", "2 s at 2s", "3 s at 3s"]);

    check.step("at 2 s, set a timer for 3 s more, and one for a deadline that has passed");
    let mut table = Table::new();
    let log = table.log.clone();
    table.event_loop.call_later(secs(2), move |event_loop| {
        let late = log.clone();
        event_loop.call_later(secs(3), move |event_loop| late.say("later", event_loop));
        event_loop.call_at(secs(1), move |event_loop| log.say("passed", event_loop));
    });
    table.run(check);
    table.called(check, &["passed at 2s", "later at 5s"]);

    check.step("set five timers for the same second");
    let mut table = Table::new();
    for name in ["a", "b", "c", "d", "e"] {
        table.later(name, 9);
    }
    table.run(check);
    table.called(check, &["a at 9s", "b at 9s", "c at 9s", "d at 9s", "e at 9s"]);

    check_cancel(check);
    check_ticks(check);
}

fn check_cancel(check: &mut Check) {
    check.step("set timers for 1 s, 2 s and 3 s, and take the second one back");
    let mut table = Table::new();
    table.later("a", 1);
    let token = Rc::new(());
    let held = Rc::clone(&token);
    let taken = table.event_loop.call_later(secs(2), move |_| drop(held));
    table.later("c", 3);
    check.that(
        table.event_loop.cancel(taken),
        "`cancel` gives `true` for one that is armed",
    );
    check.that(
        Rc::strong_count(&token) == 1,
        "what a callback holds is dropped when it is taken back, not when it would be due",
    );
    check.that(
        !table.event_loop.cancel(taken),
        "the timer was taken back before, and `cancel` gives `true` again: it says whether there \
         was something to take back",
    );
    table.run(check);
    table.called(check, &["a at 1s", "c at 3s"]);

    check.step("take a callback back after it was called");
    let mut table = Table::new();
    let early = table.later("early", 1);
    let log = table.log.clone();
    table.event_loop.call_later(secs(2), move |event_loop| {
        assert!(
            !event_loop.cancel(early),
            "`cancel` gives `false` for one that was called"
        );
        log.say("asked", event_loop);
    });
    table.run(check);
    table.called(check, &["early at 1s", "asked at 2s"]);

    check.step("set two timers for the same second; the first takes the second one back");
    let mut table = Table::new();
    let second = Rc::new(Cell::new(None::<Scheduled>));
    let (target, log) = (Rc::clone(&second), table.log.clone());
    table.event_loop.call_later(secs(1), move |event_loop| {
        let was_there = event_loop.cancel(target.get().expect("it was set"));
        log.say(if was_there { "took it back" } else { "came too late" }, event_loop);
    });
    second.set(Some(table.later("the second", 1)));
    table.later("the third", 1);
    table.run(check);
    table.called(check, &["took it back at 1s", "the third at 1s"]);
}

fn check_ticks(check: &mut Check) {
    check.step("tick every second, three times; each tick works for 300 ms");
    let mut table = Table::new();
    tick(&mut table, 3, Duration::from_millis(300));
    table.run(check);
    table.called(check, &["tick at 1s", "tick at 2s", "tick at 3s"]);

    check.step(
        "tick every second, four times; somebody else keeps the loop from 1.5 s to 2.5 s",
    );
    let mut table = Table::new();
    tick(&mut table, 4, Duration::ZERO);
    table.event_loop.call_later(Duration::from_millis(1500), |event_loop| {
        event_loop.clock().work(secs(1));
    });
    table.run(check);
    table.called(check, &["tick at 1s", "tick at 2.5s", "tick at 3s", "tick at 4s"]);
}

fn tick(table: &mut Table, times: u32, work: Duration) {
    let (log, mut ticks) = (table.log.clone(), 0);
    table.event_loop.every(secs(1), move |event_loop| {
        log.say("tick", event_loop);
        event_loop.clock().work(work);
        ticks += 1;
        // Nobody asks again after the last one; a tick too many would show.
        ticks < times
    });
}

struct Table {
    event_loop: EventLoop,
    log: Log,
}

impl Table {
    fn new() -> Self {
        Self { event_loop: EventLoop::new(Clock::virtual_time()), log: Log::default() }
    }

    fn later(&mut self, name: &str, delay: u64) -> Scheduled {
        let (log, name) = (self.log.clone(), name.to_owned());
        self.event_loop
            .call_later(secs(delay), move |event_loop| log.say(&name, event_loop))
    }

    fn run(&mut self, check: &mut Check) {
        if (0..MOST_TURNS).all(|_| self.event_loop.turn()) {
            let called = self.log.0.take();
            check.fail(format!(
                "after {MOST_TURNS} turns the loop still has something to wait for; the last of \
                 {} calls were {:?}. Who ends the ticking, and what is taken out when it is called?",
                called.len(),
                &called[called.len().saturating_sub(3)..]
            ));
        }
    }

    fn called(&self, check: &mut Check, expected: &[&str]) {
        check.equal(self.log.0.take(), expected.iter().map(ToString::to_string).collect());
    }
}

#[derive(Clone, Default)]
struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    fn say(&self, name: &str, event_loop: &EventLoop) {
        self.0.borrow_mut().push(format!("{name} at {:?}", event_loop.clock().now()));
    }
}

fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// More than any of these programs need.
const MOST_TURNS: u32 = 100;
