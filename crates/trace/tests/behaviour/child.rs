//! Programs that a test runs as processes of their own: its own binary, started again.

use std::process::{self, Command, Stdio};
use std::{env, str};

/// In the test of that name: a command that runs `body` as a program. In that program: runs
/// `body` and ends, with exit code 0.
pub(crate) fn program(test: &str, body: impl FnOnce()) -> Command {
    if env::var_os(GUARD).is_some() {
        body();
        process::exit(0);
    }
    let mut command = Command::new(env::current_exe().expect("a test knows its binary"));
    command
        .args([&format!("::{test}"), "--nocapture"])
        .env(GUARD, "1")
        .stdin(Stdio::null());
    for asked in ["TULIP_CLOCK", "TULIP_TRACE", "RUST_BACKTRACE"] {
        command.env_remove(asked);
    }
    command
}

/// How a program ended, and what it said.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs it to its end.
pub(crate) fn run(command: &mut Command) -> Ended {
    let output = command.output().expect("a test's binary can be started");
    let text =
        |bytes| str::from_utf8(bytes).expect("programs of ours speak UTF-8").to_owned();
    let stdout = text(&output.stdout);
    assert!(stdout.contains("running 1 test"), "no test has that name:\n{stdout}");
    Ended { code: output.status.code(), stdout, stderr: text(&output.stderr) }
}

const GUARD: &str = "TULIP_TEST_PROGRAM";
