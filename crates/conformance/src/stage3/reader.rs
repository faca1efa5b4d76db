//! Who is told that a token is ready.

use std::rc::Rc;

use super::Runtime;
use super::table::{Table, secs};
use crate::check::Check;
use crate::rule::{Rule, rules};

pub(super) fn rules<R: Runtime>() -> Vec<Rule> {
    rules! { R:
        a_reader_is_called_when_there_is_news needs a_queued_callback_waits_for_no_timer;
        a_second_reader_takes_the_place_of_the_first
            needs a_reader_is_called_when_there_is_news;
        a_reader_that_was_removed_is_not_called
            needs a_reader_is_called_when_there_is_news;
    }
}

fn a_reader_is_called_when_there_is_news<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("read 1 and 2; there is news of 2 at 1 s, of 1 at 2 s, and of 2 at 3 s");
    read(&table, 1, "one");
    read(&table, 2, "two");
    for (at, token) in [(1, 2), (2, 1), (3, 2)] {
        table.world.ready_at(secs(at), token);
    }
    table.run(check);
    table.said(check, &["two at 1s", "one at 2s", "two at 3s"]);
}

fn a_second_reader_takes_the_place_of_the_first<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("read 1 twice; there is news at 1 s");
    read(&table, 1, "first");
    read(&table, 1, "second");
    table.world.ready_at(secs(1), 1);
    table.run(check);
    table.said(check, &["second at 1s"]);

    check.step(
        "read 1 and 2, of which there is news at once; who reads 1 puts another in the place of \
         who reads 2",
    );
    let table = Table::<R>::new();
    let (event_loop, log) = (Rc::clone(&table.event_loop), table.log.clone());
    table.event_loop.add_reader(1, move || {
        let log = log.clone();
        event_loop.add_reader(2, move || log.say("second"));
    });
    read(&table, 2, "first");
    for token in [1, 2] {
        table.world.ready_at(secs(1), token);
    }
    table.run(check);
    table.said(check, &["second"]);
}

fn a_reader_that_was_removed_is_not_called<R: Runtime>(check: &mut Check) {
    let table = Table::<R>::new();
    check.step("read 1 and remove the reader, twice; there is news at 1 s");
    read(&table, 1, "one");
    let told = [(); 2].map(|()| table.event_loop.remove_reader(1));
    check.equal(told, [true, false]);
    table.world.ready_at(secs(1), 1);
    table.run(check);
    table.said(check, &[]);

    check.step(
        "read 1 and 2, of which there is news at once; who reads 1 removes who reads 2",
    );
    let table = Table::<R>::new();
    let (event_loop, log) = (Rc::clone(&table.event_loop), table.log.clone());
    table.event_loop.add_reader(1, move || {
        log.say(format_args!("removes: {}", event_loop.remove_reader(2)));
    });
    read(&table, 2, "two");
    for token in [1, 2] {
        table.world.ready_at(secs(1), token);
    }
    table.run(check);
    table.said(check, &["removes: true"]);
}

fn read<R: Runtime>(table: &Table<R>, token: usize, name: &'static str) {
    let (log, world) = (table.log.clone(), table.world.clone());
    let say = move || log.say(format_args!("{name} at {:?}", world.now()));
    table.event_loop.add_reader(token, say);
}
