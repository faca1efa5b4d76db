use std::fs;

use tulip_course::snapshot::{self, Stale};
use tulip_course::{Listing, Output, Programs, RunError};

use super::Found;
use crate::error::Error;
use crate::parallel::for_all;
use crate::progress::Progress;
use crate::scratch::Scratch;
use crate::verbs::snap;
use crate::workspace::Workspace;

/// Every listing prints its snapshot and does what its trace shows.
pub(super) fn listings(workspace: &Workspace) -> Result<Found, Error> {
    let listings = workspace.course.listings();
    let building = Progress::spinner("building the listings");
    let programs = Programs::build(&workspace.course)?;
    drop(building);
    let scratch = Scratch::new()?;
    let progress = Progress::bar(listings.len(), "running the listings");
    let faults = for_all(listings, |listing| {
        let trace = scratch.file(&format!("{}.json", listing.slug));
        let output = programs.run(listing, None, listing.has_trace.then_some(&*trace));
        progress.step();
        faults(listing, output)
    });
    let mut found = Found { looked_at: listings.len(), ..Found::default() };
    for (listing, faults) in listings.iter().zip(faults) {
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
    let of_trace = trace.and_then(|trace| {
        let path = listing.trace();
        let kept = fs::read_to_string(&path)
            .map_err(|error| Stale::Missing(path.clone(), error.to_string()));
        kept.and_then(|kept| snapshot::compare(&path, &kept, &trace)).err()
    });
    let of_trace = of_trace.map(|stale| stale.to_string());
    snap::compare(listing, output).into_iter().chain(of_trace).collect()
}
