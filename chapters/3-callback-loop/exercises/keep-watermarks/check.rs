//! Writes to a side that reads as much as the check says, and looks at what was told, what waits,
//! and what arrives.

use std::cell::RefCell;
use std::io::ErrorKind;
use std::rc::Rc;

use callback_loop::{EventLoop, Listener, Script, Socket};
use tulip_conformance::Check;

use crate::exercise::Told::{Pause, Resume};
use crate::exercise::{Outbox, Told};

pub fn check(check: &mut Check) {
    check.step("write ten bytes to a side with room for them");
    let mut table = Table::new();
    table.write(10);
    table.waits(check, 0);
    table.told(check, &[]);
    table.nobody_waits_for_room(check);
    table.arrives(check, 10);

    check.step("write until the way is full, and then 3000 bytes, and 1000 more");
    let mut table = Table::new();
    table.write(WAY);
    table.write(3000);
    table.write(1000);
    table.waits(check, 4000);
    table.told(check, &[]);

    check.step("write one byte more: now more than 4000 wait");
    table.write(1);
    table.told(check, &[Pause]);

    check.step("write on, though it was told to pause");
    table.write(999);
    table.waits(check, 5000);
    table.told(check, &[]);

    check.step("let the other side read until 1001 bytes wait");
    table.read(check, 3999);
    table.waits(check, 1001);
    table.told(check, &[]);

    check.step("let it read one byte more: now no more than 1000 wait");
    table.read(check, 1);
    table.waits(check, 1000);
    table.told(check, &[Resume]);

    check.step("let it read the rest");
    table.arrives(check, WAY + 5000);
    table.told(check, &[]);
    table.nobody_waits_for_room(check);

    check_small_writes(check);
    check_again(check);
    check_write_from_within(check);
}

/// Something waits, but never too much.
fn check_small_writes(check: &mut Check) {
    check.step("let 500 bytes wait, and the other side read them");
    let mut table = Table::new();
    table.write(WAY);
    table.write(500);
    table.waits(check, 500);
    table.read(check, 100);
    table.write(50);
    table.arrives(check, WAY + 550);
    table.told(check, &[]);
    table.nobody_waits_for_room(check);

    check.step(
        "let 500 bytes wait, the other side read 300, and write 200 before the loop turns",
    );
    let mut table = Table::new();
    table.write(WAY);
    table.write(500);
    table.read_without_a_turn(300);
    table.write(200);
    table.arrives(check, WAY + 700);
}

fn check_again(check: &mut Check) {
    check.step("fill it and empty it twice");
    let mut table = Table::new();
    for _ in 0..2 {
        table.write(WAY + 5000);
        table.told(check, &[Pause]);
        table.arrives(check, WAY + 5000);
        table.told(check, &[Resume]);
    }
}

/// Who is told to go on goes on at once.
fn check_write_from_within(check: &mut Check) {
    check.step("write 100,000 bytes more from within `tell`, when it says `Resume`");
    let mut table = Table::new();
    let more = Rc::new(RefCell::new(None::<Outbox>));
    let (outbox, sent) = (Rc::clone(&more), Rc::clone(&table.sent));
    table.open(move |event_loop, told| {
        if told == Resume {
            // Once: the outbox is told again when this has gone out.
            if let Some(outbox) = outbox.take() {
                write(&outbox, event_loop, &sent, 100_000);
            }
        }
    });
    more.replace(Some(table.outbox.clone()));
    table.write(WAY + 5000);
    table.arrives(check, WAY + 5000 + 100_000);
    table.told(check, &[Pause, Resume, Pause, Resume]);
    table.nobody_waits_for_room(check);
}

struct Table {
    event_loop: EventLoop,
    outbox: Outbox,
    socket: Socket,
    /// The other side.
    peer: Socket,
    told: Rc<RefCell<Vec<Told>>>,
    /// What was written, so that each byte is known.
    sent: Rc<RefCell<Vec<u8>>>,
    received: Vec<u8>,
    troubles: Rc<RefCell<Vec<String>>>,
}

impl Table {
    fn new() -> Self {
        let event_loop = EventLoop::scripted(Script::new());
        let troubles = Rc::<RefCell<Vec<String>>>::default();
        let seen = Rc::clone(&troubles);
        event_loop
            .on_trouble(move |_, trouble| seen.borrow_mut().push(trouble.to_string()));
        let (socket, peer) = connected(&event_loop);
        let told = Rc::<RefCell<Vec<Told>>>::default();
        let outbox = outbox(&socket, &told, |_, _| {});
        let (sent, received) = (Rc::default(), Vec::new());
        Self { event_loop, outbox, socket, peer, told, sent, received, troubles }
    }

    /// A new outbox, whose `tell` does something besides.
    fn open(&mut self, tell: impl Fn(&EventLoop, Told) + 'static) {
        self.outbox = outbox(&self.socket, &self.told, tell);
    }

    fn write(&self, count: usize) {
        write(&self.outbox, &self.event_loop, &self.sent, count);
    }

