//! Which Python runs the peers, and uvloop, which Python does not bring along.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::{env, fs};

use super::process::Process;
use crate::row::Trouble;

/// A loop of Python's world.
#[derive(Clone, Copy, Debug)]
pub(super) enum Python {
    Asyncio,
    Uvloop,
}

impl Python {
    /// Its part of `python/event_loop.py`, begun.
    pub(super) fn start(self, work: &str) -> Result<Process, Trouble> {
        let (interpreter, name) = match self {
            Self::Asyncio => (interpreter(), "asyncio"),
            Self::Uvloop => (with_uvloop(), "uvloop"),
        };
        let interpreter = match interpreter {
            Ok(path) => path,
            Err(why) if self.must_be_there() => return Err(Trouble::Failed(why.clone())),
            Err(_) => return Err(Trouble::NotHere),
        };
        let mut command = Command::new(interpreter);
        command.arg(PROGRAM).args([name, work]);
        Process::start(name, command)
    }

    /// Where everything is checked, asyncio is not left out in silence.
    fn must_be_there(self) -> bool {
        matches!(self, Self::Asyncio) && env::var_os("CI").is_some_and(|ci| ci == "true")
    }
}

/// Why rows are missing, to be said below the first table that lacks them.
pub(super) fn what_is_missing() -> Option<String> {
    let mut asked = [PYTHON.get(), UVLOOP.get()].into_iter().flatten();
    let why = asked.find_map(|found| found.clone().err())?;
    (!SAID.swap(true, Ordering::Relaxed)).then(|| format!("loop: {why}"))
}

fn interpreter() -> &'static Found {
    PYTHON.get_or_init(|| {
        // `python3` may be a script that looks for the real one each time.
        let said =
            run(Command::new("python3").args(["-c", "import sys; print(sys.executable)"]));
        said.map(|path| PathBuf::from(path.trim())).map_err(|why| {
            format!("rows of asyncio and uvloop are missing: they need python3 ({why})")
        })
    })
}

/// An interpreter that has uvloop: in an environment of its own beside what cargo builds.
fn with_uvloop() -> &'static Found {
    UVLOOP.get_or_init(|| {
        let python = interpreter().clone()?;
        installed(&python).map_err(|why| {
            format!("rows of uvloop are missing: {UVLOOP_VERSION} is not to be had ({why})")
        })
    })
}

fn installed(python: &Path) -> Result<PathBuf, String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let target = program.ancestors().nth(2).ok_or("this program lies nowhere")?;
    let environment = target.join("bench-uvloop");
    let inner = environment.join("bin").join("python");
    let imports = |inner: &Path| run(Command::new(inner).args(["-c", "import uvloop"]));
    if inner.exists() && imports(&inner).is_ok() {
        return Ok(inner);
    }
    let made = run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&environment))
        .and_then(|_| run(Command::new(&inner).args(PIP).arg(UVLOOP_VERSION)))
        .and_then(|_| imports(&inner));
    if made.is_err() {
        // Half of it is worse than nothing.
        let _ = fs::remove_dir_all(&environment);
    }
    made.map(|_| inner)
}

/// What a command prints, or the last line of what it complains of.
fn run(command: &mut Command) -> Result<String, String> {
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| error.to_string())?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    let last = complaint.lines().rfind(|line| !line.trim().is_empty());
    Err(last.map_or_else(|| output.status.to_string(), |line| line.trim().to_owned()))
}

type Found = Result<PathBuf, String>;

static PYTHON: OnceLock<Found> = OnceLock::new();
static UVLOOP: OnceLock<Found> = OnceLock::new();
static SAID: AtomicBool = AtomicBool::new(false);

const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/python/event_loop.py");

/// No compiler is asked for, and no network is waited for for long.
const PIP: [&str; 9] = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--only-binary=:all:",
    "--retries=1",
    "--timeout=10",
    "--no-input",
];
const UVLOOP_VERSION: &str = "uvloop==0.22.1";

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_command_that_fails_tells_its_last_complaint() {
        let complains = ["-c", "echo one >&2; echo two >&2; echo >&2; exit 3"];
        assert_eq!(run(Command::new("sh").args(complains)).unwrap_err(), "two");
        assert_eq!(run(Command::new("sh").args(["-c", "echo said"])).unwrap(), "said\n");
        assert!(run(&mut Command::new("no-such-program")).is_err());
    }
}
