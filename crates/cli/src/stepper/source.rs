use std::collections::HashMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The source files of a clone, read once.
#[derive(Debug)]
pub(super) struct Sources {
    root: PathBuf,
    files: HashMap<String, Option<Vec<String>>>,
}

impl Sources {
    pub(super) fn in_clone(root: &Path) -> Self {
        Self { root: root.to_owned(), files: HashMap::new() }
    }

    /// The lines of a file. A trace can come from anywhere: what lies outside the clone is not
    /// read.
    pub(super) fn lines(&mut self, file: &str) -> Option<&[String]> {
        let root = &self.root;
        let lines = self.files.entry(file.to_owned()).or_insert_with(|| {
            let path = Path::new(file);
            let stays = path.components().all(|part| matches!(part, Component::Normal(_)));
            let text = stays.then(|| fs::read_to_string(root.join(path)).ok()).flatten()?;
            Some(text.lines().map(|line| line.replace('\t', "    ")).collect())
        });
        lines.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Sources;

    #[test]
    fn only_files_of_the_clone_are_read() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut sources = Sources::in_clone(&here.join("src"));
        assert!(sources.lines("main.rs").is_some());
        for outside in
            ["../Cargo.toml", "/etc/passwd", "./../Cargo.toml", "no-such-file", ""]
        {
            assert!(sources.lines(outside).is_none(), "{outside}");
        }
    }
}