    /// The other side reads so much, and the loop turns a few times.
    fn read(&mut self, check: &mut Check, count: usize) {
        self.read_without_a_turn(count);
        for _ in 0..5 {
            self.event_loop.stop();
            self.event_loop.run_forever().expect("a loop that is to stop turns once");
        }
        if let Some(trouble) = self.troubles.take().first() {
            check.reported(trouble);
        }
        let sent = self.sent.borrow();
        let right = self.received.iter().zip(&*sent).take_while(|(got, sent)| got == sent);
        let right = right.count();
        check.that(
            right == self.received.len(),
            format!(
                "the byte that arrives after the first {right} is not the next one that was \
                 written: bytes arrive in the order of the writes, each once. `write` sends at \
                 once only while nothing waits, and `room` takes away what it has sent"
            ),
        );
    }

    fn read_without_a_turn(&mut self, count: usize) {
        let mut buffer = vec![0; count];
        match self.peer.read(&mut buffer) {
            Ok(count) => self.received.extend_from_slice(&buffer[..count]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => panic!("a script reads: {error}"),
        }
    }

    /// The other side reads all there is, and that is so much since the outbox was opened.
    fn arrives(&mut self, check: &mut Check, count: usize) {
        let before = self.sent.borrow().len().saturating_sub(count);
        for _ in 0..20 {
            self.read(check, WAY);
        }
        let (arrived, waiting) = (self.received.len() - before, self.outbox.buffered());
        check.that(
            arrived == count,
            format!(
                "{count} bytes were written, and {arrived} arrive; {waiting} wait. While anything \
                 waits, somebody waits for room: `write` begins that, and `room` ends it when \
                 nothing is left"
            ),
        );
        check.that(
            waiting == 0,
            format!(
                "all {count} bytes have arrived, and `buffered` gives {waiting}: `room` takes away \
                 what it has sent"
            ),
        );
    }

    /// So many bytes wait.
    fn waits(&self, check: &mut Check, expected: usize) {
        let waiting = self.outbox.buffered();
        let why = if waiting < expected {
            "some are lost. `send` says how many it has sent, and `write` keeps the rest, behind \
             what waits already"
        } else {
            "there was room for them. `write` sends at once what it can, and `room` sends on and \
             takes away what it has sent"
        };
        check.that(
            waiting == expected,
            format!("{waiting} bytes wait, and it should be {expected}: {why}"),
        );
    }

    /// What was told since the last look.
    fn told(&self, check: &mut Check, expected: &[Told]) {
        let (told, waiting) = (self.told.take(), self.outbox.buffered());
        let why = match (expected, &*told) {
            ([Pause], []) => {
                "that is more than `high`: `write` looks at the high mark when it has added what \
                 is left, and `is_paused` is lowered whenever `Resume` is told"
            }
            ([], [Pause, ..]) if waiting > HIGH => {
                "it has heard `Pause` before, and once is enough: `is_paused` remembers it"
            }
            ([], [Pause, ..]) => "only more than `high` is too much",
            ([Resume], []) => {
                "that is no more than `low`, and whoever writes waits for this word: `room` looks \
                 at the low mark when it has sent"
            }
            ([], [Resume, ..]) if waiting > LOW => {
                "only no more than `low` is little enough"
            }
            ([], [Resume, ..]) => {
                "nobody was told to pause, so nobody waits for this word: `is_paused` knows it"
            }
            _ => "each word once, `Pause` above the high mark and `Resume` at the low one",
        };
        check.that(
            told == expected,
            format!(
                "with {waiting} bytes waiting, `tell` should have heard {expected:?}, and it \
                 heard {told:?}: {why}"
            ),
        );
    }

    fn nobody_waits_for_room(&self, check: &mut Check) {
        check.that(
            !self.event_loop.remove_writer(&self.socket),
            "nothing waits, and the loop still calls `room` in each turn, for nothing: when \
             nothing is left, `room` calls `remove_writer`",
        );
    }
}

fn outbox(
    socket: &Socket,
    told: &Rc<RefCell<Vec<Told>>>,
    tell: impl Fn(&EventLoop, Told) + 'static,
) -> Outbox {
    let heard = Rc::clone(told);
    Outbox::new(socket.clone(), HIGH, LOW, move |event_loop, told| {
        heard.borrow_mut().push(told);
        tell(event_loop, told);
    })
}

/// Writes bytes that are known by their place.
fn write(outbox: &Outbox, event_loop: &EventLoop, sent: &RefCell<Vec<u8>>, count: usize) {
    let begin = sent.borrow().len();
    let bytes: Vec<_> = (begin..begin + count).map(|place| (place % 251) as u8).collect();
    sent.borrow_mut().extend_from_slice(&bytes);
    outbox.write(event_loop, &bytes);
}

fn connected(event_loop: &EventLoop) -> (Socket, Socket) {
    let listener = Listener::bind(event_loop, "other:80").expect("a script listens");
    let socket = Socket::connect(event_loop, "other:80").expect("a script connects");
    let peer = listener.accept(event_loop).expect("somebody has connected");
    (socket, peer)
}

const HIGH: usize = 4000;
const LOW: usize = 1000;

/// What a connection of a script holds on its way.
const WAY: usize = 64 * 1024;
