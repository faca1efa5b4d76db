//! What several files of these tests need: a kernel on virtual time, and a log that every task
//! can write into.

#![allow(dead_code, unused_macros, reason = "no file needs all of it")]

use std::any::Any;
use std::cell::RefCell;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use scheduler::{Clock, Deadlock, Kernel, RunError};
use tulip_trace::{Place, Reading, capture, read};

/// A kernel on virtual time. The log begins anew.
pub(crate) fn kernel() -> Kernel {
    said();
    Kernel::new(Clock::virtual_time())
}

/// Adds a line to the log of this test.
macro_rules! say {
    ($($arg:tt)*) => { $crate::common::add_line(::core::format_args!($($arg)*)) };
}

pub(crate) fn add_line(line: impl Display) {
    LOG.with_borrow_mut(|log| log.push(line.to_string()));
}

/// What was said since the last look.
pub(crate) fn said() -> Vec<String> {
    LOG.take()
}

/// Something that must be cleaned up: it says so when it is.
#[derive(Debug)]
pub(crate) struct Guard(pub(crate) &'static str);

impl Drop for Guard {
    fn drop(&mut self) {
        say!("clean up {}", self.0);
    }
}

pub(crate) fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

/// What `body` says when it panics.
pub(crate) fn panic_of<R>(body: impl FnOnce() -> R) -> String {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(_) => panic!("no panic"),
        Err(payload) => sentence(&*payload),
    }
}

fn sentence(payload: &(dyn Any + Send)) -> String {
    match payload.downcast_ref::<String>() {
        Some(formatted) => formatted.clone(),
        None => (*payload.downcast_ref::<&str>().expect("a panic in words")).to_owned(),
    }
}

/// The deadlock in which the run ends.
pub(crate) fn deadlock_of(kernel: &mut Kernel) -> Deadlock {
    match kernel.run() {
        Err(RunError::Deadlock(deadlock)) => deadlock,
        other => panic!("no deadlock: {other:?}"),
    }
}

/// What the trace tells of a program.
pub(crate) fn record(program: impl FnOnce()) -> Reading {
    let told = read(&capture("test", program).trace);
    assert_eq!(told.bad, []);
    told
}

/// The comment at the end of that line of `source`; empty if there is no line.
pub(crate) fn comment_on(source: &'static str, line: Option<&Place>) -> &'static str {
    let Some(place) = line else { return "" };
    let text = source.lines().nth(place.line as usize - 1).unwrap_or_default();
    text.split_once("// ").unwrap_or_else(|| panic!("no comment on {place}")).1
}

thread_local! {
    static LOG: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}
