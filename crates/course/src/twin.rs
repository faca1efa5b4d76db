//! Whether a listing and its Python twin print the same, but for the differences that are
//! declared.

use std::error::Error;
use std::fmt;

use crate::listing::Difference;

/// A line, and when it was printed, in microseconds.
pub type TimedLine = (u64, String);

/// Compares what a listing printed with what its twin printed.
///
/// Declared differences are taken in their order; outside them both print the same lines at the
/// same times. A difference that does not occur is an error too.
///
/// # Errors
///
/// [`Unlike`] with the first place where they part.
pub fn compare(
    rust: &[TimedLine],
    python: &[TimedLine],
    differs: &[Difference],
) -> Result<(), Unlike> {
    let (mut rust, mut python) = (rust, python);
    for difference in differs {
        while !(starts_with(rust, &difference.rust)
            && starts_with(python, &difference.python))
        {
            (rust, python) = same_line(rust, python, Some(difference))?;
        }
        rust = &rust[difference.rust.len()..];
        python = &python[difference.python.len()..];
    }
    while !(rust.is_empty() && python.is_empty()) {
        (rust, python) = same_line(rust, python, None)?;
    }
    Ok(())
}

/// Where a listing and its twin part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unlike {
    rust: Option<TimedLine>,
    python: Option<TimedLine>,
    /// The declared difference that should have come next.
    missing: Option<Difference>,
}

impl fmt::Display for Unlike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = |line: &Option<TimedLine>| match line {
            Some((at, line)) => format!("{line:?} at {at} µs"),
            None => "nothing more".to_owned(),
        };
        write!(
            f,
            "Rust prints {}, Python prints {}",
            line(&self.rust),
            line(&self.python)
        )?;
        match &self.missing {
            Some(Difference { rust, python }) => {
                write!(f, "; the declared difference {rust:?} / {python:?} has not come")
            }
            None => Ok(()),
        }
    }
}

impl Error for Unlike {}

fn starts_with(lines: &[TimedLine], start: &[String]) -> bool {
    lines.len() >= start.len()
        && lines.iter().zip(start).all(|((_, line), start)| line == start)
}

type Rest<'a> = (&'a [TimedLine], &'a [TimedLine]);

fn same_line<'a>(
    rust: &'a [TimedLine],
    python: &'a [TimedLine],
    missing: Option<&Difference>,
) -> Result<Rest<'a>, Unlike> {
    match (rust, python) {
        ([r, rust @ ..], [p, python @ ..]) if r == p => Ok((rust, python)),
        _ => Err(Unlike {
            rust: rust.first().cloned(),
            python: python.first().cloned(),
            missing: missing.cloned(),
        }),
    }
}
