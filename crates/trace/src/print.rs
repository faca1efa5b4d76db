use std::cell::Cell;
use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::panic::Location;
use std::process;

use crate::event::Event;
use crate::lane::current_lane;
use crate::place::Place;
use crate::recorder::emit;

/// Prints a line as std's `println!` does, and tells the trace what was printed, when, and by
/// which line.
///
/// A reader that went away (`cargo run -p scheduler | head -1`) ends the program quietly; std's
/// would panic.
#[macro_export]
macro_rules! println {
    () => { $crate::print_line(::core::format_args!("")) };
    ($($arg:tt)*) => { $crate::print_line(::core::format_args!($($arg)*)) };
}

/// What [`println!`](crate::println!) calls.
///
/// # Panics
///
/// If standard output cannot be written, unless because nobody reads it any more.
#[track_caller]
pub fn print_line(line: fmt::Arguments<'_>) {
    let place = Location::caller();
    if !MUTED.get() {
        match writeln!(io::stdout().lock(), "{line}") {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::BrokenPipe => process::exit(0),
            Err(error) => panic!("cannot write to standard output: {error}"),
        }
    }
    emit(current_lane(), || Event::Out {
        text: line.to_string(),
        src: Some(Place::from(place)),
    });
}

/// Runs `body`, whose lines on this thread go to the trace alone: for a program that is tried
/// many times, of which one run is shown.
pub fn muted<R>(body: impl FnOnce() -> R) -> R {
    struct Restore(bool);

    impl Drop for Restore {
        fn drop(&mut self) {
            MUTED.set(self.0);
        }
    }

    let _restore = Restore(MUTED.replace(true));
    body()
}

thread_local! {
    static MUTED: Cell<bool> = const { Cell::new(false) };
}
