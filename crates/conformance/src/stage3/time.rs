//! Timers, and how long the loop is parked.

use std::cell::Cell;
use std::rc::Rc;

use super::Runtime;
use super::table::{HOUR, Table, secs};
use crate::check::Check;
use crate::rule::{Rule, rules};

pub(super) fn rules<R: Runtime>() -> Vec<Rule> {
    rules! { R:
        the_loop_parks_until_the_first_deadline needs nothing_runs_before_the_loop_does;
        timers_fire_by_deadline needs the_loop_parks_until_the_first_deadline;
        equal_deadlines_fire_in_the_order_of_setting needs timers_fire_by_deadline,
            queued_first_runs_first;
        a_queued_callback_waits_for_no_timer needs queued_first_runs_first,
            the_loop_parks_until_the_first_deadline;
        a_timer_that_was_taken_back_wakes_nobody needs timers_fire_by_deadline,
            a_callback_that_was_taken_back_is_not_called,
            equal_deadlines_fire_in_the_order_of_setting;
        queued_callbacks_hold_up_no_timer needs a_queued_callback_waits_for_no_timer,
            stop_ends_the_turn;
    }
}

fn the_loop_parks_until_the_first_deadline<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("set a timer for 3 s and one for 1 s");
    table.later(3, "a");
    table.later(1, "b");
    table.run(check);
    check.equal(table.world.jumps(), vec![secs(1), secs(3), HOUR]);
    table.said(check, &["b at 1s", "a at 3s"]);
}

fn timers_fire_by_deadline<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step(
        "set timers for 5 s and 2 s; the second sets one for 2 s more, that one for 2 s",
    );
    table.later(5, "long");
    let (event_loop, log, world) =
        (Rc::clone(&table.event_loop), table.log.clone(), table.world.clone());
    table.event_loop.call_later(secs(2), move || {
        let (again, more) = (Rc::clone(&event_loop), log.clone());
        event_loop.call_later(secs(2), move || {
            again.call_later(secs(2), move || {
                more.say(format_args!("short at {:?}", world.now()));
            });
        });
    });
    table.run(check);
    table.said(check, &["long at 5s", "short at 6s"]);

    check.step("at 1 s, work for 2 s and then set a timer for 1 s");
    let table = Table::<R>::new();
    let (event_loop, log, world) =
        (Rc::clone(&table.event_loop), table.log.clone(), table.world.clone());
    table.event_loop.call_later(secs(1), move || {
        world.work(secs(2));
        let over = world.clone();
        event_loop.call_later(secs(1), move || {
            log.say(format_args!("timer at {:?}", over.now()));
        });
    });
    table.run(check);
    table.said(check, &["timer at 4s"]);
}

/// Eight, because a heap keeps the order of a few by chance.
fn equal_deadlines_fire_in_the_order_of_setting<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("set eight timers for the same second");
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    for name in names {
        table.later(9, name);
    }
    table.run(check);
    let expected = names.map(|name| format!("{name} at 9s"));
    check.equal(table.log.take(), expected.to_vec());
}

fn a_queued_callback_waits_for_no_timer<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("queue a callback at 1 s, while a timer is armed for 5 s");
    table.later(5, "timer");
    let (event_loop, log, world) =
        (Rc::clone(&table.event_loop), table.log.clone(), table.world.clone());
    table.event_loop.call_later(secs(1), move || {
        event_loop.call_soon(move || log.say(format_args!("queued at {:?}", world.now())));
    });
    table.run(check);
    table.said(check, &["queued at 1s", "timer at 5s"]);
}

fn a_timer_that_was_taken_back_wakes_nobody<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("set timers for 1 s and 2 s, and take the first back");
    let first = table.later(1, "first");
    table.later(2, "second");
    check.equal(table.event_loop.cancel(&first), true);
    table.run(check);
    table.said(check, &["second at 2s"]);
    let jumps = table.world.jumps();
    check.that(
        jumps == [secs(2), HOUR],
        format!("nobody is due at 1 s any more, and the loop slept until {jumps:?}"),
    );

    check.step(
        "set two timers for 1 s; the first takes the second back, which is due as well",
    );
    let table = Table::<R>::new();
    let second = Rc::new(Cell::new(None));
    let (target, event_loop) = (Rc::clone(&second), Rc::clone(&table.event_loop));
    table.event_loop.call_later(secs(1), move || {
        event_loop.cancel(&target.take().expect("a check sets it"));
    });
    second.set(Some(table.later(1, "second")));
    table.run(check);
    table.said(check, &[]);

    check.step("take back a timer whose callback holds something");
    let table = Table::<R>::new();
    let held = Rc::new(());
    let holds = Rc::clone(&held);
    let timer = table.event_loop.call_later(secs(1), move || drop(holds));
    table.event_loop.cancel(&timer);
    check.that(
        Rc::strong_count(&held) == 1,
        "what the callback holds is dropped when it is taken back: it may be a connection, and the \
         deadline may be far away",
    );
}

/// A timer becomes due while `a` works. It comes behind `b`, which was queued before, and before
/// `c`, which is queued after it was woken.
fn queued_callbacks_hold_up_no_timer<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("queue a, which works until a timer is due and queues b, which queues c");
    let (event_loop, log, world) =
        (Rc::clone(&table.event_loop), table.log.clone(), table.world.clone());
    table.event_loop.call_soon(move || {
        log.say("a");
        world.work(secs(2));
        let again = Rc::clone(&event_loop);
        event_loop.call_soon(move || {
            log.say("b");
            again.call_soon(move || log.say("c"));
        });
    });
    table.later(1, "timer");
    table.run(check);
    table.said(check, &["a", "b", "timer at 2s", "c"]);
}
