//! Lets packets arrive in the sizes and groups that go wrong, and tells of each group once.

use std::io::{Error, ErrorKind};

use tulip_conformance::Check;

use crate::exercise::{Receiver, Wire, tell};

pub fn check(check: &mut Check) {
    check.step("let a short packet arrive");
    let (wire, mut receiver) = (Wire::default(), Receiver::default());
    wire.arrive("a\n");
    hear(check, &wire, &mut receiver);
    received(check, &receiver, &["a"]);
    check.that(
        !receiver.has_ended(),
        "the other side has not finished, and `has_ended` says so: only a read of zero bytes is the \
         end, and `WouldBlock` is nothing for now",
    );

    check.step("let a packet of 200 bytes arrive: a buffer holds 16");
    let long = "x".repeat(199);
    wire.arrive(&format!("{long}\n"));
    hear(check, &wire, &mut receiver);
    received(check, &receiver, &["a", &long]);

    check.step("let three packets arrive before the receiver is told, a short one first");
    for packet in ["b\n", "a longer packet, of two reads\n", "c\n"] {
        wire.arrive(packet);
    }
    hear(check, &wire, &mut receiver);
    let lines = ["a", &long, "b", "a longer packet, of two reads", "c"];
    received(check, &receiver, &lines);

    check.step("let a packet arrive of exactly 16 bytes, and then another one");
    let (wire, mut receiver) = (Wire::default(), Receiver::default());
    wire.arrive("fifteen letters\n");
    hear(check, &wire, &mut receiver);
    wire.arrive("more\n");
    hear(check, &wire, &mut receiver);
    received(check, &receiver, &["fifteen letters", "more"]);

    check.step("let the last line arrive together with the end");
    wire.arrive("the last line\n");
    wire.finish();
    hear(check, &wire, &mut receiver);
    received(check, &receiver, &["fifteen letters", "more", "the last line"]);
    check.that(
        receiver.has_ended(),
        "a read of zero bytes is the end; the receiver has not noticed it, and nobody will tell it \
         again",
    );

    check.step("let nothing arrive, but tell the receiver that something might have");
    let (wire, mut receiver) = (Wire::default(), Receiver::default());
    hear_of_nothing(check, &wire, &mut receiver);
    check.that(!receiver.has_ended(), "nothing for now is not the end");

    check.step("let a packet arrive and then a reset");
    let (wire, mut receiver) = (Wire::default(), Receiver::default());
    wire.arrive("before it broke\n");
    wire.reset();
    let told = tell(&wire, &mut receiver);
    received(check, &receiver, &["before it broke"]);
    check.that(
        told.as_ref().is_err_and(|error| error.kind() == ErrorKind::ConnectionReset),
        format!("an error that is not `WouldBlock` is handed on; `ready` gave {told:?}"),
    );
}

fn hear(check: &mut Check, wire: &Wire, receiver: &mut Receiver) {
    if let Err(error) = tell(wire, receiver) {
        check.fail(not_an_error(&error));
    }
}

/// News that turn out to be none: systems are allowed to do that.
fn hear_of_nothing(check: &mut Check, wire: &Wire, receiver: &mut Receiver) {
    if let Err(error) = receiver.ready(wire) {
        check.fail(not_an_error(&error));
    }
}

fn not_an_error(error: &Error) -> String {
    let kind = error.kind();
    format!(
        "nothing went wrong, and `ready` gives the error {kind:?}: `WouldBlock` says that all is \
         read, and ends the loop"
    )
}

fn received(check: &mut Check, receiver: &Receiver, expected: &[&str]) {
    let lines = receiver.lines();
    check.that(
        lines == expected,
        format!(
            "{} lines have arrived, and the receiver has {}: {}. What it leaves unread it is not \
             told of again, so it reads until a read says `WouldBlock`",
            expected.len(),
            lines.len(),
            shown(&lines)
        ),
    );
}

/// The lines, the long ones by their length.
fn shown<S: AsRef<str>>(lines: &[S]) -> String {
    let lines = lines.iter().map(|line| match line.as_ref() {
        long if long.len() > 40 => format!("one of {} letters", long.len()),
        short => format!("{short:?}"),
    });
    lines.collect::<Vec<_>>().join(", ")
}
