use std::path::PathBuf;
use std::process::ExitCode;

use tulip_conformance::template;

use crate::error::Error;
use crate::say;
use crate::workspace::Workspace;

/// Begin a runtime of your own, in a folder outside the clone
#[derive(clap::Args)]
#[command(after_help = "Example: cargo tulip new ../my-runtime")]
pub(crate) struct Args {
    /// A folder that is new or empty
    dir: PathBuf,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        let root = workspace.root();
        template::write(&self.dir, root).map_err(|error| Error::Says(error.to_string()))?;
        let dir = self.dir.canonicalize().map_err(Error::reading(&self.dir))?;
        workspace.state.set_mine(&dir)?;
        say!("Your runtime begins in {}. Its README.md says how.", dir.display());
        say!(
            "`cargo tulip check --mine` says which rules it keeps; so does `cargo test` there."
        );
        Ok(ExitCode::SUCCESS)
    }
}
