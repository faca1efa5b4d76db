use std::fs;
use std::path::PathBuf;

use tulip_course::{Exercise, Listing};

use crate::book::Book;
use crate::directives::question;
use crate::fault::Fault;
use crate::workspace::Workspace;

/// Markdown of the book, and where it lies in the clone.
pub(super) struct Text {
    pub(super) file: PathBuf,
    pub(super) source: String,
}

/// Everything that is written for readers of the pages that are due: the pages themselves,
/// questions, exercises, differences. `faults` gets what cannot be read.
pub(super) fn all(
    workspace: &Workspace,
    book: &Book,
    faults: &mut Vec<Fault>,
) -> Vec<Text> {
    let pages = book.pages.iter();
    let mut texts: Vec<_> = pages
        .map(|(file, page)| Text { file: file.clone(), source: page.source.clone() })
        .collect();
    let course = &workspace.course;
    let is_due = |page: &str| workspace.page(page).is_some_and(|page| page.due);
    let listings = course.listings().iter();
    let listings =
        listings.filter(|listing| !listing.differs.is_empty() && is_due(&listing.page));
    let exercises = course.exercises().iter().filter(|exercise| is_due(&exercise.page));
    let files = listings.map(Listing::reason).chain(exercises.map(Exercise::text));
    for path in files.chain(questions(workspace, faults)) {
        match workspace.read(&path) {
            Ok(source) => {
                texts.push(Text { file: workspace.shown(&path).to_owned(), source });
            }
            Err(fault) => faults.push(fault),
        }
    }
    texts
}

/// The files of all questions that can be read, those of the inventory too.
pub(super) fn questions(workspace: &Workspace, faults: &mut Vec<Fault>) -> Vec<PathBuf> {
    let folder = workspace.book().join("questions");
    let mut files = Vec::new();
    for folder in [folder.join("inventory"), folder] {
        // A book without questions is one, too.
        let entries = fs::read_dir(&folder).into_iter().flatten();
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.extension().is_none_or(|ending| ending != "md") {
                continue;
            }
            match question::read(workspace, &path) {
                Ok(_) => files.push(path),
                Err(fault) => faults.push(fault),
            }
        }
    }
    files.sort();
    files
}
