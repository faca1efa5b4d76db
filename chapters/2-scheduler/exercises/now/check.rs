//! Tasks ask for the time while others work, and the check counts turns.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use state_machines::{Clock, machine, traced};
use tulip_conformance::Check;

use crate::exercise::{Kernel, now, pause};

pub fn check(check: &mut Check) {
    check.step("run a task that asks for the time once");
    let clock = Clock::virtual_time();
    clock.sleep(HOUR);
    let mut kernel = Kernel::new(clock);
    let told = Told::default();
    let mine = Rc::clone(&told);
    kernel.spawn(machine(async move |y| {
        let time = now(&y).await;
        mine.borrow_mut().push(time);
    }));
    check.that(kernel.turn(), "`turn` gives `true` when a task had its turn");
    check.that(
        !told.borrow().is_empty(),
        "the turn is over, and the task still waits for the time: `Now` is answered on the spot",
    );
    check.equal(told.take(), vec![HOUR]);
    check.that(!kernel.turn(), "a task that has ended has no more turns");

    check.step("run three tasks that pause, and never ask");
    check_order(check, 0);

    check.step("run a task that asks, works for 1 s, asks, works for 2 s, and asks");
    let clock = Clock::virtual_time();
    let mut kernel = Kernel::new(clock.clone());
    let mine = Rc::clone(&told);
    kernel.spawn(machine(async move |y| {
        for seconds in 0..3 {
            clock.work(seconds * SECOND);
            let time = now(&y).await;
            mine.borrow_mut().push(time);
        }
        pause(&y).await;
    }));
    kernel.turn();
    let times = told.take();
    check.that(
        times.len() == 3,
        format!(
            "the task asks three times before it pauses, and has {} answers of 3",
            times.len()
        ),
    );
    check.that(
        times == [Duration::ZERO, SECOND, 3 * SECOND],
        format!(
            "each question is answered with the time at which it is asked, here [0ns, 1s, 3s]; \
             the answers were {times:?}"
        ),
    );
    check.that(kernel.turn(), "a task that has paused is run again");
    check.that(!kernel.turn(), "a task that has ended has no more turns");

    check.step("run three tasks that ask twice before they pause");
    check_order(check, 2);

    check.step("run a task that measures its own work while another works, too");
    let clock = Clock::virtual_time();
    let mut kernel = Kernel::new(clock.clone());
    let mine = Rc::clone(&told);
    let work = clock.clone();
    kernel.spawn(machine(async move |y| {
        for seconds in [2, 3] {
            let start = now(&y).await;
            work.work(seconds * SECOND);
            let time = now(&y).await;
            mine.borrow_mut().push(time.saturating_sub(start));
            pause(&y).await;
        }
    }));
    kernel.spawn(machine(async move |y| {
        for _ in 0..9 {
            clock.work(HOUR);
            pause(&y).await;
        }
    }));
    all_turns(check, &mut kernel);
    let took = told.take();
    check.that(
        took == [2 * SECOND, 3 * SECOND],
        format!(
            "the task worked for 2s and for 3s, and measured {took:?}: nobody else may run \
             between a question and its answer"
        ),
    );
}

/// Whether `Pause` still does what it did, and whether `Now` leaves the order alone.
fn check_order(check: &mut Check, questions: u32) {
    let mut kernel = Kernel::new(Clock::virtual_time());
    let log = Rc::new(RefCell::new(Vec::new()));
    for name in ["a", "b", "c"] {
        let log = Rc::clone(&log);
        let task = machine(async move |y| {
            for step in 1..=2 {
                for _ in 0..questions {
                    now(&y).await;
                }
                log.borrow_mut().push(format!("{name}{step}"));
                pause(&y).await;
            }
        });
        kernel.spawn(traced(name, task));
    }
    all_turns(check, &mut kernel);
    let order = log.borrow().join(" ");
    check.that(
        order == "a1 b1 c1 a2 b2 c2",
        format!(
            "who pauses gives up the turn, and who asks keeps it: the order is \
             a1 b1 c1 a2 b2 c2, and was {order}"
        ),
    );
}

fn all_turns(check: &mut Check, kernel: &mut Kernel) {
    if (0..MOST_TURNS).all(|_| kernel.turn()) {
        check.fail(format!(
            "after {MOST_TURNS} turns `turn` still gives `true`: a task that has ended has no \
             more turns"
        ));
    }
}

type Told = Rc<RefCell<Vec<Duration>>>;

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3600);

/// More than any of these programs need.
const MOST_TURNS: u32 = 100;
