//! A listing under every schedule there is.

use std::path::Path;
use std::time::Duration;

use tulip_conformance::explore::{Outcome, Run, choices, explore};
use tulip_course::{Game, Listing};
use tulip_trace::read;

use crate::child::End;
use crate::error::Error;
use crate::explorer::{picks, record_under};
use crate::scratch::Scratch;

/// Runs a listing under every schedule, and puts the runs together.
pub(crate) fn grow(listing: &Listing, program: &Path) -> Result<Game, Error> {
    let scratch = Scratch::new()?;
    let slug = &listing.slug;
    let mut traces = Vec::new();
    let mut failed = None;
    let explored = explore(MOST_RUNS, |schedule| {
        let recorded = record_under(program, schedule, LIMIT, &scratch);
        let (ran, trace) = match recorded {
            Ok(recorded) => recorded,
            Err(error) => return end_search(&mut failed, error),
        };
        if let Some(why) = no_end(&ran.end) {
            let how = match picks(schedule) {
                picks if picks.is_empty() => "as it comes".to_owned(),
                picks => format!("under the schedule {picks}"),
            };
            let says = format!("{slug} is no game: {how} {why}");
            return end_search(&mut failed, Error::Says(says));
        }
        let choices = choices(&read(&trace).records);
        traces.push(trace);
        Run { outcome: Outcome::Fine, choices }
    });
    if let Some(error) = failed {
        return Err(error);
    }
    if !explored.whole {
        return Err(Error::Says(format!(
            "{slug} is no game: it has more than {MOST_RUNS} schedules, which nobody plays"
        )));
    }
    Game::of_runs(traces.iter().map(String::as_str))
        .map_err(|error| Error::Says(format!("{slug} is no game: {error}")))
}

/// A failure ends a search.
fn end_search(failed: &mut Option<Error>, error: Error) -> Run {
    *failed = Some(error);
    Run { outcome: Outcome::Hang, choices: Vec::new() }
}

/// Why a run is no branch of a game: one that is stuck says so and ends.
fn no_end(end: &End) -> Option<&'static str> {
    match end {
        End::Ended(status) if matches!(status.code(), Some(0 | 1)) => None,
        End::Ended(_) => Some("it fails"),
        End::Late { .. } | End::Cancelled => Some("it does not end"),
        End::Flood => Some("it prints without end"),
    }
}

const MOST_RUNS: usize = 200;
/// How long one run may take, without its pauses.
const LIMIT: Duration = Duration::from_secs(5);
