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
        "nobody is ready, no timer is set, and `turn` gave `true`, so the program would go on for \
         ever; the `else` of a line that begins with `let Some(timeout)` gives `false`",
    );

    check.step("queue a, b and c, and turn once");
    let mut table = Table::new();
    for name in ["a", "b", "c"] {
        table.soon(name);
    }
    check.that(
        table.turn(),
        "three callbacks were ready, and `turn` gave `false`, as if there were nothing to do; does \
         your `let Some(timeout)` look at the queue, or at the timers alone?",
    );
    table.ran(
        check,
        "a b c",
        "who was queued first is picked first, which is the end from which the line with `pop` \
         takes; and one turn runs all who stand in the queue when it counts, so the brace stands \
         behind `callback(self)`",
    );
    check.that(
        !table.turn(),
        "a, b and c have run, and `turn` gave `true` again; a callback is taken out of the queue \
         before it is called, and runs once",
    );

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
            "what a callback queues runs in the next turn, not in this one; a `for` counts the \
             queue once, before the first callback, and a `while` looks again after each",
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
        format!(
            "a callback was ready, and the loop parked for {now:?} before it ran; `how_long` gives \
             no time at all while somebody is ready, `until_next_timer` does not look"
        ),
    );

    check.step("turn once more: nobody is ready now");
    table.turn();
    table.ran(
        check,
        "timer",
        "the timer is due at 2 s, and this turn parks until then and runs it; so `self.park(timeout)` \
         comes first, then `self.wake_due_timers()`, and then the queue is counted",
    );
    let now = table.clock.now();
    check.that(
        now == Duration::from_secs(2),
        format!(
            "the timer was due at 2 s, and it is {now:?}; who parks, and for how long?"
        ),
    );

    check.step("set timers for 3 s, 1 s and 3 s, and turn twice");
    let mut table = Table::new();
    for (secs, name) in [(3, "first"), (1, "early"), (3, "second")] {
        table.later(secs, name);
    }
    table.turn();
    table.ran(
        check,
        "early",
        "a turn parks until the next deadline, and 3 s is not due at 1 s",
    );
    table.turn();
    table.ran(
        check,
        "first second",
        "at 3 s both are due, in the order in which they were set",
    );

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
            "the timer was due after 1 s, and after 20 turns it is {:?} and it has not run; each \
             turn looks at the timers, by `self.wake_due_timers()`, also when somebody is ready",
            table.clock.now()
        ));
    };
    check.that(
        turn <= 12,
        format!(
            "the timer was due when ten callbacks had run, and it ran after {turn}; a turn that \
             goes on until the queue is empty looks at no timer meanwhile"
        ),
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
    fn ran(&self, check: &mut Check, expected: &str, why: &str) {
        let ran = self.log.take().join(" ");
        let ran = if ran.is_empty() { "nobody".to_owned() } else { format!("`{ran}`") };
        check.that(
            ran == format!("`{expected}`"),
            format!("{ran} ran in this turn, and it should be `{expected}`: {why}"),
        );
    }
}
