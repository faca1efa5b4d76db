//! A script in both worlds: in memory, and on real sockets in real time.

use std::cell::Cell;
use std::io::{self, ErrorKind};
use std::rc::Rc;
use std::time::Duration;

use callback_loop::{Clock, EventLoop, Listener, Script, Socket};

use crate::Log;

const MS: Duration = Duration::from_millis(1);

fn in_both_worlds(script: &Script, test: impl Fn(&EventLoop)) {
    for clock in [Clock::virtual_time(), Clock::real()] {
        test(&EventLoop::playing_by(clock, script.clone()).unwrap());
    }
}

/// Reads to the end, or to an error, and says what it was.
fn read_all(event_loop: &EventLoop, address: &str) -> String {
    let log = Log::default();
    let socket = Socket::connect(event_loop, address).unwrap();
    let (noted, reading) = (log.clone(), socket.clone());
    event_loop.add_reader(&socket, move |event_loop| {
        let mut buffer = [0; 1024];
        match reading.read(&mut buffer) {
            Ok(0) => noted.note("end"),
            Ok(count) => return noted.note(String::from_utf8_lossy(&buffer[..count])),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return,
            Err(error) => noted.note(format!("{:?}", error.kind())),
        }
        event_loop.remove_reader(&reading);
        event_loop.stop();
    });
    event_loop.run_forever().unwrap();
    log.0.take().concat()
}

#[test]
fn a_server_sends_and_closes() {
    let script = Script::new().server("two:80", |peer| {
        peer.send(MS, "one ").send(MS * 20, "two ").close(MS * 20)
    });
    in_both_worlds(&script, |event_loop| {
        assert_eq!(read_all(event_loop, "two:80"), "one two end");
        assert_eq!(read_all(event_loop, "two:80"), "one two end", "for everyone the same");
    });
}

#[test]
fn a_server_resets() {
    let script = Script::new().server("rude:80", |peer| peer.reset(MS * 5));
    in_both_worlds(&script, |event_loop| {
        assert_eq!(read_all(event_loop, "rude:80"), "ConnectionReset");
    });
}

#[test]
fn who_reads_nothing_at_first_reads_on_when_it_says() {
    let script = Script::new().server("sleepy:9", |peer| peer.read_from(MS * 50));
    in_both_worlds(&script, |event_loop| {
        let socket = Socket::connect(event_loop, "sleepy:9").unwrap();
        let (was_full, writing) = (Rc::new(Cell::new(false)), socket.clone());
        event_loop.add_writer(&socket, move |event_loop| {
            // The second time there is room again, and somebody has made it.
            if was_full.replace(true) {
                event_loop.stop();
                return;
            }
            let error = loop {
                match writing.write(&[0; 16 * 1024]) {
                    Ok(_) => {}
                    Err(error) => break error,
                }
            };
            assert_eq!(error.kind(), ErrorKind::WouldBlock);
        });
        event_loop.run_forever().unwrap();
        assert!(event_loop.time() >= MS * 50);
    });
}

#[test]
fn a_name_that_nobody_has_is_refused() {
    in_both_worlds(&Script::new(), |event_loop| {
        let refused = |result: io::Result<Socket>| match result {
            Err(error) => Err(error),
            Ok(socket) => {
                event_loop.add_writer(&socket, EventLoop::stop);
                event_loop.run_forever().unwrap();
                socket.check_connected()
            }
        };
        let error = refused(Socket::connect(event_loop, "nobody:80")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    });
}

#[test]
fn a_name_is_taken_until_its_listener_is_gone() {
    in_both_worlds(&Script::new(), |event_loop| {
        let listener = Listener::bind(event_loop, "ours:1").unwrap();
        let error = Listener::bind(event_loop, "ours:1").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::AddrInUse);
        drop(listener);
        Listener::bind(event_loop, "ours:1").unwrap();
    });
}

#[test]
fn dropping_the_loop_ends_its_servers() {
    let script = Script::new().server("mute:80", |peer| peer);
    let event_loop = EventLoop::playing_by(Clock::real(), script).unwrap();
    let socket = Socket::connect(&event_loop, "mute:80").unwrap();
    // It comes back only when their thread has ended.
    drop(event_loop);
    drop(socket);
}
