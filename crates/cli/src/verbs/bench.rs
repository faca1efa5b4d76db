use std::process::ExitCode;

use crate::cargo;
use crate::error::Error;
use crate::verbs::run::become_it;
use crate::workspace::Workspace;

/// Set tulip beside its peers: all in one run, as ratios
///
/// Each figure comes from a process of its own; peers take turns, and ratios are taken round by
/// round. All rows take some 20 minutes, and write the table with the day and the machine to
/// crates/bench/side-by-side.md. The first time the peers have to be built.
#[derive(clap::Args)]
#[command(
    after_help = "Examples: cargo tulip bench\n          cargo tulip bench spawn echo"
)]
pub(crate) struct Args {
    /// Only rows whose name contains one of these
    #[arg(value_name = "ROW")]
    rows: Vec<String>,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        let mut command = cargo::cargo();
        command.current_dir(workspace.root());
        command.args(["run", "--release", "--package", "tulip-bench", "--", "compare"]);
        command.args(&self.rows).args(self.json.then_some("--json"));
        let program = command.get_program().into();
        become_it(&mut command).map_err(|error| Error::Start(program, error))
    }
}
