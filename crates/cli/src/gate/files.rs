use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tulip_course::{Exercise, Kind};

use super::Found;
use crate::error::Error;
use crate::workspace::Workspace;

/// Every file belongs to something that the course lists, and what it lists has its files.
pub(super) fn files(workspace: &Workspace) -> Result<Found, Error> {
    let mut found = Found::default();
    let mut known = BTreeSet::new();
    for listing in workspace.course.listings() {
        known.extend([listing.source(), listing.snapshot()]);
        known.extend(listing.has_twin.then(|| listing.twin()));
        known.extend(listing.has_trace.then(|| listing.trace()));
        known.extend(listing.has_game.then(|| listing.game()));
        known.extend((!listing.differs.is_empty()).then(|| listing.reason()));
    }
    for exercise in workspace.course.exercises() {
        known.extend(needed(exercise));
        known.insert(exercise.practice().join("Cargo.toml"));
        if exercise.kind.is_program() {
            let wrong = rust_files(&exercise.wrong())?;
            if wrong.is_empty() {
                let says = "holds no program: what does the check refuse?";
                found.fault(workspace.shown(&exercise.wrong()), says);
            }
            known.extend(wrong);
        }
    }
    for path in known.iter().filter(|path| !path.is_file()) {
        found.fault(workspace.shown(path), "is missing");
    }
    for chapter in workspace.course.chapters() {
        let folder = workspace.root().join("chapters").join(&chapter.folder);
        for part in PARTS {
            for path in files_below(&folder.join(part))? {
                found.look();
                if !known.contains(&path) {
                    found.fault(
                        workspace.shown(&path),
                        "chapters/course.toml lists nothing that has this file",
                    );
                }
            }
        }
    }
    Ok(found)
}

fn needed(exercise: &Exercise) -> Vec<PathBuf> {
    let mut files = vec![exercise.text()];
    if exercise.kind.is_program() {
        files.extend([exercise.solution(), exercise.check()]);
    }
    if matches!(exercise.kind, Kind::Predict | Kind::Order) {
        files.push(exercise.questions());
    }
    files
}

/// The programs in a folder; none if there is no such folder.
pub(super) fn rust_files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut files = files_below(folder)?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    Ok(files)
}

/// All files in a folder and in those below, in the order of their names.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::reading(folder))? {
        let path = entry.map_err(Error::reading(folder))?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else if path.file_name().is_none_or(|name| !is_hidden(name)) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// What editors leave behind, and Python.
fn is_hidden(name: &std::ffi::OsStr) -> bool {
    let name = name.to_string_lossy();
    name.starts_with('.') || name.ends_with('~') || name.ends_with(".pyc")
}

/// The folders of a chapter whose files go by slugs.
const PARTS: [&str; 7] =
    ["examples", "python", "snapshots", "traces", "games", "differences", "exercises"];
