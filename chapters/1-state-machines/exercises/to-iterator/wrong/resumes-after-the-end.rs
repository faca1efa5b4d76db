//! refused: panic: resumed after completion
//!
//! Nothing says that the machine has ended, so each further `next` resumes it.

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
    result: Option<C::Return>,
}

impl<C: Coroutine> ToIterator<C> {
    /// Wraps a machine. Runs nothing yet.
    pub fn new(machine: C) -> Self {
        Self { machine, result: None }
    }

    /// What the machine returned; nothing if it has not ended.
    pub fn finish(self) -> Option<C::Return> {
        self.result
    }
}

impl<C: Coroutine> Iterator for ToIterator<C> {
    type Item = C::Yield;

    fn next(&mut self) -> Option<C::Yield> {
        match self.machine.resume(()) {
            Yielded(value) => Some(value),
            Complete(result) => {
                self.result = Some(result);
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
