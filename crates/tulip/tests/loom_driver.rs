//! Every order in which threads can meet at the loop's parking place and at a socket's readiness.
//!
//! ```text
//! RUSTFLAGS="--cfg loom" cargo test --release -p tulip-rt --test loom_driver
//! ```
#![cfg(loom)]
#![allow(dead_code, reason = "the models use a part of each file")]

/// What the files under test take from the crate.
mod loom {
    pub(crate) use ::loom::sync::{Mutex, atomic};

    pub(crate) mod thread {
        pub(crate) use ::loom::thread::{Thread, current, park};

        /// There is no time in a model: whoever parks is unparked.
        pub(crate) fn park_timeout(_: std::time::Duration) {
            park();
        }
    }
}

#[path = "../src/driver/park.rs"]
mod park;
#[path = "../src/driver/source.rs"]
mod source;

/// The table of sockets, of which a model needs nothing.
mod reactor {
    pub(crate) struct Sources;
}

/// What a source says of itself.
mod inspect {
    pub(crate) type Place = &'static std::panic::Location<'static>;

    pub(crate) enum Wait {
        Read,
        Write,
        Connect,
    }
}

use std::future::poll_fn;
use std::panic::Location;
use std::sync::Arc;
use std::task::Poll;

use ::loom::future::block_on;
use ::loom::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use ::loom::{model, thread};

use park::Parker;
use source::{Direction, READABLE, Source};

#[test]
fn what_was_done_before_an_unpark_is_seen_by_who_parks() {
    model(|| {
        let (parker, done) = (Arc::new(Parker::new()), Arc::new(AtomicUsize::new(0)));
        let threads: Vec<_> = (0..2)
            .map(|_| {
                let (parker, done) = (Arc::clone(&parker), Arc::clone(&done));
                thread::spawn(move || {
                    done.fetch_add(1, Relaxed);
                    parker.unpark();
                })
            })
            .collect();
        while done.load(Relaxed) < 2 {
            parker.sleep(None);
        }
        for thread in threads {
            thread.join().unwrap();
        }
    });
}

/// The bytes that a socket holds, and what is known of them.
struct Socket {
    bytes: AtomicUsize,
    source: Source,
}

impl Socket {
    fn new() -> Arc<Self> {
        let source = Source::new(0, Arc::new(reactor::Sources), Location::caller());
        // Somebody has tried already, and found nothing.
        let seen = source.ready(Direction::Read).expect("a new socket may be ready");
        source.take_back(seen, Direction::Read.ready());
        Arc::new(Self { bytes: AtomicUsize::new(0), source })
    }

    /// What the system and then the reactor do when a byte comes.
    fn receive(&self) {
        self.bytes.fetch_add(1, Relaxed);
        let mut woken = Vec::new();
        self.source.set(READABLE, &mut woken);
        for waker in woken {
            waker.wake();
        }
    }

    /// Reads one byte, as an operation does.
    fn read(&self) {
        let mut waiter = None;
        block_on(poll_fn(|cx| {
            loop {
                let Poll::Ready(seen) =
                    self.source.poll_ready(Direction::Read, &mut waiter, cx)
                else {
                    return Poll::Pending;
                };
                let taken = |bytes: usize| bytes.checked_sub(1);
                if self.bytes.fetch_update(Relaxed, Relaxed, taken).is_ok() {
                    return Poll::Ready(());
                }
                self.source.take_back(seen, Direction::Read.ready());
            }
        }));
    }
}

#[test]
fn a_byte_that_comes_while_a_reader_looks_is_read() {
    model(|| {
        let socket = Socket::new();
        let reactor = Arc::clone(&socket);
        let thread = thread::spawn(move || reactor.receive());
        socket.read();
        thread.join().unwrap();
    });
}

#[test]
fn a_byte_that_comes_while_another_is_read_is_read() {
    model(|| {
        let socket = Socket::new();
        let reactor = Arc::clone(&socket);
        let thread = thread::spawn(move || {
            reactor.receive();
            reactor.receive();
        });
        socket.read();
        socket.read();
        thread.join().unwrap();
    });
}

#[test]
fn two_readers_read_two_bytes() {
    let mut model = ::loom::model::Builder::new();
    model.preemption_bound = Some(3);
    model.check(|| {
        let socket = Socket::new();
        let (reactor, other) = (Arc::clone(&socket), Arc::clone(&socket));
        let receives = thread::spawn(move || {
            reactor.receive();
            reactor.receive();
        });
        let reads = thread::spawn(move || other.read());
        socket.read();
        receives.join().unwrap();
        reads.join().unwrap();
    });
}

#[test]
fn who_leaves_takes_nobodys_wake() {
    model(|| {
        let socket = Socket::new();
        let reactor = Arc::clone(&socket);
        let thread = thread::spawn(move || reactor.receive());
        let mut leaver = None;
        let waker = std::task::Waker::noop();
        let cx = std::task::Context::from_waker(waker);
        let _ = socket.source.poll_ready(Direction::Read, &mut leaver, &cx);
        if let Some(leaver) = leaver {
            socket.source.leave(leaver);
        }
        socket.read();
        thread.join().unwrap();
    });
}
