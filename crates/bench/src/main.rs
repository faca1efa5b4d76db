//! Measures what the course and its runtime cost: `cargo run --release -p tulip-bench -- --help`.
//!
//! A budget is a promise about cost: a resume is about as cheap as an iterator's `next`, a
//! thousand tasks do not make a switch dearer. Promises about time are not tests, because time
//! differs from one machine to the next. So most budgets here are ratios of two rows that were
//! measured in turn, in one run: what disturbs one of them disturbs both.
//!
//! Read on in this order: `budgets.rs` is a command, `row.rs` what is measured, `runner.rs` how,
//! and `rows/` holds one file for each group of rows. `compare/` is the command that sets tulip
//! beside its peers, and `gauge.rs` the one that notices, without a clock, when it grows dearer.

use std::env;
use std::process::ExitCode;

use args::{Command, HELP};

mod alloc;
mod args;
mod browser;
mod budgets;
mod child;
mod compare;
mod gauge;
mod json;
mod lines;
mod linux;
mod programs;
mod progress;
mod row;
mod rows;
mod runner;
mod stopwatch;
mod table;
mod target;

fn main() -> ExitCode {
    let ran = args::parse(env::args_os().skip(1)).and_then(|command| match command {
        Command::Help => {
            tulip_trace::println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        Command::Budgets(wanted) => budgets::run(&wanted),
        Command::Compare(wanted) => compare::run(&wanted),
        Command::Gauge { rows, accept } => gauge::run(&rows, accept),
        Command::Child(what) => child::run(&what),
    });
    ran.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::from(2)
    })
}
