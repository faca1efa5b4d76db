//! One line on standard error that says what is being measured, if a person sits there.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::mem;

#[derive(Debug)]
pub(crate) struct Progress {
    seen: bool,
    /// What all lines begin with.
    within: String,
}

impl Progress {
    /// Speaks only to a terminal.
    pub(crate) fn on_terminal() -> Self {
        Self { seen: io::stderr().is_terminal(), within: String::new() }
    }

    #[cfg(test)]
    pub(crate) fn silent() -> Self {
        Self { seen: false, within: String::new() }
    }

    /// Says of what larger whole the lines from now on are parts.
    pub(crate) fn within(&mut self, what: String) {
        self.within = what;
    }

    /// Replaces the line.
    pub(crate) fn show(&mut self, what: fmt::Arguments<'_>) {
        let within = mem::take(&mut self.within);
        self.write(format_args!("{ERASE_LINE}{within}{what}"));
        self.within = within;
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
