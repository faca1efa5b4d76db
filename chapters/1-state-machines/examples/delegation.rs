//! A machine that uses a machine: what is sent goes down to the inner one, what that yields goes
//! up, and what it returns stays with the outer one.

use std::mem;

use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, Traced, here, println, traced};

fn main() {
    let mut outer = traced("outer", Outer::Start);
    for sent in ["", "A", "B", ""] {
        match outer.resume(sent) {
            Yielded(value) => println!("{value}"),
            Complete(result) => println!("{result}"),
        }
    }
}

/// ```python
/// def inner():
///     a = yield "i1"
///     b = yield "i2"
///     return a, b
/// ```
enum Inner {
    Start,
    AtFirst,
    AtSecond { a: &'static str },
    Done,
}

impl Coroutine<&'static str> for Inner {
    type Yield = &'static str;
    type Return = (&'static str, &'static str);

    fn resume(&mut self, sent: &'static str) -> CoroutineState<Self::Yield, Self::Return> {
        match mem::replace(self, Inner::Done) {
            Inner::Start => {
                *self = Inner::AtFirst;
                here();
                Yielded("i1")
            }
            Inner::AtFirst => {
                *self = Inner::AtSecond { a: sent };
                here();
                Yielded("i2")
            }
            Inner::AtSecond { a } => {
                here();
                Complete((a, sent))
            }
            Inner::Done => panic!("`Inner` resumed after completion"),
        }
    }
}

/// ```python
/// def outer():
///     result = yield from inner()
///     print("inner returned", result)
///     yield "o1"
///     return "done"
/// ```
enum Outer {
    Start,
    InInner(Traced<Inner>),
    AtLast,
    Done,
}

impl Coroutine<&'static str> for Outer {
    type Yield = &'static str;
    type Return = &'static str;

    fn resume(&mut self, sent: &'static str) -> CoroutineState<&'static str, &'static str> {
        let mut inner = match mem::replace(self, Outer::Done) {
            Outer::Start => traced("inner", Inner::Start),
            Outer::InInner(inner) => inner,
            Outer::AtLast => return Complete("done"),
            Outer::Done => panic!("`Outer` resumed after completion"),
        };
        // `yield from` is this: resume the inner machine, and hand its yields on.
        here();
        match inner.resume(sent) {
            Yielded(value) => {
                *self = Outer::InInner(inner);
                Yielded(value)
            }
            Complete((a, b)) => {
                println!("inner returned {a} {b}");
                *self = Outer::AtLast;
                here();
                Yielded("o1")
            }
        }
    }
}
