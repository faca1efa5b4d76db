use std::collections::HashMap;
use std::env;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::child::Cancel;
use crate::error::Error;
use crate::groups::Group;
use crate::progress::Progress;
use crate::style;

/// What cargo has built.
#[derive(Debug, Default)]
pub(crate) struct Built {
    /// The programs, by name; those that do not compile are not there.
    pub(crate) executables: HashMap<String, PathBuf>,
    /// What the compiler said, in its order.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What cargo itself said.
    pub(crate) stderr: String,
}

/// An error or a warning of the compiler.
#[derive(Clone, Debug)]
pub(crate) struct Diagnostic {
    /// The program that it is about.
    pub(crate) target: String,
    pub(crate) is_error: bool,
    /// As the compiler shows it.
    pub(crate) rendered: String,
    /// The file that it is about, as the compiler names it, and the line.
    pub(crate) place: Option<(String, u64)>,
}

/// Runs `cargo build` in a folder, and shows what it is at. `None` if somebody cancelled.
pub(crate) fn build(
    folder: &Path,
    args: &[&str],
    progress: &Progress,
    cancel: &Cancel,
) -> Result<Option<Built>, Error> {
    let mut command = cargo();
    let format = if style::is_coloured() {
        "--message-format=json-diagnostic-rendered-ansi"
    } else {
        "--message-format=json"
    };
    command.current_dir(folder).args(["build", "--color=never", format]).args(args);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let failed = |error| Error::Start(command_path(), error);
    let (mut child, group) = Group::spawn(&mut command).map_err(failed)?;
    let (tell, told) = mpsc::channel();
    read_lines(child.stdout.take(), Told::Message, &tell);
    read_lines(child.stderr.take(), Told::Says, &tell);
    drop(tell);

    let mut built = Built::default();
    loop {
        match told.recv_timeout(GLANCE) {
            Ok(Told::Message(line)) => built.add(&line, progress),
            Ok(Told::Says(line)) => built.hear(&line, progress),
            Err(mpsc::RecvTimeoutError::Timeout) if cancel.is_cancelled() => {
                group.kill();
                child.wait().map_err(failed)?;
                return Ok(None);
            }
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    child.wait().map_err(failed)?;
    Ok(Some(built))
}

/// The cargo that started this command, or the one in the path.
pub(crate) fn cargo() -> Command {
    Command::new(command_path())
}

fn command_path() -> PathBuf {
    env::var_os("CARGO").map_or_else(|| "cargo".into(), Into::into)
}

impl Built {
    /// A message in JSON.
    fn add(&mut self, line: &str, progress: &Progress) {
        let Ok(message) = serde_json::from_str::<Value>(line) else {
            return;
        };
        let text = |pointer: &str| message.pointer(pointer).and_then(Value::as_str);
        let Some(target) = text("/target/name") else {
            return;
        };
        if let Some(executable) = text("/executable") {
            self.executables.insert(target.to_owned(), executable.into());
            progress.step();
        }
        let Some(rendered) = text("/message/rendered") else {
            return;
        };
        let spans = message.pointer("/message/spans").and_then(Value::as_array);
        let primary = spans.into_iter().flatten().find(|span| span["is_primary"] == true);
        // The last line of a failed build, `aborting due to 2 previous errors`, is about none.
        let place = primary.and_then(|span| {
            Some((span["file_name"].as_str()?.to_owned(), span["line_start"].as_u64()?))
        });
        self.diagnostics.push(Diagnostic {
            target: target.to_owned(),
            is_error: text("/message/level") == Some("error"),
            rendered: rendered.to_owned(),
            place,
        });
    }

    /// A line for the user: `   Compiling scheduler v0.1.0`.
    fn hear(&mut self, line: &str, progress: &Progress) {
        let words = line.trim();
        match words.split_once(' ') {
            Some(("Compiling", what)) => {
                let name = what.split_once(' ').map_or(what, |(name, _)| name);
                progress.tell(&format!("compiling {name}"));
            }
            Some(("Blocking", _)) => progress.tell("waiting for another cargo"),
            _ => {}
        }
        self.stderr.push_str(line);
        self.stderr.push('\n');
    }
}

enum Told {
    Message(String),
    Says(String),
}

fn read_lines(
    pipe: Option<impl Read + Send + 'static>,
    as_told: fn(String) -> Told,
    tell: &mpsc::Sender<Told>,
) {
    let (pipe, tell) = (pipe.expect("the pipe was asked for"), tell.clone());
    thread::spawn(move || {
        BufReader::new(pipe)
            .lines()
            .map_while(io::Result::ok)
            .try_for_each(|line| tell.send(as_told(line)))
    });
}

/// How often it is looked whether somebody has cancelled.
const GLANCE: Duration = Duration::from_millis(20);
