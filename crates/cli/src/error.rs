use std::fmt;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use tulip_course::{CourseError, RunError};

/// Why the command cannot do what it was asked to.
#[derive(Debug)]
pub(crate) enum Error {
    /// Not in a clone of the course.
    NoCourse,
    /// `chapters/course.toml` is wrong.
    Course(CourseError),
    /// A slug that is not in the course, and those that are like it.
    Unknown { kind: &'static str, slug: String, near: Vec<String> },
    /// The slug of something else, and what can be done with it.
    OtherKind { slug: String, is: &'static str, command: String },
    /// All exercises are done, or there are none.
    NoExercise,
    /// The folder of the reader's copies is missing.
    NoPractice(PathBuf),
    /// The reader's copy cannot be used.
    Copy(PathBuf, CopyFault),
    /// A file of the course is wrong.
    Broken(PathBuf, String),
    /// A file cannot be read.
    Read(PathBuf, io::Error),
    /// A file cannot be written.
    Write(PathBuf, io::Error),
    /// A listing cannot be built or run.
    Listing(RunError),
    /// A program cannot be started.
    Start(PathBuf, io::Error),
    /// Cargo failed, with these words.
    Cargo(String),
    /// Something else, in a sentence.
    Says(String),
}

/// Why the reader's copy cannot be used.
#[derive(Debug)]
pub(crate) enum CopyFault {
    /// There is none.
    Missing { slug: String },
    /// It cannot be read.
    Unreadable(io::Error),
    /// It is no text; the line, from 1.
    NotUtf8 { line: usize },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCourse => f.write_str(
                "chapters/course.toml is in no folder above this one: go to your clone of Tulip",
            ),
            Self::Course(error) => error.fmt(f),
            Self::Unknown { kind, slug, near } => {
                write!(f, "there is no {kind} `{slug}`")?;
                match &near[..] {
                    [] => Ok(()),
                    near => write!(f, "; did you mean {}?", or(near)),
                }?;
                f.write_str("\n`cargo tulip list` shows what there is")
            }
            Self::OtherKind { slug, is, command } => {
                write!(f, "`{slug}` is {is}; try `{command}`")
            }
            Self::NoExercise => f.write_str(
                "no exercise is left to go on with: name one (`cargo tulip list` shows them)",
            ),
            Self::NoPractice(path) => write!(
                f,
                "{} is missing: your copies lie there\n`git restore practice` brings it back",
                path.display()
            ),
            Self::Copy(path, fault) => write!(f, "{}: {fault}", path.display()),
            Self::Broken(path, what) => write!(f, "{}: {what}", path.display()),
            Self::Read(path, error) => {
                let path = path.display();
                write!(f, "cannot read {path}: {error}")?;
                f.write_str(match error.kind() {
                    ErrorKind::NotFound => {
                        "\nIf it belongs to the clone, `git restore` with its name brings it back."
                    }
                    ErrorKind::NotADirectory => {
                        "\nA file stands where a folder should: move it away."
                    }
                    ErrorKind::PermissionDenied => "\nSee that you may read it.",
                    _ => "",
                })
            }
            Self::Write(path, error) => {
                writeln!(f, "cannot write {}: {error}", path.display())?;
                f.write_str(match error.kind() {
                    ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                        "The disk is full: make room and try again. "
                    }
                    ErrorKind::PermissionDenied => "See that you may write there. ",
                    ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
                        "A file stands where a folder should: move it away. "
                    }
                    _ => "",
                })?;
                f.write_str("What stood there before is unchanged.")
            }
            Self::Listing(error @ RunError::NoCargo(_)) => write!(f, "{error}\n{MISSING}"),
            Self::Listing(error) => error.fmt(f),
            Self::Start(path, error) => {
                write!(f, "cannot start {}: {error}", path.display())?;
                if error.kind() == ErrorKind::NotFound { write!(f, "\n{MISSING}") } else { Ok(()) }
            }
            Self::Cargo(words) | Self::Says(words) => f.write_str(words.trim_end()),
        }
    }
}

impl fmt::Display for CopyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { slug } => write!(
                f,
                "there is no such file; `cargo tulip next {slug}` writes the starter there"
            ),
            Self::Unreadable(error) => {
                write!(
                    f,
                    "cannot be read: {error}; move it away, or see that you may read it"
                )
            }
            Self::NotUtf8 { line } => write!(
                f,
                "line {line} is not UTF-8: save the file in that encoding (or see \
                 `cargo tulip reset`, which keeps your file)"
            ),
        }
    }
}

impl std::error::Error for Error {}

impl From<CourseError> for Error {
    fn from(error: CourseError) -> Self {
        Self::Course(error)
    }
}

impl From<RunError> for Error {
    fn from(error: RunError) -> Self {
        Self::Listing(error)
    }
}

impl Error {
    /// For `map_err` where a file was read.
    pub(crate) fn reading(path: &Path) -> impl FnOnce(io::Error) -> Self {
        |error| Self::Read(path.to_owned(), error)
    }

    /// For `map_err` where a file was written.
    pub(crate) fn writing(path: &Path) -> impl FnOnce(io::Error) -> Self {
        |error| Self::Write(path.to_owned(), error)
    }
}

const MISSING: &str = "`cargo tulip doctor` says what is missing on this machine";

/// `a`, `b` or `c`.
fn or(slugs: &[String]) -> String {
    let quoted: Vec<_> = slugs.iter().map(|slug| format!("`{slug}`")).collect();
    match &quoted[..] {
        [all @ .., last] if !all.is_empty() => format!("{} or {last}", all.join(", ")),
        all => all.join(""),
    }
}
