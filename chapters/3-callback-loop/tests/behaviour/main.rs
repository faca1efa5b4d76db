//! What the loop promises, a file a noun.

mod gather;
mod handle;
mod playing;
mod pool;
mod promise;
mod recorded;
mod script;
#[cfg(unix)]
mod signals;
mod sockets;
mod strangers;
mod tasks;
mod timers;
mod transports;
mod trouble;
mod turn;
mod wait;

use std::cell::RefCell;
use std::fmt::Display;
use std::rc::Rc;

use callback_loop::{Clock, EventLoop, Script};

/// A loop in virtual time that waits on the system.
fn event_loop() -> EventLoop {
    EventLoop::new(Clock::virtual_time()).unwrap()
}

/// The same test on the system and on a script.
fn on_both(test: impl Fn(&EventLoop)) {
    test(&event_loop());
    test(&EventLoop::scripted(Script::new()));
}

/// What happened, in order.
#[derive(Clone, Default)]
struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    fn note(&self, what: impl Display) {
        self.0.borrow_mut().push(what.to_string());
    }

    #[track_caller]
    fn is(&self, expected: &str) {
        assert_eq!(self.0.borrow().join(" "), expected);
    }
}

/// Runs a test again, alone in a process of its own, as `role`.
#[cfg(unix)]
fn child(test: &str, role: &str) -> std::process::Child {
    std::process::Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env("TEST_ROLE", role)
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap()
}

/// What this process is to do; nothing in the first one.
#[cfg(unix)]
fn role() -> Option<String> {
    std::env::var("TEST_ROLE").ok()
}
