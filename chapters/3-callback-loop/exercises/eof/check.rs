//! Lets scripted servers send, finish and break, and drives the loop turn by turn, so that a
//! reader that keeps it busy is noticed.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use callback_loop::{EventLoop, Peer, Promise, PromiseError, Script, Socket};
use tulip_conformance::Check;

use crate::exercise::read_to_end;

pub fn check(check: &mut Check) {
    check.step("read from a server that sends ten bytes and finishes");
    let read = read_from(check, |peer| peer.send(at(1), "0123456789").close(at(2)));
    read.is(check, "0123456789");

    check.step(
        "read from a server that sends in pieces, one of exactly the buffer's length",
    );
    let read = read_from(check, |peer| {
        let peer = peer.send(at(1), "one, ").send(at(2), "0123456789abcdef");
        peer.send(at(4), ", and the rest, which is longer than the buffer").close(at(4))
    });
    let text = "one, 0123456789abcdef, and the rest, which is longer than the buffer";
    read.is(check, text);

    check.step("read letters of two bytes, of which a read takes one");
    let read = read_from(check, |peer| peer.send(at(1), "xy été été été").close(at(1)));
    read.is(check, "xy été été été");

    check.step("read from a server that finishes without a word");
    read_from(check, |peer| peer.close(at(1))).is(check, "");

    check.step("read from a server that breaks the connection after ten bytes");
    let read = read_from(check, |peer| peer.send(at(1), "0123456789").reset(at(2)));
    let failed = matches!(read.promise.result(), Err(PromiseError::Failed(_)));
    check.that(
        failed,
        format!(
            "the connection broke, and the promise says {:?}: what came before is not all, so \
             the promise fails",
            read.promise.result()
        ),
    );

    check.step("cancel the promise before the server finishes");
    let read = read_while(
        check,
        |peer| peer.send(at(1), "0123456789").close(at(4)),
        |read| {
            read.promise.cancel();
        },
    );
    check.that(read.promise.is_cancelled(), "what was cancelled stays so");
}

/// What was read, and how.
struct Read {
    promise: Promise<String>,
}

impl Read {
    fn is(&self, check: &mut Check, expected: &str) {
        match self.promise.result() {
            Ok(text) => check.equal(text.as_str(), expected),
            Err(error) => check.fail(error.to_string()),
        }
    }
}

fn read_from(check: &mut Check, acts: impl FnOnce(Peer) -> Peer) -> Read {
    read_while(check, acts, |_| {})
}

/// Reads from a server that acts so, and does something after three tenths of a second.
fn read_while(
    check: &mut Check,
    acts: impl FnOnce(Peer) -> Peer,
    meanwhile: impl FnOnce(&Read),
) -> Read {
    let event_loop = EventLoop::scripted(Script::new().server("server:80", acts));
    let troubles = Rc::new(RefCell::new(Vec::new()));
    let seen = Rc::clone(&troubles);
    event_loop.on_trouble(move |_, trouble| seen.borrow_mut().push(trouble.to_string()));
    let socket = Socket::connect(&event_loop, "server:80").expect("a script connects");
    let read = Read { promise: read_to_end(&event_loop, socket.clone()) };
    turn_until(&event_loop, at(3));
    meanwhile(&read);
    turn_until(&event_loop, at(6));
    if let Some(trouble) = troubles.take().first() {
        check.reported(trouble);
    }
    check.that(
        read.promise.is_done(),
        "the other side has finished or is gone, and the promise is not settled. A read gives \
         zero bytes at the end, and it does so in each turn",
    );
    check.that(
        !event_loop.remove_reader(&socket),
        "the promise is settled, and the socket is still watched: the loop calls the reader in \
         each turn, for nothing. Whoever sees the end removes the reader",
    );
    read
}

/// Several turns at each tenth of a second, and none of them waits: a reader that is called again
/// and again does not keep the check.
fn turn_until(event_loop: &EventLoop, end: Duration) {
    while event_loop.time() < end {
        for _ in 0..10 {
            event_loop.stop();
            event_loop.run_forever().expect("a loop that is to stop turns once");
        }
        event_loop.clock().sleep(at(1));
    }
}

/// So many tenths of a second.
fn at(tenths: u64) -> Duration {
    Duration::from_millis(100 * tenths)
}
