use super::Found;
use crate::book;
use crate::error::Error;
use crate::progress::Progress;
use crate::workspace::Workspace;

/// The book is as its own check wants it.
pub(super) fn book(workspace: &Workspace) -> Result<Found, Error> {
    let pages = workspace.course.pages().iter().filter(|page| page.due).count();
    let mut found = Found { looked_at: pages, ..Found::default() };
    let checking = Progress::spinner("checking the book");
    let checked = book::check(workspace)?;
    drop(checking);
    if let Err(says) = checked {
        found.fault("the book", workspace.shortened(&says));
    }
    Ok(found)
}
