use std::cell::Cell;
use std::process::ExitCode;
use std::time::Duration;

use clap::builder::RangedU64ValueParser;
use serde_json::json;
use tulip_conformance::explore::{Explored, Outcome, Run, explore, replay};

use crate::error::Error;
use crate::explorer::{picks, run_under};
use crate::progress::Progress;
use crate::say;
use crate::scratch::Scratch;
use crate::style::{bold, green, red};
use crate::verbs::run::{build_copy, build_listing, refuse_unless_followed};
use crate::workspace::{Program, Workspace};

/// Run a program under every schedule, and show the shortest that makes it fail
///
/// It fails if it deadlocks, hangs, panics, or fails an `assert!`. The search ends at the first
/// failure; short schedules come first. Only the first kernel of a program follows the schedule.
#[derive(clap::Args)]
#[command(after_help = "Example: cargo tulip explore lost-wake-up")]
pub(crate) struct Args {
    /// A listing, or an exercise: then your copy of it
    slug: String,
    /// Run at most this many schedules
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = at_least_one())]
    runs: usize,
    /// Print the result as JSON
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        let (program, limit) = match workspace.program(&self.slug)? {
            Program::Exercise(exercise) => {
                (build_copy(workspace, exercise)?, exercise.limit)
            }
            Program::Listing(listing) => (build_listing(workspace, listing)?, LIMIT),
        };
        let scratch = Scratch::new()?;
        let progress = Progress::bar(self.runs, "schedules");
        let mut failed = None;
        let (most, is_followed) = (Cell::new(0), Cell::new(false));
        let explored = explore(self.runs, |schedule| {
            progress.tell(&picks(schedule));
            progress.step();
            // There is a choice, so it is the second run: now it matters who listens.
            let followed = match schedule {
                [] => Ok(()),
                _ if is_followed.replace(true) => Ok(()),
                _ => refuse_unless_followed(&self.slug, &program),
            };
            match followed.and_then(|()| run_under(&program, schedule, limit, &scratch)) {
                Ok(run) => {
                    most.set(most.get().max(run.choices.len()));
                    run
                }
                Err(error) => {
                    failed = Some(error);
                    // Ends the search.
                    Run { outcome: Outcome::Hang, choices: Vec::new() }
                }
            }
        });
        drop(progress);
        if let Some(error) = failed {
            return Err(error);
        }
        if self.json {
            say!("{:#}", self.to_json(&explored));
        } else {
            self.print(&explored, most.get());
        }
        let found = explored.failure.is_some();
        Ok(if found { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }

    fn print(&self, explored: &Explored, most: usize) {
        let Explored { runs, whole, failure } = explored;
        let were_run = if *runs == 1 { "schedule was run" } else { "schedules were run" };
        let Some((schedule, outcome)) = failure else {
            let all = if *whole { ", and there are no more" } else { "; there are more" };
            say!("{}: {runs} {were_run}{all}. None fails.", green(&self.slug));
            if most == 0 {
                say!("There was no choice: never was more than one task ready.");
            } else if !whole {
                say!(
                    "The search was cut; `--runs {}` goes on longer.",
                    self.runs.saturating_mul(10)
                );
            }
            return;
        };
        say!("{}: {outcome}", red(&self.slug));
        say!("");
        say!("This shows it again:");
        say!("    {}", bold(&replay(&self.slug, schedule)));
        let rest = if *whole {
            "There are no others."
        } else {
            "No shorter one fails; the search ended here."
        };
        say!("{runs} {were_run}. {rest}");
    }

    fn to_json(&self, explored: &Explored) -> serde_json::Value {
        let failure = explored.failure.as_ref().map(|(schedule, outcome)| {
            json!({
                "schedule": schedule,
                "says": outcome.to_string(),
                "replay": replay(&self.slug, schedule),
            })
        });
        json!({ "runs": explored.runs, "whole": explored.whole, "failure": failure })
    }
}

fn at_least_one() -> RangedU64ValueParser<usize> {
    RangedU64ValueParser::new().range(1..)
}

/// How long a listing may run under one schedule, without its pauses.
const LIMIT: Duration = Duration::from_secs(5);
