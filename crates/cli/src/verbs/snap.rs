use std::process::ExitCode;

use serde_json::json;
use tulip_course::snapshot::{self, Stale};
use tulip_course::{Listing, Output, Programs, RunError};

use crate::error::Error;
use crate::parallel::for_all;
use crate::progress::Progress;
use crate::style::{dim, green, red};
use crate::workspace::Workspace;
use crate::{say, style};

/// Compare what listings print with their snapshots, byte by byte
#[derive(clap::Args)]
#[command(after_help = "Examples: cargo tulip snap\n          cargo tulip snap deadlock")]
pub(crate) struct Args {
    /// A listing; without one, all of them
    slug: Option<String>,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        let course = &workspace.course;
        let listings: Vec<&Listing> = match &self.slug {
            Some(slug) => vec![workspace.listing(slug)?],
            None => {
                course.listings().iter().filter(|listing| listing.runs_here()).collect()
            }
        };
        let building = Progress::spinner("building the listings");
        let programs = match listings[..] {
            [listing] => Programs::build_one(course, listing)?,
            _ => Programs::build(course)?,
        };
        drop(building);
        let progress = Progress::bar(listings.len(), "running the listings");
        let results = for_all(&listings, |listing| {
            let result = compare(listing, programs.run(listing, None, None));
            progress.step();
            result
        });
        drop(progress);

        let faults = results.iter().filter(|result| result.is_some()).count();
        let results = listings.iter().zip(results);
        if self.json {
            let results: Vec<_> = results
                .map(|(listing, fault)| {
                    json!({ "slug": listing.slug, "fresh": fault.is_none(), "says": fault })
                })
                .collect();
            say!("{:#}", json!(results));
        } else {
            for (listing, fault) in results {
                match fault {
                    None => say!("{} {}", green("same"), listing.slug),
                    Some(fault) => say_fault(workspace, listing, &fault),
                }
            }
            if faults > 0 {
                let of = listings.len();
                say!("{}", dim(&format!("{faults} of {of} print something else.")));
            }
        }
        Ok(if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// What is wrong with the snapshot of a listing, after what it printed.
pub(crate) fn compare(
    listing: &Listing,
    output: Result<Output, RunError>,
) -> Option<String> {
    let output = match output {
        Ok(output) => listing.redacted(&output.stdout),
        Err(error) => return Some(error.to_string()),
    };
    let path = listing.snapshot();
    let compared =
        snapshot::body(&path).and_then(|kept| snapshot::compare(&path, &kept, &output));
    compared.err().map(|stale: Stale| stale.to_string())
}

fn say_fault(workspace: &Workspace, listing: &Listing, fault: &str) {
    say!("{} {}", red("differs"), listing.slug);
    say!("{}", style::diff(&workspace.shortened(fault)).trim_end());
}
