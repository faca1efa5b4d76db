//! Colours and lines of output.

use std::env;
use std::fmt;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::process;
use std::sync::LazyLock;

/// Whether what is printed may have colours: on a terminal, unless `NO_COLOR` is set.
pub(crate) fn is_coloured() -> bool {
    static COLOURED: LazyLock<bool> = LazyLock::new(|| {
        let asked_not_to = env::var_os("NO_COLOR").is_some_and(|word| !word.is_empty());
        is_screen() && !asked_not_to
    });
    *COLOURED
}

/// Whether there is a terminal that can be cleared.
pub(crate) fn is_screen() -> bool {
    io::stdout().is_terminal() && env::var_os("TERM").is_none_or(|term| term != "dumb")
}

pub(crate) fn bold(text: &str) -> String {
    paint("1", text)
}

pub(crate) fn dim(text: &str) -> String {
    paint("2", text)
}

pub(crate) fn red(text: &str) -> String {
    paint("31", text)
}

pub(crate) fn green(text: &str) -> String {
    paint("32", text)
}

pub(crate) fn yellow(text: &str) -> String {
    paint("33", text)
}

pub(crate) fn cyan(text: &str) -> String {
    paint("36", text)
}

fn paint(code: &str, text: &str) -> String {
    if is_coloured() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
}

/// The text without colours.
pub(crate) fn plain(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let first = parts.next().unwrap_or_default().to_owned();
    // A colour ends with its `m`.
    parts.fold(first, |plain, part| {
        plain + part.split_once('m').map_or(part, |(_, rest)| rest)
    })
}

/// Colours the lines of a difference: what is taken out, what is put in.
pub(crate) fn diff(text: &str) -> String {
    let line = |line: &str| match line.as_bytes().first() {
        Some(b'-') => red(line),
        Some(b'+') => green(line),
        Some(b'@') => cyan(line),
        _ => line.to_owned(),
    };
    text.lines().map(|text| line(text) + "\n").collect()
}

/// Prints a line as std's `println!` does; a reader that went away ends the program quietly.
#[macro_export]
macro_rules! say {
    ($($arg:tt)*) => { $crate::style::print_line(::core::format_args!($($arg)*)) };
}

/// What [`say!`](crate::say!) calls.
pub(crate) fn print_line(line: fmt::Arguments<'_>) {
    match writeln!(io::stdout().lock(), "{line}") {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::BrokenPipe => process::exit(0),
        Err(error) => {
            eprintln!("error: cannot write to standard output: {error}");
            process::exit(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn colours_are_taken_out_and_nothing_else() {
        assert_eq!(plain("\x1b[1;31merror\x1b[0m[E0308]: m\x1b[1m"), "error[E0308]: m");
        assert_eq!(plain("[m] as it was"), "[m] as it was");
    }
}
