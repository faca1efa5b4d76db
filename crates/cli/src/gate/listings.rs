use std::fs;
use std::path::Path;

use tulip_course::snapshot::{self, Stale};
use tulip_course::{Listing, Output, Programs, RunError};

use super::Found;
use crate::error::Error;
use crate::games;
use crate::parallel::for_all;
use crate::progress::Progress;
use crate::scratch::Scratch;
use crate::verbs::snap;
use crate::workspace::Workspace;

/// Every listing prints its snapshot and does what its trace and its game show.
pub(super) fn listings(workspace: &Workspace) -> Result<Found, Error> {
    let here = workspace.course.listings().iter().filter(|listing| listing.runs_here());
    let listings: Vec<_> = here.collect();
    let building = Progress::spinner("building the listings");
    let programs = Programs::build(&workspace.course)?;
    drop(building);
    let scratch = Scratch::new()?;
    let progress = Progress::bar(listings.len(), "running the listings");
    let faults = for_all(&listings, |listing| {
        let trace = scratch.file(&format!("{}.json", listing.slug));
        let output = programs.run(listing, None, listing.has_trace.then_some(&*trace));
        progress.step();
        let mut faults = faults(listing, output);
        faults.extend(fault_of_game(listing, &programs));
        faults
    });
    let mut found = Found { looked_at: listings.len(), ..Found::default() };
    for (listing, faults) in listings.into_iter().zip(faults) {
        for fault in faults {
            let mend =
                format!("`cargo tulip dev accept {}` keeps what is new", listing.slug);
            found.fault(
                &listing.slug,
                format!("{}\n{mend}", workspace.shortened(&fault).trim_end()),
            );
        }
    }
    Ok(found)
}

fn faults(listing: &Listing, output: Result<Output, RunError>) -> Vec<String> {
    let trace = output.as_ref().ok().and_then(|output| output.trace.clone());
    let of_trace = trace.and_then(|trace| stale(&listing.trace(), &trace));
    snap::compare(listing, output).into_iter().chain(of_trace).collect()
}

/// What is wrong with the runs under every schedule that are kept.
fn fault_of_game(listing: &Listing, programs: &Programs) -> Option<String> {
    // That there is no program is told of its snapshot.
    let program = programs.executable(listing).ok().filter(|_| listing.has_game)?;
    match games::grow(listing, program) {
        Ok(game) => stale(&listing.game(), &game.to_text()),
        Err(error) => Some(error.to_string()),
    }
}

/// What differs from the file that is kept.
fn stale(path: &Path, new: &str) -> Option<String> {
    let kept = fs::read_to_string(path)
        .map_err(|error| Stale::Missing(path.to_owned(), error.to_string()));
    let compared = kept.and_then(|kept| snapshot::compare(path, &kept, new));
    compared.err().map(|stale| stale.to_string())
}
