//! System calls of a server, counted by the kernel's tracepoints at full speed. (`strace` would
//! slow the server down so much that it is another one.)

use std::env;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use crate::row::Trouble;

/// System calls a request of the server at `address`, on one connection.
///
/// Of two runs the difference is taken: what it costs to connect and to part is in both. What a
/// first client costs is in neither. To connect takes a wait more or less from one time to the
/// next, so the figure is rounded to a hundredth.
pub(super) fn a_request(process: u32, address: &str) -> Result<f64, Trouble> {
    while_serving(process, address, FEW)?;
    let few = while_serving(process, address, FEW)?;
    let many = while_serving(process, address, MANY)?;
    let calls = (many - few) / f64::from(MANY - FEW);
    Ok((calls * 100.0).round() / 100.0)
}

/// Why there is no figure.
pub(super) fn what_is_missing() -> Option<String> {
    MISSING.get().cloned()
}

/// The client is a child of `perf`, which counts what the server does until the child ends.
fn while_serving(process: u32, address: &str, requests: u32) -> Result<f64, Trouble> {
    let program = env::current_exe().map_err(|error| Trouble::Failed(error.to_string()))?;
    let counted = Command::new("perf")
        .args(["stat", "-x", ",", "-e", EVENT, "-p", &process.to_string(), "--"])
        .arg(program)
        .args(["child", &format!("loop:load:{requests}:{address}")])
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .output();
    let why = match counted {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            match (count(&said), output.status.success()) {
                (Some(calls), true) => return Ok(calls),
                (Some(_), false) => return Err(Trouble::Failed(said)),
                (None, _) => complaint(&said).to_owned(),
            }
        }
        Err(error) => error.to_string(),
    };
    MISSING.get_or_init(|| {
        format!("loop: rows of system calls are missing: they need `perf stat -e {EVENT}` ({why})")
    });
    Err(Trouble::NotHere)
}

/// The count in `12345,,raw_syscalls:sys_enter,...`.
fn count(said: &str) -> Option<f64> {
    let line = said.lines().find(|line| line.contains(EVENT))?;
    line.split(',').next()?.parse().ok()
}

/// The first line that says something.
fn complaint(said: &str) -> &str {
    let says = |line: &&str| !matches!(line.trim(), "" | "Error:");
    said.lines().find(says).unwrap_or("it says nothing").trim()
}

static MISSING: OnceLock<String> = OnceLock::new();

const EVENT: &str = "raw_syscalls:sys_enter";
const FEW: u32 = 200;
const MANY: u32 = 10_200;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_the_first_field_of_the_events_line() {
        let said = "some warning, of perf\n969842,,raw_syscalls:sys_enter,1234,100.00,,\n";
        assert_eq!(count(said), Some(969_842.0));
        assert_eq!(count("<not supported>,,raw_syscalls:sys_enter,0,100.00,,"), None);
        assert_eq!(count("Error:\nNo permission"), None);
        assert_eq!(complaint("Error:\nNo permission"), "No permission");
    }
}
