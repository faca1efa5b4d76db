//! What the schedulers do. One file for each thing that they do.

#[macro_use]
mod common;

mod call;
mod cancel;
mod deadlock;
mod drop;
mod join;
mod mailbox;
mod order;
mod panic;
mod round_robin;
mod schedule;
mod timers;
mod trace;
mod traps;
mod watchdog;
