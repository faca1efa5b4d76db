//! refused: wrong: iterators are lazy
//!
//! The machine is resumed when it is wrapped, and its first value kept for the first
//! `next`.

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
    /// It may have more to yield; this it has yielded already.
    Running(C, C::Yield),
    /// It has ended, with this result.
    Ended(C::Return),
}

impl<C: Coroutine> ToIterator<C> {
    /// Wraps a machine. Runs nothing yet.
    pub fn new(mut machine: C) -> Self {
        match machine.resume(()) {
            Yielded(value) => Self::Running(machine, value),
            Complete(result) => Self::Ended(result),
        }
    }

    /// What the machine returned; nothing if it has not ended.
    pub fn finish(self) -> Option<C::Return> {
        match self {
            Self::Running(..) => None,
            Self::Ended(result) => Some(result),
        }
    }
}

impl<C: Coroutine> Iterator for ToIterator<C> {
    type Item = C::Yield;

    fn next(&mut self) -> Option<C::Yield> {
        let Self::Running(machine, value) = self else {
            return None;
        };
        match machine.resume(()) {
            Yielded(next) => Some(mem::replace(value, next)),
            Complete(result) => {
                let Self::Running(_, last) = mem::replace(self, Self::Ended(result)) else {
                    return None;
                };
                Some(last)
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
