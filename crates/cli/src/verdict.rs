use std::fmt;
use std::path::Path;
use std::time::Duration;

use tulip_conformance as conformance;
use tulip_trace::Place;

use crate::style::plain;

/// What came of a check, the cause first.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    /// What the check itself said: green, wrong, or a panic.
    Said(conformance::Verdict),
    /// A question that is not answered yet.
    Open(String),
    /// It does not compile: the first error, as the compiler shows it.
    Compile {
        error: String,
        whose: Whose,
        /// How many there are besides.
        more: usize,
    },
    /// It did not end in time; what was seen of it.
    Hang { step: Option<String>, limit: Duration, seen: Vec<String> },
    /// It ended before its check did.
    Abort { step: Option<String>, cause: String },
    /// It printed without end; the line of the reader's that printed last.
    Flood { step: Option<String>, most: usize, at: Option<Place> },
}

/// Whose file the compiler refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Whose {
    Reader,
    /// The check asks for something that the reader's file does not have; the path of the check.
    Check(String),
    /// A file of a chapter or a crate of the clone, by this path.
    Course(String),
}

impl Whose {
    pub(crate) fn of(file: &str) -> Self {
        let in_clone = |folder: &str| {
            let path = Path::new(file);
            path.starts_with(folder)
                || (path.is_absolute() && path.iter().any(|part| part == folder))
        };
        if Path::new(file).ends_with("check.rs") {
            // It is included from the folder of the copy.
            let in_clone = file.find("chapters/").map_or(file, |start| &file[start..]);
            Self::Check(in_clone.to_owned())
        } else if in_clone("chapters") || in_clone("crates") {
            Self::Course(file.to_owned())
        } else {
            Self::Reader
        }
    }
}

impl Verdict {
    /// The word for it, as the first line of a wrong solution names it.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Said(conformance::Verdict::Green) => "green",
            Self::Said(conformance::Verdict::Wrong { .. }) => "wrong",
            Self::Said(conformance::Verdict::Panic { .. }) => "panic",
            Self::Open(_) => "open",
            Self::Compile { .. } => "compile",
            Self::Hang { .. } => "hang",
            Self::Abort { .. } => "abort",
            Self::Flood { .. } => "flood",
        }
    }

    pub(crate) fn is_green(&self) -> bool {
        matches!(self, Self::Said(conformance::Verdict::Green))
    }

    /// Whether `words` stand in it, however its lines are broken.
    pub(crate) fn names(&self, words: &str) -> bool {
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        flat(&plain(&self.to_string())).contains(&flat(words))
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Said(said) => said.fmt(f),
            Self::Open(what) => write!(f, "open: {what}"),
            Self::Compile { error, whose, more } => {
                let error = error.trim_end();
                match whose {
                    Whose::Reader => {
                        write!(f, "compile: the compiler refuses it\n{error}")?;
                    }
                    Whose::Check(file) => write!(
                        f,
                        "compile: the compiler refuses it\n{error}\n\
                         this is about the check: it asks for something that your file does \
                         not have, or has under another name or type, or not as `pub` (if you have \
                         changed the check, `git restore {file}` takes it back)",
                    )?,
                    Whose::Course(file) => write!(
                        f,
                        "compile: the compiler refuses a file of the course\n{error}\n\
                         this is none of your copies: `git diff {file}` shows what was changed \
                         there, `git restore {file}` takes it back",
                    )?,
                }
                match more {
                    0 => Ok(()),
                    1 => f.write_str("\n... and 1 error more"),
                    more => write!(f, "\n... and {more} errors more"),
                }
            }
            Self::Hang { step, limit, seen } => {
                write_head("hang", step.as_deref(), f)?;
                write!(f, "\n  it has not ended after {} s", limit.as_secs())?;
                seen.iter().try_for_each(|line| write!(f, "\n  {line}"))
            }
            Self::Abort { step, cause } => {
                write_head("abort", step.as_deref(), f)?;
                cause.lines().try_for_each(|line| write!(f, "\n  {line}"))
            }
            Self::Flood { step, most, at } => {
                write_head("flood", step.as_deref(), f)?;
                write!(
                    f,
                    "\n  it printed more than {} KiB and was stopped: something prints without end",
                    most >> 10
                )?;
                match at {
                    Some(at) => write!(f, "\n  it printed last at {at}"),
                    None => Ok(()),
                }
            }
        }
    }
}

fn write_head(kind: &str, step: Option<&str>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(kind)?;
    match step {
        Some(step) => write!(f, ", at the step: {step}"),
        None => Ok(()),
    }
}
