//! The reader's own runtime, held against the rules of each stage.

use std::path::Path;
use std::time::Duration;

use crate::cargo;
use crate::child::{self, Cancel, End, MOST_OUTPUT};
use crate::error::Error;
use crate::judge;
use crate::progress::Progress;
use crate::say;
use crate::within::{self, LIMITS};
use crate::workspace::Workspace;

/// Checks the runtime in `dir`, stage by stage, up to the first that is not green. Says which
/// rules are kept; `true` if all are.
pub(crate) fn check(workspace: &Workspace, dir: &Path) -> Result<bool, Error> {
    if !dir.join("Cargo.toml").is_file() {
        let dir = dir.display();
        return Err(Error::Says(format!(
            "{dir} holds no Cargo.toml: `cargo tulip new {dir}` begins a runtime there, and \
             `cargo tulip check --mine=DIR` looks elsewhere"
        )));
    }
    workspace.state.set_mine(dir)?;
    for (number, chapter) in (1..).zip(workspace.course.chapters()) {
        let stage = format!("stage{number}");
        if !dir.join("tests").join(format!("{stage}.rs")).is_file() {
            say!(
                "{}: {} is not there, so it is not checked",
                chapter.title,
                format!("tests/{stage}.rs")
            );
            continue;
        }
        if !check_stage(dir, &stage)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn check_stage(dir: &Path, stage: &str) -> Result<bool, Error> {
    let progress = Progress::spinner(&format!("checking {stage}"));
    let built = cargo::build(dir, &["--test", stage], &progress, &Cancel::default())?;
    let built = built.expect("nobody cancels it");
    let Some(executable) = built.executables.get(stage) else {
        drop(progress);
        say!("{}", judge::refused(&built, "src/lib.rs")?.verdict);
        return Ok(false);
    };
    progress.tell("running it");
    let mut command = within::command(executable, LIMITS);
    // Paths in verdicts are those of the reader's crate.
    command.current_dir(dir);
    let ran = child::run(&mut command, LIMIT, &Cancel::default())
        .map_err(|error| Error::Start(executable.clone(), error))?;
    drop(progress);
    say!("{}", ran.stdout.trim_end());
    match ran.end {
        End::Ended(status) if matches!(status.code(), Some(0 | 1)) => {
            eprint!("{}", ran.stderr);
            return Ok(status.success());
        }
        End::Ended(status) => say!("{}", judge::cause(status, &ran.stderr)),
        End::Flood => {
            say!("It printed more than {} KiB and was stopped.", MOST_OUTPUT >> 10)
        }
        End::Late { .. } | End::Cancelled => {
            say!("It has not ended after {} s.", LIMIT.as_secs());
        }
    }
    Ok(false)
}

/// Each rule has a limit of its own; this one is for what goes on between them.
const LIMIT: Duration = Duration::from_mins(5);
