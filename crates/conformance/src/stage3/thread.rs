//! Other threads.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::thread;

use super::outside::Pace;
use super::table::Table;
use super::{Handle, Runtime};
use crate::check::Check;
use crate::rule::{Rule, rules};

pub(super) fn rules<R: Runtime>() -> Vec<Rule> {
    rules! { R:
        a_call_from_a_thread_wakes_the_loop needs a_queued_callback_waits_for_no_timer;
        no_call_from_a_thread_is_lost needs a_call_from_a_thread_wakes_the_loop;
    }
}

fn a_call_from_a_thread_wakes_the_loop<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("park until a timer is due in 5 s; another thread calls meanwhile");
    calls_from_a_thread(&table, Pace::Quick);
    table.later(5, "timer");
    table.run(check);
    table.said(check, &["called at 0ns", "timer at 5s"]);
}

/// Another thread calls when the loop is parked.
fn calls_from_a_thread<R: Runtime>(table: &Table<R>, pace: Pace) {
    let (log, world) = (table.log.clone(), table.world.clone());
    SAY.set(Some(Rc::new(move || log.say(format_args!("called at {:?}", world.now())))));
    let handle = table.event_loop.handle();
    table.world.outside(pace, move || {
        handle.call_soon_threadsafe(|| {
            let say = SAY.with_borrow(Clone::clone);
            say.expect("a call runs on the thread of its loop")();
        });
    });
}

thread_local! {
    /// What a call is to say. It cannot be sent, so it lies here, on the thread of the loop.
    static SAY: RefCell<Option<Rc<dyn Fn()>>> = const { RefCell::new(None) };
}

fn no_call_from_a_thread_is_lost<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("call a hundred times from another thread, while a callback runs");
    let called = Arc::new(Mutex::new(Vec::new()));
    let (handle, calls) = (table.event_loop.handle(), Arc::clone(&called));
    table.event_loop.call_soon(move || {
        let other = thread::spawn(move || {
            for number in 0..100 {
                let calls = Arc::clone(&calls);
                handle.call_soon_threadsafe(move || {
                    calls.lock().expect("nobody panics").push(number);
                });
            }
        });
        other.join().expect("it does not panic");
    });
    table.run(check);
    let called = called.lock().expect("nobody panics").clone();
    check.that(
        called == (0..100).collect::<Vec<_>>(),
        format!("all of them are called, in their order; these were: {called:?}"),
    );

    check.step("park; another thread calls, and once more when the loop has parked again");
    let table = Table::<R>::new();
    for _ in 0..2 {
        calls_from_a_thread(&table, Pace::Quick);
    }
    table.later(5, "timer");
    table.run(check);
    table.said(check, &["called at 0ns", "called at 0ns", "timer at 5s"]);

    check.step("park; another thread calls, and when it rings the loop is quicker than it");
    let table = Table::<R>::new();
    calls_from_a_thread(&table, Pace::PausesAtItsRing);
    table.later(5, "timer");
    table.run(check);
    check.that(
        table.log.take() == ["called at 0ns", "timer at 5s"],
        "the loop hears the bell, finds no call, and parks again before the call is laid down: lay \
         it down, then ring",
    );
}
