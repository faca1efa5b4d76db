//! Lets a `for` loop drive a machine, and keeps what the machine returns.

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
pub enum ToIterator<C: Coroutine> {
    /// It may have more to yield.
    Running(C),
    /// It has ended, with this result.
    Ended(C::Return),
}

impl<C: Coroutine> ToIterator<C> {
    /// Wraps a machine. Runs nothing yet.
    pub fn new(machine: C) -> Self {
        Self::Running(machine)
    }

    /// What the machine returned; nothing if it has not ended.
    pub fn finish(self) -> Option<C::Return> {
        // solution
        match self {
            Self::Running(_) => None,
            Self::Ended(result) => Some(result),
        }
        // starter
        // todo!("what did the machine return?")
        // end
    }
}

impl<C: Coroutine> Iterator for ToIterator<C> {
    type Item = C::Yield;

    fn next(&mut self) -> Option<C::Yield> {
        // solution
        let Self::Running(machine) = self else {
            return None;
        };
        match machine.resume(()) {
            Yielded(value) => Some(value),
            Complete(result) => {
                *self = Self::Ended(result);
                None
            }
        }
        // starter
        // todo!("resume the machine, unless it has ended")
        // end
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
