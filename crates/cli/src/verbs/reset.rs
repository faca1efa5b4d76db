use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::ExitCode;

use tulip_course::Exercise;

use crate::error::{CopyFault, Error};
use crate::workspace::Workspace;
use crate::{copy, files, say};

/// Begin an exercise anew; your file is kept
#[derive(clap::Args)]
#[command(after_help = "Example: cargo tulip reset flatten")]
pub(crate) struct Args {
    /// An exercise; without one, the one that you are at
    slug: Option<String>,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        let exercise = workspace.exercise_or_current(self.slug.as_deref())?;
        say!("{}", reset(workspace, exercise)?);
        Ok(ExitCode::SUCCESS)
    }
}

/// Puts the starter in the place of the reader's copy, and says so.
pub(crate) fn reset(workspace: &Workspace, exercise: &Exercise) -> Result<String, Error> {
    let path = exercise.copy();
    let file = workspace.shown(&path);
    if copy::start(exercise)? {
        workspace.state.set_open(&exercise.slug)?;
        return Ok(format!("{file} was not there; it is the starter now."));
    }
    let starter = copy::starter(exercise)?;
    let Some(backup) = keep(workspace, &path, starter.as_bytes())? else {
        return Ok(format!("{file} is the starter already."));
    };
    // The backup is on the disk before the copy is touched: whatever happens now, it is there.
    files::write(&path, starter.as_bytes())?;
    workspace.state.set_open(&exercise.slug)?;
    Ok(format!(
        "{file} is the starter again. Your file is kept: {}",
        workspace.shown(&backup)
    ))
}

/// Keeps the reader's copy, unless it is the starter.
fn keep(
    workspace: &Workspace,
    path: &PathBuf,
    starter: &[u8],
) -> Result<Option<PathBuf>, Error> {
    match fs::read(path) {
        Ok(text) if text == starter => Ok(None),
        // Whatever it holds, text or not.
        Ok(text) => workspace.state.keep_backup(path, &text).map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::Copy(path.clone(), CopyFault::Unreadable(error))),
    }
}
