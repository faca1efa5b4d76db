use std::fs;
use std::process::ExitCode;

use tulip_course::{Exercise, Text};

use crate::error::Error;
use crate::rendered::rendered;
use crate::style::{bold, dim};
use crate::workspace::Workspace;
use crate::yours::Step;
use crate::{copy, say};

/// Begin the next core exercise, or what you name
///
/// Beside the exercises it names the step that your own runtime can take: those of the pages
/// called Yours.
#[derive(clap::Args)]
#[command(after_help = "Examples: cargo tulip next\n          cargo tulip next flatten")]
pub(crate) struct Args {
    /// An exercise, or the page of a step of your own runtime, as your-machine
    slug: Option<String>,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        if let Some(step) = self.step(workspace)? {
            say_step(&step);
            return Ok(ExitCode::SUCCESS);
        }
        let exercise = match &self.slug {
            Some(slug) => workspace.exercise(slug)?,
            None => match after(workspace)? {
                Some(exercise) => exercise,
                None => return all_done(workspace),
            },
        };
        begin(workspace, exercise)?;
        say!("{}", task(exercise)?);
        say!("");
        say!("Your copy: {}", workspace.shown(&exercise.copy()));
        say!("{}", dim("`cargo tulip watch` checks it whenever you save."));
        say_beside(Step::open_before(workspace, Some(&exercise.page))?);
        Ok(ExitCode::SUCCESS)
    }

    /// The step of the reader's own runtime, if one is named.
    fn step<'a>(&self, workspace: &'a Workspace) -> Result<Option<Step<'a>>, Error> {
        let mut steps = Step::all(workspace)?.into_iter();
        Ok(steps.find(|step| self.slug.as_ref() == Some(&step.page.slug)))
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

fn all_done(workspace: &Workspace) -> Result<ExitCode, Error> {
    say!("All core exercises are done. Others wait: `cargo tulip list --exercises`.");
    say_beside(Step::open_before(workspace, None)?);
    Ok(ExitCode::SUCCESS)
}

fn say_step(step: &Step<'_>) {
    say!("{}", bold(&step.page.title));
    say!("");
    say!("A step of your own runtime, stage {}: {}.", step.stage, step.state());
    say!("The page `{}` of the book says what it takes.", step.page.slug);
    say!("    {}", bold(step.command()));
}

/// The step that the reader's own runtime can take meanwhile.
pub(crate) fn say_beside(step: Option<Step<'_>>) {
    if let Some(step) = step {
        say!("");
        say!("Your own runtime: {} ({})", bold(&step.page.slug), step.state());
        say!("    `{}`", step.command());
    }
}
