use std::fs;
use std::process::ExitCode;

use tulip_course::{Exercise, Text};

use crate::error::Error;
use crate::rendered::rendered;
use crate::style::{bold, dim};
use crate::workspace::Workspace;
use crate::{copy, say};

/// Begin the next core exercise, or the one you name
#[derive(clap::Args)]
#[command(after_help = "Example: cargo tulip next\n         cargo tulip next flatten")]
pub(crate) struct Args {
    /// An exercise
    slug: Option<String>,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        let exercise = match &self.slug {
            Some(slug) => workspace.exercise(slug)?,
            None => match after(workspace)? {
                Some(exercise) => exercise,
                None => return Ok(all_done()),
            },
        };
        begin(workspace, exercise)?;
        say!("{}", task(exercise)?);
        say!("");
        say!("Your copy: {}", workspace.shown(&exercise.copy()));
        say!("{}", dim("`cargo tulip watch` checks it whenever you save."));
        Ok(ExitCode::SUCCESS)
    }
}

/// What comes next: the exercise that the reader is at if it is open, else the next core one.
pub(crate) fn after(workspace: &Workspace) -> Result<Option<&Exercise>, Error> {
    let done = workspace.done()?;
    match workspace.current()?.filter(|exercise| !done.contains(&exercise.slug)) {
        Some(exercise) => Ok(Some(exercise)),
        None => workspace.next(),
    }
}

/// Makes an exercise the one that the reader is at, with a copy of its own.
pub(crate) fn begin(workspace: &Workspace, exercise: &Exercise) -> Result<(), Error> {
    copy::start(exercise)?;
    workspace.state.set_current(&exercise.slug)
}

/// What is to be done, as it is shown.
pub(crate) fn task(exercise: &Exercise) -> Result<String, Error> {
    let text = text(exercise)?;
    Ok(format!("{}\n\n{}", bold(&text.title), rendered(&text.task)))
}

/// What an exercise says.
pub(crate) fn text(exercise: &Exercise) -> Result<Text, Error> {
    let path = exercise.text();
    let text = fs::read_to_string(&path).map_err(Error::reading(&path))?;
    Text::parse(&text).map_err(|error| Error::Broken(path, error.to_string()))
}

fn all_done() -> ExitCode {
    say!("All core exercises are done. Others wait: `cargo tulip list --exercises`.");
    ExitCode::SUCCESS
}
