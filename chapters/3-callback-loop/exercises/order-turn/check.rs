//! Turns the loop by hand, and keeps a log of who ran in which turn, and when.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use callback_loop::Clock;
use tulip_conformance::Check;

use crate::exercise::EventLoop;

pub fn check(check: &mut Check) {
    check.step("turn a loop that has nothing to wait for");
    let mut table = Table::new();
    check.that(
        !table.turn(),
        "`turn` gives `false` when nobody is ready and no timer is set",
    );

    check.step("queue a, b and c, and turn once");
    let mut table = Table::new();
    for name in ["a", "b", "c"] {
        table.soon(name);
    }
    check.that(table.turn(), "`turn` gives `true` when somebody was ready");
    table.ran(check, "a b c", "who was queued first runs first, all of them in one turn");
    check.that(!table.turn(), "a callback runs once");

    check.step("queue a, which queues b, which queues c");
    let mut table = Table::new();
    let log = Rc::clone(&table.log);
    table.event_loop.call_soon(move |event_loop| {
        log.borrow_mut().push("a");
        let log = Rc::clone(&log);
        event_loop.call_soon(move |event_loop| {
            log.borrow_mut().push("b");
            let log = Rc::clone(&log);
            event_loop.call_soon(move |_| log.borrow_mut().push("c"));
        });
    });
    for name in ["a", "b", "c"] {
        table.turn();
        table.ran(
            check,
            name,
            "what a callback queues runs in the next turn, not in this one",
        );
    }

    check.step("set a timer for 2 s and queue a callback, and turn once");
    let mut table = Table::new();
    table.later(2, "timer");
    table.soon("soon");
    table.turn();
    table.ran(check, "soon", "who is ready runs, and a timer that is not due does not");
    let now = table.clock.now();
    check.that(
        now.is_zero(),
        format!("while somebody is ready, the loop parks for no time; it slept {now:?}"),
    );

    check.step("turn once more: nobody is ready now");
    table.turn();
    table.ran(
        check,
        "timer",
        "the loop parks until the timer is due, and runs its callback in that turn",
    );
    check.equal(table.clock.now(), Duration::from_secs(2));

    check.step("set timers for 3 s, 1 s and 3 s, and turn twice");
    let mut table = Table::new();
    for (secs, name) in [(3, "first"), (1, "early"), (3, "second")] {
        table.later(secs, name);
    }
    table.turn();
    table.ran(check, "early", "one park for each deadline");
    table.turn();
    table.ran(check, "first second", "equal deadlines in the order of setting");

    check_who_never_ends(check);
}

/// A callback that queues itself again holds up no timer.
fn check_who_never_ends(check: &mut Check) {
    check.step(
        "queue a callback that works 100 ms and queues itself, beside a timer for 1 s",
    );
    let mut table = Table::new();
    table.later(1, "timer");
    let clock = table.clock.clone();
    let log = Rc::clone(&table.log);
    table.event_loop.call_soon(|event_loop| again(event_loop, clock, log, 0));
    for _ in 0..20 {
        table.turn();
    }
    let ran = table.log.take();
    let Some(turn) = ran.iter().position(|name| *name == "timer") else {
        check.fail(format!(
            "the timer was due after 1 s, and after 20 turns and {:?} it has not run",
            table.clock.now()
        ));
    };
    check.that(
        turn <= 12,
        format!("the timer was due when ten callbacks had run, and it ran after {turn}"),
    );
}

fn again(
    event_loop: &mut EventLoop,
    clock: Clock,
    log: Rc<RefCell<Vec<&'static str>>>,
    times: u32,
) {
    if times == 1000 {
        // A loop that gets here in one turn would never come back.
        return;
    }
    log.borrow_mut().push("busy");
    clock.work(Duration::from_millis(100));
    event_loop.call_soon(move |event_loop| again(event_loop, clock, log, times + 1));
}

struct Table {
    event_loop: EventLoop,
    clock: Clock,
    log: Rc<RefCell<Vec<&'static str>>>,
}

impl Table {
    fn new() -> Self {
        let clock = Clock::virtual_time();
        let log = Rc::default();
        Self { event_loop: EventLoop::new(clock.clone()), clock, log }
    }

    fn soon(&mut self, name: &'static str) {
        let log = Rc::clone(&self.log);
        self.event_loop.call_soon(move |_| log.borrow_mut().push(name));
    }

    fn later(&mut self, secs: u64, name: &'static str) {
        let log = Rc::clone(&self.log);
        let delay = Duration::from_secs(secs);
        self.event_loop.call_later(delay, move |_| log.borrow_mut().push(name));
    }

    fn turn(&mut self) -> bool {
        self.event_loop.turn()
    }

    /// Who ran since the last look.
    fn ran(&self, check: &mut Check, expected: &str, should: &str) {
        let ran = self.log.take().join(" ");
        check.that(
            ran == expected,
            format!("{should}: it should be `{expected}`, and `{ran}` ran"),
        );
    }
}
