//! Tells workshops to stop at known moments of virtual time, and looks when the loop ends, what
//! was finished, and how many turns it took.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use callback_loop::{Clock, EventLoop};
use tulip_conformance::Check;

use crate::exercise::Workshop;

pub fn check(check: &mut Check) {
    check.step("tell a workshop at 1 s to stop; nobody is at work");
    let table = Table::new();
    table.tell_at(1);
    table.ends(check, 1, &[]);

    check.step("begin jobs of 3 s and 5 s, and tell it at 1 s to stop");
    let table = Table::new();
    table.begin("short", 3);
    table.begin("long", 5);
    check.equal(table.workshop.at_work(), 2);
    table.tell_at(1);
    table.ends(check, 5, &["short", "long"]);
    check.equal(table.workshop.at_work(), 0);

    check.step("begin a job of 1 s, another one at 3 s, and tell it at 4 s to stop");
    let table = Table::new();
    table.begin("first", 1);
    table.begin_at(3, "second", 2);
    table.tell_at(4);
    table.ends(check, 5, &["first", "began second", "second"]);

    check.step(
        "tell it at 1 s to stop, while a job is at work, and begin another one at 2 s",
    );
    let table = Table::new();
    table.begin("first", 5);
    table.tell_at(1);
    table.begin_at(2, "late", 1);
    table.ends(check, 5, &["refused late", "first"]);

    check.step("begin a job when another one is done, after it was told to stop");
    let table = Table::new();
    let (workshop, log) = (table.workshop.clone(), table.log.clone());
    table.workshop.begin(&table.event_loop, secs(2), move |event_loop| {
        begin(&workshop, event_loop, &log, "next", 1);
    });
    table.tell_at(1);
    table.ends(check, 2, &["refused next"]);

    check.step("tell it at 1 s and at 2 s to stop, with jobs of 5 s and 9 s at work");
    let table = Table::new();
    table.begin("long", 5);
    table.begin("longer", 9);
    table.tell_at(1);
    table.tell_at(2);
    table.ends(check, 2, &[]);
    let armed = table.event_loop.timers_len();
    check.that(
        armed == 0,
        format!(
            "jobs that are given up take their timers with them, and {armed} are armed"
        ),
    );
    check.equal(table.workshop.at_work(), 0);

    check.step("tell it to stop three times in one turn");
    let table = Table::new();
    table.begin("long", 5);
    for _ in 0..3 {
        table.tell_at(1);
    }
    table.ends(check, 1, &[]);

    check.step("tell it at 1 s to stop, with a job of an hour at work");
    let table = Table::new();
    table.begin("very long", 3600);
    table.tell_at(1);
    table.ends(check, 3600, &["very long"]);
}

struct Table {
    event_loop: EventLoop,
    workshop: Workshop,
    log: Log,
}

type Log = Rc<RefCell<Vec<String>>>;

impl Table {
    fn new() -> Self {
        let event_loop =
            EventLoop::new(Clock::virtual_time()).expect("the system has one more");
        let log = Log::default();
        let seen = Rc::clone(&log);
        event_loop
            .on_trouble(move |_, trouble| seen.borrow_mut().push(trouble.to_string()));
        Self { event_loop, workshop: Workshop::default(), log }
    }

    fn begin(&self, name: &'static str, time: u64) {
        let log = Rc::clone(&self.log);
        let done = move |_: &EventLoop| log.borrow_mut().push(name.to_owned());
        self.workshop.begin(&self.event_loop, secs(time), done);
    }

    fn begin_at(&self, at: u64, name: &'static str, time: u64) {
        let (workshop, log) = (self.workshop.clone(), Rc::clone(&self.log));
        self.event_loop.call_later(secs(at), move |event_loop| {
            begin(&workshop, event_loop, &log, name, time);
        });
    }

    fn tell_at(&self, at: u64) {
        let workshop = self.workshop.clone();
        self.event_loop
            .call_later(secs(at), move |event_loop| workshop.told_to_stop(event_loop));
    }

    /// Runs the loop, which is to be stopped at that second.
    fn ends(&self, check: &mut Check, at: u64, said: &[&str]) {
        let ran = self.event_loop.run_forever();
        let (log, now) = (self.log.take(), self.event_loop.time());
        if let Some(panic) = log.iter().find(|said| said.starts_with("a callback panicked"))
        {
            check.reported(panic);
        }
        check.that(
            ran.is_ok(),
            format!(
                "the workshop was told to stop, and nobody stopped the loop: at {now:?} it has \
                 nothing left to do; so far {log:?}"
            ),
        );
        check.that(
            now == secs(at) && log == said,
            format!(
                "the loop should stop at {:?}, after {said:?}; it stopped at {now:?}, after \
                 {log:?}",
                secs(at)
            ),
        );
        let turns = self.event_loop.turns();
        check.that(
            turns <= MOST_TURNS,
            format!(
                "the loop has made {turns} turns: somebody asks again and again whether the jobs \
                 are done, where the last job could tell"
            ),
        );
    }
}

fn begin(
    workshop: &Workshop,
    event_loop: &EventLoop,
    log: &Log,
    name: &'static str,
    time: u64,
) {
    let done = Rc::clone(log);
    let began = workshop.begin(event_loop, secs(time), move |_| {
        done.borrow_mut().push(name.to_owned());
    });
    let said = if began { "began" } else { "refused" };
    log.borrow_mut().push(format!("{said} {name}"));
}

fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// More than any of these programs need.
const MOST_TURNS: u64 = 30;
