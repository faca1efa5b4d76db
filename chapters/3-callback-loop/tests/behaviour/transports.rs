use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::time::Duration;

use callback_loop::{EventLoop, Protocol, RunError, Script, Transport};

use crate::{Log, event_loop};

const MS: Duration = Duration::from_millis(1);

/// Notes what it is told, under its name.
struct Noting {
    name: &'static str,
    log: Log,
    /// What it does at a call.
    acts: fn(&Transport, &str),
    stops: bool,
}

impl Noting {
    fn new(name: &'static str, log: &Log) -> Self {
        Self { name, log: log.clone(), acts: |_, _| (), stops: false }
    }

    fn tell(&self, transport: &Transport, what: &str) {
        self.log.note(format!("{}:{what}", self.name));
        (self.acts)(transport, what);
    }
}

impl Protocol for Noting {
    fn made(&mut self, transport: &Transport) {
        self.tell(transport, "made");
    }

    fn data(&mut self, transport: &Transport, bytes: &[u8]) {
        self.tell(transport, &String::from_utf8_lossy(bytes));
    }

    fn eof(&mut self, transport: &Transport) -> bool {
        self.tell(transport, "eof");
        false
    }

    fn pause_writing(&mut self, transport: &Transport) {
        self.tell(transport, "pause");
    }

    fn resume_writing(&mut self, transport: &Transport) {
        self.tell(transport, "resume");
    }

    fn lost(&mut self, event_loop: &EventLoop, error: Option<io::Error>) {
        let why =
            error.map_or("lost".to_owned(), |error| format!("lost:{:?}", error.kind()));
        self.log.note(format!("{}:{why}", self.name));
        if self.stops {
            event_loop.stop();
        }
    }
}

fn both(test: impl Fn(&EventLoop, &str)) {
    test(&event_loop(), "127.0.0.1:0");
    test(&EventLoop::scripted(Script::new()), "echo:7");
}

