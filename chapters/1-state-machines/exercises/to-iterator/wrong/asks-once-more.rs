//! refused: panic: resumed after completion
//!
//! `next` throws the result away, and `finish` resumes the machine to get it again.

use std::mem;

use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, println, traced};

fn main() {
    let mut songs = ToIterator::new(traced("concert", Concert::Start));
    for song in songs.by_ref() {
        println!("{song}");
    }
    println!("after the end: {:?}", songs.next());
    println!("returned: {:?}", songs.finish());
}

/// An iterator over what a machine yields.
pub struct ToIterator<C: Coroutine> {
    machine: C,
    ended: bool,
}

impl<C: Coroutine> ToIterator<C> {
    /// Wraps a machine. Runs nothing yet.
    pub fn new(machine: C) -> Self {
        Self { machine, ended: false }
    }

    /// What the machine returned; nothing if it has not ended.
    pub fn finish(mut self) -> Option<C::Return> {
        match self.machine.resume(()) {
            Yielded(_) => None,
            Complete(result) => Some(result),
        }
    }
}

impl<C: Coroutine> Iterator for ToIterator<C> {
    type Item = C::Yield;

    fn next(&mut self) -> Option<C::Yield> {
        if self.ended {
            return None;
        }
        match self.machine.resume(()) {
            Yielded(value) => Some(value),
            Complete(_) => {
                self.ended = true;
                None
            }
        }
    }
}

/// ```python
/// def concert():
///     yield "prelude"
///     yield "fugue"
///     return "applause"
/// ```
enum Concert {
    Start,
    AtPrelude,
    AtFugue,
    Done,
}

impl Coroutine for Concert {
    type Yield = &'static str;
    type Return = &'static str;

    fn resume(&mut self, (): ()) -> CoroutineState<&'static str, &'static str> {
        match mem::replace(self, Self::Done) {
            Self::Start => {
                *self = Self::AtPrelude;
                Yielded("prelude")
            }
            Self::AtPrelude => {
                *self = Self::AtFugue;
                Yielded("fugue")
            }
            Self::AtFugue => Complete("applause"),
            Self::Done => panic!("`Concert` resumed after completion"),
        }
    }
}
