//! Stage 1: functions that pause.
//!
//! A function that pauses must remember where it stopped and what it knew. In Rust that memory
//! is an enum, with a variant for each place where the function can stand, and going on is a
//! method: [`Coroutine::resume`] takes what is sent in and hands out what is yielded or
//! returned. The caller decides when. There is no scheduler yet, and no thread.
//!
//! * [`Coroutine`] is the trait; machines by hand implement it in one idiom.
//! * [`Iterate`] lets a `for` loop drive a machine.
//! * [`machine`] makes one from an async block: a closed box until stage 4.
//! * [`traced`] puts a machine's life into the trace.
//!
//! Names and meanings are those of std's unstable `std::ops::Coroutine`, so that you can go on
//! there.

mod coroutine;
mod iterate;
mod machine;
mod traced;

pub use coroutine::{Coroutine, CoroutineState};
pub use iterate::Iterate;
pub use machine::{Machine, Pause, Yielder, machine};
pub use traced::{Traced, traced};
pub use tulip_trace::{Clock, here, println};
