//! What is kept, and whether it is what was printed: byte by byte.
//!
//! Snapshots are files of insta. Its comparison forgives white space; this one does not.

use std::error::Error;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use similar::{ChangeTag, TextDiff};

/// What a snapshot file holds, without insta's header.
///
/// # Errors
///
/// [`Stale::Missing`] if there is no such file; [`Stale::NoSnapshot`] if it has no header.
pub fn body(path: &Path) -> Result<String, Stale> {
    let text = fs::read_to_string(path)
        .map_err(|error| Stale::Missing(path.to_owned(), error.to_string()))?;
    let body = text.strip_prefix("---\n").and_then(|text| text.split_once("\n---\n"));
    Ok(body.ok_or_else(|| Stale::NoSnapshot(path.to_owned()))?.1.to_owned())
}

/// The snapshot file of a program that `command` runs, as insta writes it in our tests.
pub fn file(command: &str, output: &str) -> String {
    format!(
        "---\nsource: tests/tests/listings/snapshots.rs\ndescription: {command}\n---\n{output}"
    )
}

/// Compares what is kept in `path` with what came out.
///
/// # Errors
///
/// [`Stale::Differs`] if they are not equal.
pub fn compare(path: &Path, kept: &str, got: &str) -> Result<(), Stale> {
    if kept == got {
        return Ok(());
    }
    let first = kept.lines().zip(got.lines()).take_while(|(kept, got)| kept == got).count();
    Err(Stale::Differs { path: path.to_owned(), line: first + 1, diff: diff(kept, got) })
}

/// Why a kept file is not what it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stale {
    /// It cannot be read.
    Missing(PathBuf, String),
    /// It is no snapshot.
    NoSnapshot(PathBuf),
    /// It holds something else.
    Differs {
        /// The file.
        path: PathBuf,
        /// The first line that differs, from 1.
        line: usize,
        /// What differs, with the lines around it.
        diff: String,
    },
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path, error) => write!(f, "{}: {error}", path.display()),
            Self::NoSnapshot(path) => {
                write!(
                    f,
                    "{}: no snapshot: it has no header between two `---`",
                    path.display()
                )
            }
            Self::Differs { path, line, diff } => {
                let path = path.display();
                write!(f, "{path}: line {line} differs (- is kept, + is new)\n{diff}")
            }
        }
    }
}

impl Error for Stale {}

/// The differing lines with two around them, at most forty.
fn diff(kept: &str, got: &str) -> String {
    let diff = TextDiff::from_lines(kept, got);
    let mut lines = Vec::new();
    for group in diff.grouped_ops(2) {
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            let line = change.value();
            let end = if line.ends_with('\n') { "" } else { "\n  (no line end)\n" };
            lines.push(format!("{sign} {}{end}", visible(line)));
        }
    }
    let more = lines.len().saturating_sub(40);
    let mut text = lines.into_iter().take(40).collect::<String>();
    if more > 0 {
        text.extend(["... and ", &more.to_string(), " lines more\n"]);
    }
    text
}

/// Shows what a terminal would swallow.
fn visible(line: &str) -> String {
    let text = line.strip_suffix('\n').unwrap_or(line);
    let kept = text.trim_end();
    let mut shown = kept.replace('\r', "␍").replace('\t', "→");
    shown.extend(text[kept.len()..].chars().map(|c| if c == '\r' { '␍' } else { '·' }));
    if line.ends_with('\n') {
        shown.push('\n');
    }
    shown
}
