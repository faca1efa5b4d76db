use std::fs;
use std::process::ExitCode;

use tulip_course::{Exercise, cut};

use crate::error::Error;
use crate::rendered::rendered;
use crate::workspace::Workspace;
use crate::{copy, say};

/// Show a solution, once yours is green
#[derive(clap::Args)]
#[command(
    after_help = "Examples: cargo tulip solution\n          cargo tulip solution flatten --reveal"
)]
pub(crate) struct Args {
    /// An exercise; without one, the one that you are at
    slug: Option<String>,
    /// Show it before yours is green
    #[arg(long)]
    reveal: bool,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        let exercise = workspace.exercise_or_current(self.slug.as_deref())?;
        let slug = &exercise.slug;
        if !self.reveal && !workspace.done()?.contains(slug) {
            say!(
                "{slug} is not green yet. `cargo tulip hint` helps; with --reveal I show it."
            );
            return Ok(ExitCode::FAILURE);
        }
        say!("{}", solution(exercise)?.trim_end());
        Ok(ExitCode::SUCCESS)
    }
}

fn solution(exercise: &Exercise) -> Result<String, Error> {
    if exercise.kind.is_program() {
        let path = exercise.solution();
        let text = fs::read_to_string(&path).map_err(Error::reading(&path))?;
        return cut::solution(&text)
            .map_err(|error| Error::Broken(path, error.to_string()));
    }
    let question = copy::question(exercise)?;
    let right = question.crossed().ok_or_else(|| {
        let what = "one option, and one alone, has to be crossed".to_owned();
        Error::Broken(exercise.questions(), what)
    })?;
    Ok(format!("{}\n\n{}", rendered(&right.text), rendered(&right.explanation)))
}
