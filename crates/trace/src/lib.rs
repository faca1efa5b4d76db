//! The ground that every other crate of Tulip stands on: time, and a record of what happened.
//!
//! * [`Clock`] is time as the program sees it. Real time is felt; virtual time jumps from one
//!   deadline to the next, so that a program that waits for hours ends at once and always
//!   prints the same.
//! * [`Event`] is the vocabulary: one word for each thing that can happen to a machine, a task,
//!   a timer, a loop.
//! * [`emit`] records an event if somebody asked for a record, and costs one thread-local read
//!   if nobody did. `TULIP_TRACE=file.json` asks.
//! * [`State`] is what the events add up to: who runs, who is ready, who waits for what. Going
//!   back a step is adding up again, one event less.
//!
//! The file is Chrome's Trace Event JSON, so that Perfetto, `chrome://tracing` and the Firefox
//! Profiler open it too; [`importers`] is what they ask of it.

mod arg;
mod chrome;
mod clock;
mod event;
mod fold;
pub mod importers;
mod json;
mod lane;
mod place;
mod print;
mod read;
mod recorder;

pub use clock::{Clock, UnknownClock, micros};
pub use event::Event;
pub use fold::{Activity, Machine, State, Task, Timer, Where, fold};
pub use lane::{Lane, LaneGuard, current_lane, enter_lane};
pub use place::{Place, here, set_mark, take_mark};
pub use print::{muted, print_line};
pub use read::{BadLine, MOST_SHOWN, Reading, Record, read};
pub use recorder::{Recording, capture, cut, emit, is_on, next_id};
