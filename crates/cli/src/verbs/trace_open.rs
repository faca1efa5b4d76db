use std::process::ExitCode;

use crate::book;
use crate::error::Error;
use crate::traced::Traced;
use crate::workspace::Workspace;

/// Show a trace in the stepper of the book, in your browser, until Ctrl-C
#[derive(clap::Args)]
#[command(after_help = "Example: cargo tulip trace open mine.json")]
pub(crate) struct Args {
    /// A listing, or a file that `run --trace` has written
    trace: String,
    #[command(flatten)]
    served: book::Served,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        let trace = Traced::find(workspace, &self.trace)?;
        trace.refuse_unless_shown()?;
        // Says here, and not after the book was built, that the file is no trace.
        trace.replay(workspace)?;
        let mut args = self.served.args();
        args.extend(["--trace".into(), trace.absolute().into()]);
        book::serve(workspace, &args)
    }
}
