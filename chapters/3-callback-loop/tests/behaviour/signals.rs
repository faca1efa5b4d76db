//! In child processes: a signal is for a whole process, and tests share theirs.

use std::io::{BufRead, BufReader, ErrorKind};
use std::os::unix::process::ExitStatusExt;
use std::process::Child;
use std::time::Duration;

use callback_loop::{Clock, EventLoop, println};
use rustix::process::{Pid, Signal, kill_process};
use signal_hook::consts::{SIGINT, SIGKILL, SIGSEGV, SIGTERM, SIGUSR1};

use crate::{child, event_loop, role};

/// Waits for the line `ready`, sends the signal, and gives what came after it and how it ended.
fn signalled(
    mut child: Child,
    signals: &[Signal],
) -> (Vec<String>, std::process::ExitStatus) {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines.by_ref().find(|line| line.as_ref().unwrap().ends_with("ready")).unwrap().unwrap();
    let pid = Pid::from_child(&child);
    for signal in signals {
        kill_process(pid, *signal).unwrap();
    }
    let rest = lines.map(Result::unwrap).collect();
    (rest, child.wait().unwrap())
}

/// R17.
#[test]
fn a_signal_is_a_callback() {
    if role().is_some() {
        let event_loop = EventLoop::new(Clock::real()).unwrap();
        for (signal, name) in [(SIGUSR1, "usr1"), (SIGTERM, "term")] {
            event_loop
                .add_signal_handler(signal, move |event_loop| {
                    println!("got {name}");
                    if name == "term" {
                        event_loop.stop();
                    }
                })
                .unwrap();
        }
        event_loop.call_soon(|_| println!("ready"));
        return event_loop.run_forever().unwrap();
    }
    let (lines, status) = signalled(
        child("signals::a_signal_is_a_callback", "child"),
        &[Signal::USR1, Signal::TERM],
    );
    assert!(
        lines.contains(&"got usr1".to_owned()) && lines.contains(&"got term".to_owned())
    );
    assert!(status.success());
}

/// R17: what asyncio's close does.
#[test]
fn without_a_handler_the_signal_does_what_it_did_before() {
    if let Some(role) = role() {
        let event_loop = EventLoop::new(Clock::real()).unwrap();
        event_loop.add_signal_handler(SIGINT, |_| panic!("it is handled")).unwrap();
        match &*role {
            "removed" => assert!(event_loop.remove_signal_handler(SIGINT)),
            _ => drop(event_loop),
        }
        println!("ready");
        std::thread::sleep(Duration::from_secs(600));
        unreachable!("the signal ends the process");
    }
    for how in ["removed", "dropped"] {
        let child =
            child("signals::without_a_handler_the_signal_does_what_it_did_before", how);
        let (_, status) = signalled(child, &[Signal::INT]);
        assert_eq!(status.signal(), Some(SIGINT), "{how}: {status}");
    }
}

#[test]
fn what_cannot_be_caught_is_refused() {
    for (signal, why) in [
        (SIGKILL, "signal 9 cannot be caught: nobody is asked"),
        (
            SIGSEGV,
            "signal 11 is a fault of the program itself, which cannot go on to a callback",
        ),
        (1234, "there is no signal 1234: `signal_hook::consts` names them"),
        (-1, "there is no signal -1: `signal_hook::consts` names them"),
    ] {
        let error = event_loop().add_signal_handler(signal, |_| ()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert_eq!(error.to_string(), why);
    }
}

#[test]
fn who_never_asked_has_no_handler_to_remove() {
    assert!(!event_loop().remove_signal_handler(SIGTERM));
}
