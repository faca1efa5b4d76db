//! System calls, counted by the kernel's tracepoints at full speed. `strace` would slow a server
//! down so much that requests come in batches, which saves calls.

use std::process::{Command, Output, Stdio};

use crate::row::Trouble;

/// System calls of a process while a command runs, and what the command prints.
pub(crate) fn system_calls_of(
    process: u32,
    command: &Command,
) -> Result<(f64, String), Trouble> {
    count(&["-p", &process.to_string()], command)
}

/// System calls of a command from its start to its end.
pub(crate) fn system_calls(command: &Command) -> Result<f64, Trouble> {
    count(&[], command).map(|(calls, _)| calls)
}

fn count(whose: &[&str], command: &Command) -> Result<(f64, String), Trouble> {
    // The command may wait for a line before it begins: it is there already.
    let mut perf = Command::new("perf")
        .args(["stat", "-x", ",", "-e", EVENT])
        .args(whose)
        .arg("--")
        .arg(command.get_program())
        .args(command.get_args())
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|_| Trouble::NotHere)?;
    if let Some(mut stdin) = perf.stdin.take() {
        use std::io::Write;
        let _ = stdin.write_all(b"go\n");
    }
    let Output { status, stdout, stderr } =
        perf.wait_with_output().map_err(|error| Trouble::Failed(error.to_string()))?;
    let counted = read(&String::from_utf8_lossy(&stderr));
    match (status.success(), counted) {
        (true, Some(calls)) => Ok((calls, String::from_utf8_lossy(&stdout).into_owned())),
        // No tracepoints here, no right to them, or a peer that cannot do that.
        _ => Err(Trouble::NotHere),
    }
}

/// The count in `12345,,raw_syscalls:sys_enter,...`.
fn read(stat: &str) -> Option<f64> {
    let line = stat.lines().find(|line| line.contains(EVENT))?;
    line.split(',').next()?.parse().ok()
}

const EVENT: &str = "raw_syscalls:sys_enter";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_the_first_field_of_the_events_line() {
        let stat = "some warning, of perf\n969842,,raw_syscalls:sys_enter,1234,100.00,,\n";
        assert_eq!(read(stat), Some(969_842.0));
        assert_eq!(read("<not supported>,,raw_syscalls:sys_enter,0,100.00,,"), None);
        assert_eq!(read("Error:\nNo permission"), None);
    }
}
