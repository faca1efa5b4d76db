use tulip_course::notes::{Asked, Notes};

use crate::fault::Fault;
use crate::workspace::Workspace;

/// Whether every item of the notes, every question and every rule is placed; a course can do
/// without these files.
pub(super) fn faults(workspace: &Workspace) -> Vec<Fault> {
    let (root, course) = (workspace.root(), &workspace.course);
    let notes = || Ok(Notes::load(root).map_err(|error| error.to_string())?.faults(course));
    let asked = || Ok(Asked::load(root).map_err(|error| error.to_string())?.faults(course));
    let found = |file: &str, faults: &dyn Fn() -> Result<Vec<String>, String>| {
        let is_there = root.join(file).exists();
        let found = if is_there { faults() } else { Ok(Vec::new()) };
        // They say themselves in which file and line.
        let found = found.unwrap_or_else(|error| vec![error]);
        found.into_iter().map(Fault::told).collect::<Vec<_>>()
    };
    [found("book/notes.toml", &notes), found("book/asked.toml", &asked)].concat()
}
