use std::io::ErrorKind;
use std::time::Duration;

use callback_loop::{EventLoop, RunError, Script, Socket};

use crate::Log;

const MS: Duration = Duration::from_millis(1);

#[test]
fn what_is_scripted_happens_when_it_is_said() {
    let log = Log::default();
    let script = Script::new().server("fast:80", |peer| {
        peer.send(MS * 12, "hello").send(MS * 20, "!").close(MS * 20)
    });
    let event_loop = EventLoop::scripted(script);
    event_loop.clock().sleep(MS * 100);
    let socket = Socket::connect(&event_loop, "fast:80").unwrap();
    socket.check_connected().unwrap();
    let (noted, reading) = (log.clone(), socket.clone());
    event_loop.add_reader(&socket, move |event_loop| {
        let mut buffer = [0; 64];
        let count = reading.read(&mut buffer).unwrap();
        let text = String::from_utf8_lossy(&buffer[..count]);
        noted.note(format!("{}:{text}", event_loop.time().as_millis()));
        if count == 0 {
            event_loop.stop();
        }
    });
    event_loop.run_forever().unwrap();
    log.is("112:hello 120:! 120:");
}

#[test]
fn a_peer_that_reads_by_its_script_makes_room_when_it_says() {
    let script = Script::new().server("slow:9", |peer| peer.read(MS * 50, 1000));
    let event_loop = EventLoop::scripted(script);
    let socket = Socket::connect(&event_loop, "slow:9").unwrap();
    while socket.write(&vec![0; 10_000]).is_ok() {}
    event_loop.add_writer(&socket, EventLoop::stop);
    event_loop.run_forever().unwrap();
    assert_eq!(event_loop.time(), MS * 50);
    assert_eq!(socket.write(&vec![0; 10_000]).unwrap(), 1000);
}

#[test]
fn a_reset_loses_what_was_not_read() {
    let script =
        Script::new().server("rude:80", |peer| peer.send(MS, "lost").reset(MS * 2));
    let event_loop = EventLoop::scripted(script);
    let socket = Socket::connect(&event_loop, "rude:80").unwrap();
    event_loop.call_later(MS * 3, EventLoop::stop);
    event_loop.run_forever().unwrap();
    assert_eq!(socket.read(&mut [0; 4]).unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert_eq!(socket.write(b"x").unwrap_err().kind(), ErrorKind::ConnectionReset);
}

/// On the system this would wait for ever, because anybody may still write.
#[test]
fn a_script_that_is_over_brings_nothing_any_more() {
    let event_loop = EventLoop::scripted(Script::new().server("mute:1", |peer| peer));
    let socket = Socket::connect(&event_loop, "mute:1").unwrap();
    event_loop.add_reader(&socket, |_| panic!("nothing came"));
    assert!(matches!(event_loop.run_forever(), Err(RunError::Stuck(_))));
}
