//! What goes wrong outside.

use std::io;
use std::time::Duration;

use callback_loop::{Clock, EventLoop, Protocol, Script, Transport};

use crate::Log;

const MS: Duration = Duration::from_millis(1);

/// Notes how its connection ends, and stops the loop.
struct Ends(Log);

impl Protocol for Ends {
    fn data(&mut self, _transport: &Transport, _bytes: &[u8]) {}

    fn lost(&mut self, event_loop: &EventLoop, error: Option<io::Error>) {
        self.0.note(format!("lost, with an error: {}", error.is_some()));
        event_loop.stop();
    }
}

fn both(script: &Script, test: impl Fn(&EventLoop)) {
    for clock in [Clock::virtual_time(), Clock::real()] {
        test(&EventLoop::playing_by(clock, script.clone()).unwrap());
    }
}

fn connected(event_loop: &EventLoop, address: &str, log: &Log) -> Transport {
    let connection = event_loop.create_connection(address, Ends(log.clone()));
    event_loop.run_until_complete(&connection).unwrap()
}

/// Writes a little in each turn, whatever becomes of it.
fn write_on(event_loop: &EventLoop, transport: Transport) {
    transport.write(&[0; 1024]);
    event_loop.call_later(MS, move |event_loop| write_on(event_loop, transport));
}

#[test]
fn writing_to_who_has_gone_is_told_once() {
    let script = Script::new().server("rude:80", |peer| peer.reset(MS * 20));
    both(&script, |event_loop| {
        let log = Log::default();
        let transport = connected(event_loop, "rude:80", &log);
        write_on(event_loop, transport);
        event_loop.run_forever().unwrap();
        event_loop.call_later(MS * 10, EventLoop::stop);
        event_loop.run_forever().unwrap();
        log.is("lost, with an error: true");
    });
}

/// `close` would wait for it, for ever.
#[test]
fn who_never_reads_can_be_left() {
    let script = Script::new().server("deaf:80", |peer| peer.read(MS * 3_600_000, 0));
    both(&script, |event_loop| {
        let log = Log::default();
        let transport = connected(event_loop, "deaf:80", &log);
        while transport.buffered() == 0 {
            transport.write(&vec![0; 64 * 1024]);
        }
        transport.close();
        event_loop.call_later(MS * 20, {
            let log = log.clone();
            move |_| {
                log.note(format!("closing: {};", transport.is_closing()));
                transport.abort();
            }
        });
        event_loop.run_forever().unwrap();
        log.is("closing: true; lost, with an error: false");
    });
}

/// In a child process: the limit is for the whole of one.
#[cfg(unix)]
mod limit {
    use std::fs::File;
    use std::net::TcpStream;
    use std::time::Duration;

    use callback_loop::{Clock, EventLoop, Protocol, Socket, Transport, Trouble};
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    use super::Ends;
    use crate::{Log, child, event_loop, role};

    /// Runs the test again where no more than `FEW` descriptors may be open.
    fn where_descriptors_are_few(test: &str) -> bool {
        if role().is_some() {
            let limit = Rlimit { current: Some(FEW), ..getrlimit(Resource::Nofile) };
            setrlimit(Resource::Nofile, limit).unwrap();
            return true;
        }
        let ended = child(&format!("trouble::limit::{test}"), "few").wait_with_output();
        let told = String::from_utf8_lossy(&ended.unwrap().stdout).into_owned();
        assert!(told.contains("test result: ok. 1 passed"), "{told}");
        false
    }

    const FEW: u64 = 64;

    fn take_all() -> Vec<File> {
        std::iter::from_fn(|| File::open("/dev/null").ok()).collect()
    }

    struct Guest(Log);

    impl Protocol for Guest {
        fn made(&mut self, transport: &Transport) {
            self.0.note("and then it is let in");
            transport.abort();
        }

        fn data(&mut self, _transport: &Transport, _bytes: &[u8]) {}

        fn lost(&mut self, event_loop: &EventLoop, _error: Option<std::io::Error>) {
            event_loop.stop();
        }
    }

    #[test]
    fn a_server_that_has_no_descriptor_for_a_guest_tries_again_later() {
        if !where_descriptors_are_few(
            "a_server_that_has_no_descriptor_for_a_guest_tries_again_later",
        ) {
            return;
        }
        let (event_loop, log) = (event_loop(), Log::default());
        let guests = log.clone();
        let server = event_loop
            .create_server("127.0.0.1:0", move || Box::new(Guest(guests.clone())))
            .unwrap();
        let _waits = TcpStream::connect(server.address().unwrap()).unwrap();
        let taken = std::cell::RefCell::new(take_all());
        let told = log.clone();
        event_loop.on_trouble(move |_, trouble| {
            let Trouble::Accept { error, again_after } = trouble else {
                panic!("{trouble}")
            };
            told.note(format!("{:?}, again after {again_after:?};", error.raw_os_error()));
            taken.take();
        });
        event_loop.run_forever().unwrap();
        log.is("Some(24), again after 1s; and then it is let in");
        assert_eq!(event_loop.time(), Duration::from_secs(1));
        assert!(event_loop.turns() < 10, "it does not ask again and again");
    }

    #[test]
    fn without_descriptors_nothing_new_is_made_and_what_is_there_goes_on() {
        if !where_descriptors_are_few(
            "without_descriptors_nothing_new_is_made_and_what_is_there_goes_on",
        ) {
            return;
        }
        let event_loop = event_loop();
        let taken = take_all();
        assert_eq!(EventLoop::new(Clock::real()).unwrap_err().raw_os_error(), Some(24));
        assert_eq!(Socket::pair(&event_loop).unwrap_err().raw_os_error(), Some(24));
        let connection = event_loop.create_connection("127.0.0.1:1", Ends(Log::default()));
        let error = event_loop.run_until_complete(&connection).unwrap_err();
        assert!(error.to_string().contains("os error 24"), "{error}");
        drop(taken);
        let connection = event_loop.create_connection("127.0.0.1:1", Ends(Log::default()));
        let error = event_loop.run_until_complete(&connection).unwrap_err();
        assert!(!error.to_string().contains("os error 24"), "{error}");
        Socket::pair(&event_loop).expect("there is room again");
    }
}
