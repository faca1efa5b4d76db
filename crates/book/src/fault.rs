use std::fmt;
use std::path::{Path, PathBuf};

/// What is wrong with the book, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fault {
    /// Relative to the clone; empty if `what` says it.
    file: PathBuf,
    /// From 1; 0 if it is about the whole file.
    line: usize,
    what: String,
}

impl Fault {
    /// For words that name the file themselves.
    pub(crate) fn told(what: impl fmt::Display) -> Self {
        Self::new("", 0, what)
    }

    pub(crate) fn new(
        file: impl AsRef<Path>,
        line: usize,
        what: impl fmt::Display,
    ) -> Self {
        Self { file: file.as_ref().to_owned(), line, what: what.to_string() }
    }

    /// The same, for one who does not know the line.
    pub(crate) fn anywhere(self) -> Self {
        Self { line: 0, ..self }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display().to_string().replace('\\', "/");
        match self.line {
            _ if file.is_empty() => f.write_str(&self.what),
            0 => write!(f, "{file}: {}", self.what),
            line => write!(f, "{file}:{line}: {}", self.what),
        }
    }
}