/// R66; order as asyncio's.
#[test]
fn made_data_eof_lost() {
    both(|event_loop, address| {
        let log = Log::default();
        let serving = log.clone();
        let server = event_loop
            .create_server(address, move || {
                let acts: fn(&Transport, &str) = |transport, what| {
                    if what == "hello" {
                        transport.write(b"HELLO");
                    }
                };
                Box::new(Noting { acts, ..Noting::new("srv", &serving) })
            })
            .unwrap();
        let acts: fn(&Transport, &str) = |transport, what| {
            if what == "made" {
                transport.write(b"hello");
                transport.write_eof();
            }
        };
        let client = Noting { acts, stops: true, ..Noting::new("cli", &log) };
        let address = server.address().unwrap();
        drop(event_loop.create_connection(&address, client));
        event_loop.run_forever().unwrap();
        let heard = log.0.borrow().clone();
        let of = |name: &str| {
            let its = heard.iter().filter(|line| line.starts_with(name));
            its.map(|line| line[4..].to_owned()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(of("srv"), "made hello eof lost", "{heard:?}");
        assert_eq!(of("cli"), "made HELLO eof lost", "{heard:?}");
    });
}

#[test]
fn the_promise_of_a_connection_comes_after_made() {
    let log = Log::default();
    let event_loop = EventLoop::scripted(Script::new().server("x:1", |peer| peer));
    let connection = event_loop.create_connection("x:1", Noting::new("cli", &log));
    let transport = event_loop.run_until_complete(&connection).unwrap();
    log.is("cli:made");
    transport.abort();
    assert!(transport.is_closing());
    log.is("cli:made");
    event_loop.stop();
    event_loop.run_forever().unwrap();
    log.is("cli:made cli:lost");
}

#[test]
fn nobody_there_is_the_promises_error() {
    let log = Log::default();
    let event_loop = EventLoop::scripted(Script::new());
    let connection = event_loop.create_connection("x:1", Noting::new("cli", &log));
    let error = event_loop.run_until_complete(&connection).unwrap_err();
    assert!(matches!(error, RunError::Promise(_)), "{error}");
    log.is("");
}

/// R66.
#[test]
fn closing_writes_what_is_left_first() {
    let log = Log::default();
    let script = Script::new()
        .server("slow:9", |peer| peer.read(MS * 10, 100_000).read(MS * 20, 100_000));
    let event_loop = EventLoop::scripted(script);
    let acts: fn(&Transport, &str) = |transport, what| {
        if what == "made" {
            transport.set_write_buffer_limits(1 << 20, 0);
            transport.write(&vec![0; 100_000]);
            transport.close();
            transport.write(b"too late");
        }
    };
    let client = Noting { acts, stops: true, ..Noting::new("cli", &log) };
    drop(event_loop.create_connection("slow:9", client));
    event_loop.run_forever().unwrap();
    log.is("cli:made cli:lost");
    assert_eq!(event_loop.time(), MS * 10, "as soon as the rest found room");
}

/// R60.
#[test]
fn too_much_pauses_and_room_resumes() {
    let log = Log::default();
    let script = Script::new()
        .server("slow:9", |peer| peer.read(MS * 10, 60_000).read(MS * 20, 60_000));
    let event_loop = EventLoop::scripted(script);
    let acts: fn(&Transport, &str) = |transport, what| {
        if what == "made" {
            transport.write(&vec![0; 64 * 1024]); // fills the connection
            transport.write(&vec![0; 64 * 1024]); // the high mark itself is not too much
            transport.write(&[0; 1]);
        }
        if what == "resume" {
            transport.close();
        }
    };
    let client = Noting { acts, stops: true, ..Noting::new("cli", &log) };
    drop(event_loop.create_connection("slow:9", client));
    event_loop.run_forever().unwrap();
    log.is("cli:made cli:pause cli:resume cli:lost");
    assert_eq!(event_loop.time(), MS * 20);
}

#[test]
fn a_reset_is_told_with_its_error() {
    let log = Log::default();
    let script = Script::new().server("rude:80", |peer| peer.send(MS, "hi").reset(MS * 2));
    let event_loop = EventLoop::scripted(script);
    let client = Noting { stops: true, ..Noting::new("cli", &log) };
    drop(event_loop.create_connection("rude:80", client));
    event_loop.run_forever().unwrap();
    log.is("cli:made cli:hi cli:lost:ConnectionReset");
}

#[test]
fn who_does_not_read_is_not_told() {
    let log = Log::default();
    let script = Script::new().server("x:1", |peer| peer.send(MS, "a").send(MS * 20, "b"));
    let event_loop = EventLoop::scripted(script);
    let acts: fn(&Transport, &str) = |transport, what| {
        if what == "made" {
            transport.pause_reading();
        }
    };
    let client = Noting { acts, ..Noting::new("cli", &log) };
    let connection = event_loop.create_connection("x:1", client);
    let transport = event_loop.run_until_complete(&connection).unwrap();
    let noted = log.clone();
    event_loop.call_later(MS * 10, move |_| {
        noted.note("resumed");
        transport.resume_reading();
    });
    event_loop.call_later(MS * 30, EventLoop::stop);
    event_loop.run_forever().unwrap();
    log.is("cli:made resumed cli:a cli:b");
}

/// Whatever happens, it is told exactly once that the connection is lost.
#[test]
fn lost_is_told_once() {
    let log = Log::default();
    let script = Script::new().server("x:1", |peer| peer.reset(MS));
    let event_loop = EventLoop::scripted(script);
    let connection = event_loop.create_connection("x:1", Noting::new("cli", &log));
    let transport = event_loop.run_until_complete(&connection).unwrap();
    transport.close();
    transport.abort();
    transport.close();
    event_loop.call_later(MS * 5, EventLoop::stop);
    event_loop.run_forever().unwrap();
    log.is("cli:made cli:lost");
}

#[test]
fn a_protocol_that_panics_loses_its_connection_alone() {
    let log = Log::default();
    let script = Script::new()
        .server("a:1", |peer| peer.send(MS, "boom"))
        .server("b:1", |peer| peer.send(MS * 2, "fine").close(MS * 2));
    let event_loop = EventLoop::scripted(script);
    let troubles = Rc::new(RefCell::new(0));
    let counted = Rc::clone(&troubles);
    event_loop.on_trouble(move |_, _| *counted.borrow_mut() += 1);
    let acts: fn(&Transport, &str) = |_, what| assert_ne!(what, "boom");
    let clumsy = Noting { acts, ..Noting::new("a", &log) };
    drop(event_loop.create_connection("a:1", clumsy));
    let fine = Noting { stops: true, ..Noting::new("b", &log) };
    drop(event_loop.create_connection("b:1", fine));
    event_loop.run_forever().unwrap();
    log.is("a:made b:made a:boom a:lost:Other b:fine b:eof b:lost");
    assert_eq!(*troubles.borrow(), 1);
}

#[test]
fn a_server_that_was_dropped_lets_nobody_in_and_keeps_its_guests() {
    let log = Log::default();
    let event_loop = EventLoop::scripted(Script::new());
    let serving = log.clone();
    let server = event_loop
        .create_server("echo:7", move || Box::new(Noting::new("srv", &serving)))
        .unwrap();
    let connection = event_loop.create_connection("echo:7", Noting::new("cli", &log));
    let transport = event_loop.run_until_complete(&connection).unwrap();
    event_loop.call_later(MS, EventLoop::stop);
    event_loop.run_forever().unwrap();
    drop(server);
    transport.write(b"still there");
    event_loop.call_later(MS, EventLoop::stop);
    event_loop.run_forever().unwrap();
    log.is("srv:made cli:made srv:still there");
    let late = event_loop.create_connection("echo:7", Noting::new("late", &log));
    assert!(event_loop.run_until_complete(&late).is_err());
}
