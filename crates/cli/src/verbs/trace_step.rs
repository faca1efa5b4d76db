use std::io::{self, IsTerminal};
use std::process::ExitCode;

use crate::error::Error;
use crate::stepper::{self, Left};
use crate::traced::Traced;
use crate::workspace::Workspace;

/// Step through what happened, forward and back, in the terminal
///
/// j and k go a step on and back, J and K to the next and the last step of the same task, w to
/// whoever woke it, Home and End to the ends, q quits.
#[derive(clap::Args)]
#[command(after_help = "Example: cargo tulip trace step join")]
pub(crate) struct Args {
    /// A listing, or a file that `run --trace` has written
    trace: String,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        let trace = Traced::find(workspace, &self.trace)?;
        if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
            return Err(Error::Says(format!(
                "stepping needs a terminal; `cargo tulip trace show {}` prints all steps",
                self.trace
            )));
        }
        let replay = trace.replay(workspace)?;
        Ok(match stepper::run(workspace, &replay)? {
            Left::Quit => ExitCode::SUCCESS,
            Left::Interrupted => ExitCode::from(INTERRUPTED),
        })
    }
}

/// As a shell calls the end by Ctrl-C.
const INTERRUPTED: u8 = 130;
