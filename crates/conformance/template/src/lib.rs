//! My runtime.
//!
//! * `coroutine.rs`, stage 1: functions that pause.
//! * `kernel.rs`, stage 2: a scheduler that drives them.
//! * `event_loop.rs`, `promise.rs` and `task.rs`, stage 3: a loop that waits and calls back, and
//!   what stands on it.
//! * `clock.rs` and `driver.rs` are given: what a kernel lives by, and what a loop waits on.
//! * `adapter.rs` is given: it connects the stages to the checks.

#![allow(
    unused_variables,
    reason = "delete this line when nothing is left to do"
)]

pub mod adapter;
pub mod clock;
pub mod coroutine;
pub mod driver;
pub mod event_loop;
pub mod kernel;
pub mod promise;
pub mod task;
