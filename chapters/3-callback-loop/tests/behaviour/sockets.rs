use std::io::ErrorKind;
use std::time::Duration;

use callback_loop::{EventLoop, Listener, Script, Socket};

use crate::{Log, event_loop, on_both};

/// Stops a loop that would go on for ever, as one that hangs.
fn limited(event_loop: &EventLoop) {
    event_loop.call_later(Duration::from_millis(50), EventLoop::stop);
    event_loop.run_forever().unwrap();
}

/// R16: level-triggered, although the system tells of each change once.
#[test]
fn who_leaves_something_is_called_again() {
    on_both(|event_loop| {
        let log = Log::default();
        let (ours, theirs) = Socket::pair(event_loop).unwrap();
        theirs.write(b"abc").unwrap();
        let noted = log.clone();
        let socket = ours.clone();
        event_loop.add_reader(&ours, move |event_loop| {
            let mut byte = [0];
            assert_eq!(socket.read(&mut byte).unwrap(), 1);
            noted.note(char::from(byte[0]));
            if byte == *b"c" {
                event_loop.stop();
            }
        });
        event_loop.run_forever().unwrap();
        log.is("a b c");
    });
}

/// R16.
#[test]
fn a_second_reader_replaces_the_first() {
    on_both(|event_loop| {
        let log = Log::default();
        let (ours, theirs) = Socket::pair(event_loop).unwrap();
        event_loop.add_reader(&ours, |_| panic!("it was replaced"));
        let noted = log.clone();
        event_loop.add_reader(&ours, move |event_loop| {
            noted.note("second");
            event_loop.stop();
        });
        theirs.write(b"x").unwrap();
        event_loop.run_forever().unwrap();
        log.is("second");
        assert!(event_loop.remove_reader(&ours));
        assert!(!event_loop.remove_reader(&ours));
    });
}

#[test]
fn a_reader_that_was_removed_in_this_turn_is_not_called() {
    on_both(|event_loop| {
        let (a, b) = Socket::pair(event_loop).unwrap();
        for (this, other) in [(&a, &b), (&b, &a)] {
            let (socket, other) = (this.clone(), other.clone());
            event_loop.add_reader(this, move |event_loop| {
                assert!(event_loop.remove_reader(&other), "only one of the two is called");
                event_loop.remove_reader(&socket);
            });
        }
        a.write(b"x").unwrap();
        b.write(b"x").unwrap();
        limited(event_loop);
    });
}

#[test]
fn the_end_is_told_again_and_again_to_who_does_not_listen() {
    on_both(|event_loop| {
        let log = Log::default();
        let (ours, theirs) = Socket::pair(event_loop).unwrap();
        theirs.write(b"x").unwrap();
        drop(theirs);
        let (noted, socket) = (log.clone(), ours.clone());
        event_loop.add_reader(&ours, move |event_loop| {
            noted.note(socket.read(&mut [0; 16]).unwrap());
            if event_loop.turns() > 4 {
                event_loop.stop();
            }
        });
        event_loop.run_forever().unwrap();
        assert!(log.0.borrow().len() > 2);
        assert!(log.0.borrow().join(" ").starts_with("1 0 0"));
    });
}

