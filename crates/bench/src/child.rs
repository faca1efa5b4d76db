//! Measurements in a process of their own: one that needs a fresh heap, or an environment that
//! is read only once.

use std::ffi::OsStr;
use std::process::{Command, ExitCode, Stdio};
use std::{env, str};

use crate::row::Trouble;
use crate::rows::{loops, memory, trace};

/// Starts this program again to measure `what`, and reads the numbers that it prints. A number
/// that the system does not tell is `None`.
pub(crate) fn ask(
    what: &str,
    variables: &[(&str, &OsStr)],
) -> Result<Vec<Option<f64>>, Trouble> {
    let failed = |why: &dyn std::fmt::Display| {
        Trouble::Failed(format!("the child process `{what}` failed: {why}"))
    };
    let child = Command::new(env::current_exe().map_err(|error| failed(&error))?)
        .args(["child", what])
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| failed(&error))?;
    if !child.status.success() {
        return Err(failed(&child.status));
    }
    let text = str::from_utf8(&child.stdout).map_err(|error| failed(&error))?;
    Ok(text.split_whitespace().map(|number| number.parse().ok()).collect())
}

/// Measures `what` and prints its numbers.
pub(crate) fn run(what: &str) -> Result<ExitCode, String> {
    let numbers = match what.split_once(':') {
        Some(("memory", row)) => memory::measure_here(row)?.to_vec(),
        Some(("loop", what)) => loops::run_here(what)?.to_vec(),
        None if what == "trace" => vec![Some(trace::measure_here())],
        _ => return Err(format!("unknown measurement `{what}`")),
    };
    for number in numbers {
        match number {
            Some(number) => println!("{number}"),
            None => println!("-"),
        }
    }
    Ok(ExitCode::SUCCESS)
}
