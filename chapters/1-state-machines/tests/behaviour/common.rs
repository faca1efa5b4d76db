//! What several files of these tests need.

#![allow(dead_code, reason = "no file needs all of it")]

use std::any::Any;
use std::cell::RefCell;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

/// What happened, in order. Its clones are one log.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Rc<RefCell<Vec<String>>>);

impl Log {
    pub(crate) fn add(&self, what: impl Display) {
        self.0.borrow_mut().push(what.to_string());
    }

    /// Something that must be cleaned up: it says so when it is.
    pub(crate) fn guard(&self, name: &'static str) -> Guard {
        Guard { name, log: self.clone() }
    }

    /// What happened since the last look.
    pub(crate) fn take(&self) -> Vec<String> {
        self.0.take()
    }
}

#[derive(Debug)]
pub(crate) struct Guard {
    name: &'static str,
    log: Log,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.log.add(format_args!("clean up {}", self.name));
    }
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
