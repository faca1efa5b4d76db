//! Building again what was saved.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::EventKind;
use notify::{Config, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use super::site::Site;
use super::{Maker, say};
use crate::workspace::Workspace;

/// Builds the book whenever something is saved that it is made of, as long as the program runs.
pub(super) fn start(mut maker: Maker, site: Arc<Site>) -> Result<(), String> {
    let (tell, saved) = channel();
    let sources = Sources::of(&maker);
    let known = sources.clone();
    let mut watcher = new_watcher(move |event: notify::Result<notify::Event>| {
        let files = match event {
            Ok(event) => known.changed(event),
            // It can hide a change, and names no page.
            Err(_) => vec![PathBuf::new()],
        };
        if !files.is_empty() {
            let _ = tell.send(files);
        }
    })?;
    for (folder, mode) in sources.folders() {
        let result = watcher.watch(folder, mode);
        result.map_err(|error| format!("cannot watch {}: {error}", folder.display()))?;
    }
    thread::spawn(move || {
        let _watcher = watcher;
        // What was saved since the last build that went well.
        let mut files = BTreeSet::new();
        while let Some(more) = wait(&saved) {
            files.extend(more);
            let began = Instant::now();
            let made = Workspace::at(maker.workspace.root()).and_then(|workspace| {
                maker.workspace = workspace;
                maker.make_saved(&site, &files)
            });
            match made {
                Ok(()) => {
                    files.clear();
                    say(&format!("Built again in {} ms.", began.elapsed().as_millis()));
                }
                Err(faults) => {
                    let says: Vec<_> =
                        faults.iter().map(|fault| format!("error: {fault}")).collect();
                    say(&says.join("\n"));
                    site.fail(says.join("\n"));
                }
            }
        }
    });
    Ok(())
}

/// What the book is made of.
#[derive(Clone)]
struct Sources {
    folders: Vec<PathBuf>,
    /// The reader's, in a folder in which much else can happen.
    trace: Option<PathBuf>,
}

impl Sources {
    fn of(maker: &Maker) -> Self {
        let root = maker.workspace.root();
        // As the system names them when it tells of changes.
        let folders = ["book", "chapters", "crates"];
        let folders = folders.iter().filter_map(|name| root.join(name).canonicalize().ok());
        Self {
            folders: folders.collect(),
            trace: maker.trace.as_ref().map(|trace| trace.path().to_owned()),
        }
    }

    fn folders(&self) -> impl Iterator<Item = (&Path, RecursiveMode)> {
        let folders =
            self.folders.iter().map(|folder| (&**folder, RecursiveMode::Recursive));
        // A file that is written anew can be another file: its folder is watched.
        let trace = self.trace.as_deref().and_then(Path::parent);
        folders.chain(trace.map(|folder| (folder, RecursiveMode::NonRecursive)))
    }

    /// Which of them an event tells of; none if it is none.
    fn changed(&self, event: notify::Event) -> Vec<PathBuf> {
        let is_ours = |path: &PathBuf| {
            let is_inside = self.folders.iter().any(|folder| path.starts_with(folder));
            (is_inside && !is_of_an_editor(path)) || self.trace.as_ref() == Some(path)
        };
        match event.kind {
            // What is read stays as it is.
            EventKind::Access(_) => Vec::new(),
            _ => event.paths.into_iter().filter(is_ours).collect(),
        }
    }
}

/// What editors put for a moment beside the file that they save: hidden files, copies whose names
/// end with a tilde, and Vim's 4913.
fn is_of_an_editor(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.') || name.ends_with('~') || name == "4913"
}

/// Waits for a change, and for those that come with it; nothing if there will be none.
fn wait(saved: &Receiver<Vec<PathBuf>>) -> Option<BTreeSet<PathBuf>> {
    let mut files: BTreeSet<_> = saved.recv().ok()?.into_iter().collect();
    while let Ok(more) = saved.recv_timeout(Duration::from_millis(40)) {
        files.extend(more);
    }
    Some(files)
}

fn new_watcher(
    handler: impl Fn(notify::Result<notify::Event>) + Send + Clone + 'static,
) -> Result<Box<dyn Watcher + Send>, String> {
    if let Ok(watcher) = RecommendedWatcher::new(handler.clone(), Config::default()) {
        return Ok(Box::new(watcher));
    }
    let config = Config::default().with_poll_interval(Duration::from_millis(400));
    let watcher = PollWatcher::new(handler, config.with_compare_contents(true));
    Ok(Box::new(
        watcher.map_err(|error| format!("cannot watch the book's files: {error}"))?,
    ))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use notify::Event;
    use notify::event::{AccessKind, CreateKind, EventKind};

    use super::Sources;

    #[test]
    fn only_a_change_of_what_the_book_is_made_of_builds_it_again() {
        let sources = Sources {
            folders: vec![PathBuf::from("/clone/book")],
            trace: Some(PathBuf::from("/clone/target/what.json")),
        };
        let written = EventKind::Create(CreateKind::File);
        let read = EventKind::Access(AccessKind::Read);
        for (kind, path, builds) in [
            (written, "/clone/book/src/a.md", true),
            (read, "/clone/book/src/a.md", false),
            (written, "/clone/target/what.json", true),
            // Building the book must not build it again.
            (written, "/clone/target/book.new-1", false),
            (written, "/clone/bookmarks", false),
            // An editor keeps its own files there while it saves.
            (written, "/clone/book/.a.md.swp", false),
            (written, "/clone/book/a.md~", false),
            (written, "/clone/book/4913", false),
        ] {
            let event = Event::new(kind).add_path(path.into());
            assert_eq!(
                sources.changed(event).len(),
                usize::from(builds),
                "{kind:?} {path}"
            );
        }
    }
}
