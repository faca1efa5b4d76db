use std::process::ExitCode;

use serde_json::json;

use crate::error::Error;
use crate::gate::{self, Fault};
use crate::say;
use crate::style::{bold, green, red};
use crate::workspace::Workspace;

/// Check the whole course, as its authors do before they publish
///
/// Every starter compiles and fails its check, every solution passes without warnings, every
/// wrong one is refused for the reason of its first line; snapshots, traces and games are fresh; hints
/// and afterwords are there; captions fit; no file is without its place; and the book passes
/// its own check.
#[derive(clap::Args)]
#[command(after_help = "Example: cargo tulip dev check")]
pub(crate) struct Args {
    /// Print the faults as JSON
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        let mut faults = Vec::new();
        for (name, part) in gate::PARTS {
            let found = part(workspace)?;
            if !self.json {
                print_part(name, &found);
            }
            faults.extend(found.faults);
        }
        if self.json {
            let faults: Vec<_> = faults
                .iter()
                .map(|Fault { of, says }| json!({ "of": of, "says": says }))
                .collect();
            say!("{:#}", json!(faults));
        } else if faults.is_empty() {
            say!("{}", green("All is well."));
        }
        Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn print_part(name: &str, found: &gate::Found) {
    let count = found.looked_at;
    if found.faults.is_empty() {
        say!("{} {name}: {count}", green("well "));
        return;
    }
    say!("{} {name}: {} faults in {count}", red("fault"), found.faults.len());
    for Fault { of, says } in &found.faults {
        say!("  {}: {}", bold(of), says.trim_end().replace('\n', "\n    "));
    }
}
