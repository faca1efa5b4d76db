use std::fs;

use tulip_course::Replay;

use super::Found;
use crate::error::Error;
use crate::traced::catalogue;
use crate::workspace::Workspace;

/// Every caption is about a step of a trace that is kept, and about one that no other is about.
pub(super) fn captions(workspace: &Workspace) -> Result<Found, Error> {
    let mut found = Found::default();
    let catalogue = catalogue(workspace.root())?;
    for slug in catalogue.captioned() {
        found.look();
        let Some(listing) =
            workspace.find_listing(slug).filter(|listing| listing.has_trace)
        else {
            found.fault(slug, "has captions, and is no listing whose trace is kept");
            continue;
        };
        let path = listing.trace();
        let trace = fs::read_to_string(&path).map_err(Error::reading(&path))?;
        let replay = Replay::read(&trace, &catalogue);
        if let Err(error) = replay.captions(&catalogue, slug) {
            found.fault(slug, error.to_string());
        }
    }
    Ok(found)
}
