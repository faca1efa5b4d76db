use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::RwLock;
use std::time::{SystemTime, UNIX_EPOCH};

use super::page;
use crate::book::Made;

/// The built book, as it is served.
pub(super) struct Site {
    folder: PathBuf,
    /// Locked while a file is read too, so that a file and its build belong together.
    state: RwLock<State>,
    says_failed: String,
}

/// Which build is served.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// Differs from every other build, also of another run.
    pub(super) built: u128,
    /// What is wrong with what was saved since.
    pub(super) failed: Option<String>,
}

impl State {
    fn next(&self) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self { built: now.as_millis().max(self.built + 1), failed: None }
    }
}

impl Site {
    pub(super) fn new(folder: PathBuf, says_failed: String) -> Self {
        Self { folder, state: RwLock::default(), says_failed }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether it is there still: its folder is one that `cargo clean` empties.
    pub(super) fn is_built(&self) -> bool {
        self.folder.join("index.html").is_file()
    }

    /// What a page says when what was saved cannot be built.
    pub(super) fn says_failed(&self) -> &str {
        &self.says_failed
    }

    /// Serves this one from now on.
    pub(super) fn put(&self, made: Made) -> io::Result<()> {
        let mut state = self.state.write().expect(NEVER_POISONED);
        made.put(&self.folder)?;
        *state = state.next();
        Ok(())
    }

    /// Serves these pages of another build from now on, and of the one before all others.
    pub(super) fn put_pages(&self, made: &Made, names: &[String]) -> io::Result<()> {
        let mut state = self.state.write().expect(NEVER_POISONED);
        for name in names {
            page::copy(name, &made.folder, &self.folder)?;
        }
        *state = state.next();
        Ok(())
    }

    /// Serves the one before, and says so.
    pub(super) fn fail(&self, says: String) {
        self.state.write().expect(NEVER_POISONED).failed = Some(says);
    }

    pub(super) fn state(&self) -> State {
        self.state.read().expect(NEVER_POISONED).clone()
    }

    /// A file of the book, and the build that it is from.
    pub(super) fn read(&self, file: &Path) -> Option<(Vec<u8>, u128)> {
        let state = self.state.read().expect(NEVER_POISONED);
        let folder = self.folder.canonicalize().ok()?;
        let path = folder.join(file).canonicalize().ok()?;
        // A link can lead out of the folder.
        if !(path.starts_with(&folder) && path.is_file()) {
            return None;
        }
        Some((fs::read(path).ok()?, state.built))
    }
}

const NEVER_POISONED: &str = "nobody panics while it is held";
