use std::process::ExitCode;

use tulip_course::Exercise;

use crate::error::Error;
use crate::rendered::rendered;
use crate::say;
use crate::style::{bold, dim};
use crate::verbs::next;
use crate::workspace::Workspace;

/// Give the next of three hints: a nudge, where to look, almost the answer
#[derive(clap::Args)]
#[command(after_help = "Examples: cargo tulip hint\n          cargo tulip hint flatten")]
pub(crate) struct Args {
    /// An exercise; without one, the one that you are at
    slug: Option<String>,
    /// Give the hints again that you had
    #[arg(long)]
    again: bool,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        let exercise = workspace.exercise_or_current(self.slug.as_deref())?;
        if self.again {
            let hints = next::text(exercise)?.hints;
            let shown = workspace.state.hints(&exercise.slug)?;
            for (number, hint) in (1..).zip(hints).take(shown) {
                say!("{}\n\n{}\n", title(exercise, number), rendered(&hint));
            }
            if shown == 0 {
                say!(
                    "You had none of {} yet; without --again comes the first.",
                    exercise.slug
                );
            }
        } else {
            say!("{}", hint(workspace, exercise)?);
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The next hint, or the last one again.
pub(crate) fn hint(workspace: &Workspace, exercise: &Exercise) -> Result<String, Error> {
    let hints = next::text(exercise)?.hints;
    let shown = workspace.state.hints(&exercise.slug)?;
    if shown < hints.len() {
        workspace.noted(workspace.state.add_hint(&exercise.slug));
    }
    let index = shown.min(hints.len() - 1);
    let more = if index + 1 < hints.len() {
        "Ask again for the next one."
    } else {
        "This was the last one. `cargo tulip solution --reveal` shows the solution."
    };
    let title = title(exercise, index + 1);
    Ok(format!("{title}\n\n{}\n\n{}", rendered(&hints[index]), dim(more)))
}

fn title(exercise: &Exercise, number: usize) -> String {
    bold(&format!("{}: hint {number} of 3", exercise.slug))
}
