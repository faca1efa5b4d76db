use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::panic::Location;
use std::str::FromStr;

/// A line of a source file, as `chapters/2-scheduler/examples/join.rs:12`.
///
/// Files are relative to the workspace and have forward slashes on every system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: Cow<'static, str>,
    /// The line in it, from 1.
    pub line: u32,
}

impl From<&'static Location<'static>> for Place {
    fn from(location: &'static Location<'static>) -> Self {
        let file = location.file();
        Self {
            file: if file.contains('\\') {
                file.replace('\\', "/").into()
            } else {
                file.into()
            },
            line: location.line(),
        }
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (file, line) = text.rsplit_once(':').ok_or(())?;
        Ok(Self { file: file.to_owned().into(), line: line.parse().map_err(drop)? })
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// "I stand on this line." A machine written by hand says so before it pauses or ends, and the
/// trace and the reports of a scheduler show it. Costs one write to a thread-local.
#[track_caller]
#[inline]
pub fn here() {
    set_mark(Some(Location::caller()));
}

/// Takes the line of the last [`here`], so that one mark serves one event.
pub fn take_mark() -> Option<&'static Location<'static>> {
    MARK.take()
}

/// Puts a mark back that was taken: who resumes a machine keeps its own.
pub fn set_mark(mark: Option<&'static Location<'static>>) {
    MARK.set(mark);
}

thread_local! {
    static MARK: Cell<Option<&'static Location<'static>>> = const { Cell::new(None) };
}
