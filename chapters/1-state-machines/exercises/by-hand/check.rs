//! Follows visitors through both pauses, and counts the tickets.

use state_machines::Coroutine;
use state_machines::CoroutineState::{Complete, Yielded};
use tulip_conformance::Check;

use crate::exercise::{Roll, Visit, visit};

pub fn check(check: &mut Check) {
    one_visit(check);
    two_visits(check);
    many_visits(check);
}

fn one_visit(check: &mut Check) {
    check.step("call `visit`");
    let roll = Roll::default();
    let mut ada = visit("Ada".to_owned(), roll.clone());
    check.that(
        roll.torn_off() == 0,
        "calling `visit` runs nothing: the ticket is drawn at the first resume",
    );

    check.step("resume Ada's visit for the first time");
    check.equal(ada.resume(0), Yielded("Ada waits with ticket 1".to_owned()));
    check_tickets(check, &roll, 1);

    check.step("send counter 4: Ada paused, so she stands at the first `yield`");
    check.equal(ada.resume(4), Yielded("Ada sits at counter 4".to_owned()));
    check_tickets(check, &roll, 1);

    check.step(
        "send fee 25: Ada paused, so she stands at the second `yield`; now the visit ends",
    );
    check.equal(ada.resume(25), Complete("Ada: ticket 1, counter 4, fee 25".to_owned()));
    check_tickets(check, &roll, 1);

    check.step("resume the visit after its end");
    check_panics(check, ada);
}

fn two_visits(check: &mut Check) {
    check.step("make two visits with one roll; the second visitor comes to the roll first");
    let roll = Roll::default();
    let mut ada = visit("Ada".to_owned(), roll.clone());
    let mut ben = visit("Ben".to_owned(), roll.clone());
    check.equal(ben.resume(0), Yielded("Ben waits with ticket 1".to_owned()));
    check.equal(ada.resume(0), Yielded("Ada waits with ticket 2".to_owned()));

    check.step("go on with both in turn: each remembers its own");
    check.equal(ada.resume(8), Yielded("Ada sits at counter 8".to_owned()));
    check.equal(ben.resume(9), Yielded("Ben sits at counter 9".to_owned()));
    check.equal(ada.resume(80), Complete("Ada: ticket 2, counter 8, fee 80".to_owned()));
    check.equal(ben.resume(90), Complete("Ben: ticket 1, counter 9, fee 90".to_owned()));
    check_tickets(check, &roll, 2);
}

fn many_visits(check: &mut Check) {
    let roll = Roll::default();
    for (ticket, name) in (1..).zip(["Cleo", "Dag", "Eve", "Finn"]) {
        let (counter, fee) = (3 * ticket, 100 - ticket);
        check.step(format!("send {name} to counter {counter}, for a fee of {fee}"));
        let mut visit = visit(name.to_owned(), roll.clone());
        check.equal(
            visit.resume(fee),
            Yielded(format!("{name} waits with ticket {ticket}")),
        );
        check.equal(
            visit.resume(counter),
            Yielded(format!("{name} sits at counter {counter}")),
        );
        check.equal(
            visit.resume(fee),
            Complete(format!("{name}: ticket {ticket}, counter {counter}, fee {fee}")),
        );
    }
}

fn check_tickets(check: &mut Check, roll: &Roll, expected: u32) {
    let gone = roll.torn_off();
    check.that(
        gone == expected,
        format!(
            "each visitor draws once, before the first pause, and keeps the number: \
             {gone} tickets are gone, it should be {expected}"
        ),
    );
}

fn check_panics(check: &mut Check, mut ended: Visit) {
    let panics = check.panics(|| ended.resume(0));
    check.that(panics, "a machine that has ended panics when it is resumed again");
}
