//! Another program that answers lines.

use std::fmt;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use crate::row::Trouble;

/// Dropping it kills it. It also ends by itself when its standard input does.
pub(super) struct Process {
    name: &'static str,
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Process {
    pub(super) fn start(name: &'static str, mut command: Command) -> Result<Self, Trouble> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .map_err(|error| failed(name, &error))?;
        let stdin = child.stdin.take().expect("it was asked for");
        let stdout = BufReader::new(child.stdout.take().expect("it was asked for"));
        Ok(Self { name, child, stdin, stdout })
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Says a line, and reads the answer.
    pub(super) fn ask(&mut self, line: &str) -> Result<String, Trouble> {
        let said = writeln!(self.stdin, "{line}").and_then(|()| self.stdin.flush());
        said.map_err(|error| failed(self.name, &error))?;
        self.line()
    }

    /// What it says next.
    pub(super) fn line(&mut self) -> Result<String, Trouble> {
        let mut line = String::new();
        match self.stdout.read_line(&mut line) {
            Ok(0) => Err(failed(self.name, &"it ended without an answer")),
            Ok(_) => Ok(line.trim().to_owned()),
            Err(error) => Err(failed(self.name, &error)),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn failed(name: &str, why: &dyn fmt::Display) -> Trouble {
    Trouble::Failed(format!("the process of {name} failed: {why}"))
}
