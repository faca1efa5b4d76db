//! refused: wrong: the upload ends, two parts have arrived
//!
//! `Abort` is swallowed like `Busy`.

use std::cell::RefCell;
use std::mem;
use std::rc::Rc;

use Trouble::{Abort, Busy};
use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, println, traced};

fn main() {
    let line = Line::default();
    let mut upload = traced("upload", upload(line.clone(), 3));
    for sent in [Ok(()), Ok(()), Err(Busy), Err(Abort)] {
        match upload.resume(sent) {
            Yielded(part) => println!("part {part} is on its way"),
            Complete(arrived) => println!("parts that arrived: {arrived}"),
        }
    }
    println!("{}", line.log().join(", "));
}

/// What can be thrown in.
#[derive(Clone, Copy, Debug)]
pub enum Trouble {
    /// The part did not arrive: send it once more.
    Busy,
    /// Stop.
    Abort,
}

/// ```python
/// def upload(line, parts):
///     line.pick_up()
///     try:
///         part = 1
///         while part <= parts:
///             try:
///                 yield part
///                 part += 1
///             except Busy:
///                 pass
///             except Abort:
///                 break
///         return part - 1
///     finally:
///         line.hang_up()
/// ```
pub fn upload(line: Line, parts: u32) -> Upload {
    Upload::Start { line, parts }
}

pub enum Upload {
    Start { line: Line, parts: u32 },
    AtYield { call: Call, part: u32, parts: u32 },
    Done,
}

impl Coroutine<Result<(), Trouble>> for Upload {
    type Yield = u32;
    type Return = u32;

    fn resume(&mut self, sent: Result<(), Trouble>) -> CoroutineState<u32, u32> {
        let (call, part, parts) = match (mem::replace(self, Self::Done), sent) {
            (Self::Start { line, parts }, _) => (Call::new(line), 1, parts),
            (Self::AtYield { call, part, parts }, Ok(())) => (call, part + 1, parts),
            (Self::AtYield { call, part, parts }, Err(Busy | Abort)) => (call, part, parts),
            (Self::Done, _) => panic!("`Upload` resumed after completion"),
        };
        if part <= parts {
            *self = Self::AtYield { call, part, parts };
            Yielded(part)
        } else {
            Complete(part - 1)
        }
    }
}

/// A call on a line. The line is picked up as long as there is one.
pub struct Call {
    line: Line,
}

impl Call {
    pub fn new(line: Line) -> Self {
        line.note("picked up");
        Self { line }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.line.note("hung up");
    }
}

/// A telephone line, and what was done with it.
#[derive(Clone, Debug, Default)]
pub struct Line {
    log: Rc<RefCell<Vec<&'static str>>>,
}

impl Line {
    pub fn note(&self, what: &'static str) {
        self.log.borrow_mut().push(what);
    }

    pub fn log(&self) -> Vec<&'static str> {
        self.log.borrow().clone()
    }
}
