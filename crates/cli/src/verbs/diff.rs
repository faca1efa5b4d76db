use std::process::ExitCode;

use similar::TextDiff;

use crate::error::Error;
use crate::workspace::Workspace;
use crate::{copy, say, style};

/// Show what you changed in the starter
#[derive(clap::Args)]
#[command(after_help = "Examples: cargo tulip diff\n          cargo tulip diff flatten")]
pub(crate) struct Args {
    /// An exercise; without one, the one that you are at
    slug: Option<String>,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        let exercise = workspace.exercise_or_current(self.slug.as_deref())?;
        let starter = copy::starter(exercise)?;
        // Line ends of Windows are no change.
        let copy = copy::read(exercise)?.replace("\r\n", "\n");
        let file = workspace.shown(&exercise.copy());
        if copy == starter {
            say!("{file} is the starter.");
            return Ok(ExitCode::SUCCESS);
        }
        let diff = TextDiff::from_lines(&starter, &copy);
        let diff = diff.unified_diff().header("starter", &file).to_string();
        say!("{}", style::diff(&diff).trim_end());
        Ok(ExitCode::SUCCESS)
    }
}
