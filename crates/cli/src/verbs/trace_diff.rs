use std::process::ExitCode;

use similar::TextDiff;
use tulip_course::Replay;

use crate::error::Error;
use crate::say;
use crate::style::{self, dim};
use crate::traced::{Traced, harmless};
use crate::workspace::Workspace;

/// Compare what happened in two traces, step by step
///
/// Steps are compared by their times and sentences, not by their numbers. The exit code is 1 if
/// something else happened.
#[derive(clap::Args)]
#[command(after_help = "Example: cargo tulip trace diff lost-wake-up mine.json")]
pub(crate) struct Args {
    /// A listing, or a file that `run --trace` has written
    before: String,
    /// Another one
    after: String,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        let text = |name| -> Result<String, Error> {
            Ok(text(&Traced::find(workspace, name)?.replay(workspace)?))
        };
        let (before, after) = (text(&self.before)?, text(&self.after)?);
        if before == after {
            say!("{}", dim("The same happened."));
            return Ok(ExitCode::SUCCESS);
        }
        let diff = TextDiff::from_lines(&before, &after);
        let unified = diff.unified_diff().header(&self.before, &self.after).to_string();
        say!("{}", style::diff(&unified).trim_end());
        Ok(ExitCode::FAILURE)
    }
}

fn text(replay: &Replay) -> String {
    let line = |step: &tulip_course::Step| {
        format!("{}  {}\n", step.time, harmless(&step.sentence.to_string()))
    };
    replay.steps().iter().map(line).collect()
}
