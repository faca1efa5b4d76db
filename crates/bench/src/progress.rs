//! One line on standard error that says what is being measured, if a person sits there.

use std::fmt;
use std::io::{self, IsTerminal, Write};

#[derive(Debug)]
pub(crate) struct Progress {
    seen: bool,
}

impl Progress {
    /// Speaks only to a terminal.
    pub(crate) fn on_terminal() -> Self {
        Self { seen: io::stderr().is_terminal() }
    }

    #[cfg(test)]
    pub(crate) fn silent() -> Self {
        Self { seen: false }
    }

    /// Replaces the line.
    pub(crate) fn show(&mut self, what: fmt::Arguments<'_>) {
        self.write(format_args!("{ERASE_LINE}{what}"));
    }

    /// Leaves an empty line for whoever prints next.
    pub(crate) fn clear(&mut self) {
        self.write(format_args!("{ERASE_LINE}"));
    }

    /// A terminal that went away misses nothing: the figures go to standard output.
    fn write(&mut self, text: fmt::Arguments<'_>) {
        self.seen = self.seen
            && io::stderr().write_fmt(text).and_then(|()| io::stderr().flush()).is_ok();
    }
}

const ERASE_LINE: &str = "\r\x1b[K";