#[test]
fn writing_into_a_full_connection_would_block_until_the_other_side_reads() {
    on_both(|event_loop| {
        let (ours, theirs) = Socket::pair(event_loop).unwrap();
        let chunk = [0; 16 * 1024];
        let mut written = 0;
        let error = loop {
            match ours.write(&chunk) {
                Ok(count) => written += count,
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
        event_loop.add_writer(&ours, EventLoop::stop);
        event_loop.call_soon(move |_| {
            let mut read = 0;
            let mut buffer = vec![0; 64 * 1024];
            while read < written {
                read += theirs.read(&mut buffer).unwrap();
            }
        });
        event_loop.run_forever().unwrap();
    });
}

#[test]
fn a_listener_lets_clients_in() {
    on_both(|event_loop| {
        let name = if event_loop.clock().is_virtual() && is_scripted(event_loop) {
            "echo:7"
        } else {
            "127.0.0.1:0"
        };
        let log = Log::default();
        let listener = Listener::bind(event_loop, name).unwrap();
        let address = listener.address().unwrap();
        assert_eq!(
            Listener::bind(event_loop, &address).unwrap_err().kind(),
            ErrorKind::AddrInUse
        );
        let client = Socket::connect(event_loop, &address).unwrap();
        let sending = client.clone();
        event_loop.add_writer(&client, move |event_loop| {
            sending.check_connected().unwrap();
            sending.write(b"hello").unwrap();
            event_loop.remove_writer(&sending);
        });
        let (noted, door) = (log.clone(), listener.clone());
        event_loop.add_reader(&listener, move |event_loop| {
            let guest = door.accept(event_loop).unwrap();
            let error = door.accept(event_loop).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::WouldBlock);
            let (noted, socket) = (noted.clone(), guest.clone());
            event_loop.add_reader(&guest, move |event_loop| {
                let mut buffer = [0; 16];
                let count = socket.read(&mut buffer).unwrap();
                noted.note(String::from_utf8_lossy(&buffer[..count]));
                event_loop.stop();
            });
        });
        event_loop.run_forever().unwrap();
        log.is("hello");
    });
}

fn is_scripted(event_loop: &EventLoop) -> bool {
    Listener::bind(event_loop, "a-name:1").is_ok()
}

#[test]
fn nobody_at_the_address_is_refused() {
    // A port that was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let scripted = EventLoop::scripted(Script::new());
    for (event_loop, address) in
        [(event_loop(), free.to_string()), (scripted, "x:1".into())]
    {
        let socket = Socket::connect(&event_loop, &address).unwrap();
        let (watched, log) = (socket.clone(), Log::default());
        let noted = log.clone();
        event_loop.add_writer(&socket, move |event_loop| {
            noted.note(format!("{:?}", watched.check_connected().unwrap_err().kind()));
            event_loop.stop();
        });
        event_loop.run_forever().unwrap();
        log.is("ConnectionRefused");
    }
}

#[test]
fn what_is_no_address_is_said_to_be_none() {
    let error = Socket::connect(&event_loop(), "localhost").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(error.to_string(), "`localhost` is no address: write it as 127.0.0.1:80");
}

#[test]
fn a_socket_that_is_watched_stays_open() {
    on_both(|event_loop| {
        let log = Log::default();
        let (ours, theirs) = Socket::pair(event_loop).unwrap();
        let noted = log.clone();
        event_loop.add_reader(&ours, move |event_loop| {
            noted.note("told");
            event_loop.stop();
        });
        drop(ours);
        theirs.write(b"x").unwrap();
        event_loop.run_forever().unwrap();
        log.is("told");
    });
}

#[cfg(unix)]
#[test]
fn a_regular_file_cannot_be_waited_for() {
    let file = std::fs::File::open(env!("CARGO_MANIFEST_PATH")).unwrap();
    let error = Socket::from_descriptor(&event_loop(), file).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(
        error.to_string(),
        "a descriptor that is always ready, as a regular file's, cannot be waited for: read it in \
         `run_in_executor`"
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_can_be_waited_for() {
    use std::io::Write;
    let (event_loop, log) = (event_loop(), Log::default());
    let (ours, mut theirs) = std::io::pipe().unwrap();
    let pipe = Socket::from_descriptor(&event_loop, ours).unwrap();
    let (noted, reading) = (log.clone(), pipe.clone());
    event_loop.add_reader(&pipe, move |event_loop| {
        noted.note(reading.read(&mut [0; 16]).unwrap());
        event_loop.stop();
    });
    theirs.write_all(b"abc").unwrap();
    event_loop.run_forever().unwrap();
    log.is("3");
}
