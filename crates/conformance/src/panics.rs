//! Where a panic comes from, and whether it is printed.

use std::any::Any;
use std::backtrace::Backtrace;
use std::cell::{Cell, RefCell};
use std::env;
use std::panic::{self, PanicHookInfo};
use std::path::Path;
use std::sync::Once;

/// A panic, as it was seen.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) says: String,
    pub(crate) file: Option<String>,
    pub(crate) line: Option<u32>,
}

impl Seen {
    /// The panic that has just been caught on this thread, with this payload.
    pub(crate) fn caught(payload: &(dyn Any + Send)) -> Self {
        // Who unwinds without the hook leaves nothing behind but the payload.
        LAST.take().unwrap_or_else(|| Self {
            says: message(payload),
            file: None,
            line: None,
        })
    }

    /// The panic that was caught last on this thread, if these words tell of it.
    pub(crate) fn told_of_in(says: &str) -> Option<Self> {
        LAST.take().filter(|seen| says.contains(&seen.says))
    }
}

/// Forgets the panic that has just been caught on this thread.
pub(crate) fn forget() {
    LAST.take();
}

/// Looks at every panic of this process from now on.
pub(crate) fn watch() {
    static ONCE: Once = Once::new();

    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // Nobody catches a panic that comes while another is under way: it aborts the
            // program, and what is printed here are its last words.
            let first = LAST.replace(Some(see(info)));
            if let Some(Seen { says, .. }) = first.as_ref().filter(|_| QUIET.get()) {
                eprintln!("\na panic ({says}), and on the way out of it another:");
            }
            if first.is_some() || !QUIET.get() {
                before(info);
            }
        }));
    });
}

/// Runs `body`, whose panics on this thread are not printed.
pub(crate) fn quietly<R>(body: impl FnOnce() -> R) -> R {
    struct Restore(bool);

    impl Drop for Restore {
        fn drop(&mut self) {
            QUIET.set(self.0);
        }
    }

    watch();
    let _restore = Restore(QUIET.replace(true));
    body()
}

fn see(info: &PanicHookInfo<'_>) -> Seen {
    let place = info.location().map(|at| (without_detours(at.file()), at.line()));
    // A panic inside a library names a line that the reader did not write. Looking for theirs
    // costs time, so panics that are expected go without.
    let is_known = place.as_ref().is_some_and(|(file, _)| is_of_the_reader(file));
    let theirs = if QUIET.get() || is_known {
        // The location is more exact: the frame can stand on the first line of a long call.
        None
    } else {
        frame_of_the_reader(&Backtrace::force_capture().to_string())
    };
    let place = theirs.or(place);
    let (file, line) = place.unzip();
    Seen { says: message(info.payload()), file, line }
}

/// The innermost line of the reader's file.
///
/// std's backtrace can only be printed; a frame is printed as its function, and on the next line
/// `at`, its file, line and column. Its file alone tells whose it is: with line tables alone, a
/// function in which others are inlined has no path in its name, and a generic function of a
/// chapter that runs the reader's closure has theirs.
fn frame_of_the_reader(backtrace: &str) -> Option<(String, u32)> {
    backtrace.lines().find_map(|line| {
        let (place, _column) = line.trim_start().strip_prefix("at ")?.rsplit_once(':')?;
        let (file, line) = place.rsplit_once(':')?;
        let file = in_the_clone(file);
        is_of_the_reader(&file).then_some((file, line.parse().ok()?))
    })
}

/// Whether it is no source of the course, of Rust's own or of a library, and no program that runs
/// a check.
fn is_of_the_reader(file: &str) -> bool {
    let is_of_the_course =
        ["chapters/", "crates/"].iter().any(|folder| file.starts_with(folder))
            && file.contains("/src/");
    let is_elsewhere = file.starts_with("/rustc/") || file.contains("/.cargo/");
    let name = file.rsplit('/').next().unwrap_or_default();
    let runs_a_check =
        name.starts_with("check-") || ["check.rs", "main.rs"].contains(&name);
    !is_of_the_course && !is_elsewhere && !runs_a_check
}

/// The file as locations name it: relative to this clone. Backtraces name files by their whole
/// path, or relative to the folder in which the program was started.
fn in_the_clone(file: &str) -> String {
    let clone = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let whole = env::current_dir().unwrap_or_default().join(file);
    let path = match (clone.canonicalize(), whole.canonicalize()) {
        (Ok(clone), Ok(whole)) => {
            whole.strip_prefix(&clone).map(Path::to_owned).unwrap_or(whole)
        }
        _ => whole,
    };
    path.to_string_lossy().replace('\\', "/")
}

/// `practice/scheduler/src/../../../chapters/a.rs` is `chapters/a.rs`: a check is included from
/// the folder of the copy.
fn without_detours(file: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let file = file.replace('\\', "/");
    for part in file.split('/') {
        match part {
            ".." if parts.last().is_some_and(|last| !matches!(*last, "" | "..")) => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}

fn message(payload: &(dyn Any + Send)) -> String {
    let literal = payload.downcast_ref::<&str>().map(ToString::to_string);
    literal
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without words".to_owned())
}

thread_local! {
    static LAST: RefCell<Option<Seen>> = const { RefCell::new(None) };
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An async body is run by a function of a chapter that bears the name of its closure.
    #[test]
    fn the_line_is_the_readers_where_a_chapter_runs_their_closure() {
        let clone = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
        let backtrace = format!(
            "   0: core::panicking::panic_fmt
             at /rustc/0/library/core/src/panicking.rs:80:14
   1: <check_now::exercise::ask::{{{{closure}}}} as state_machines::Coroutine>::resume
             at {clone}/chapters/1-state-machines/src/machine.rs:42:9
   2: check_now::exercise::ask
             at {clone}/practice/scheduler/src/lib.rs:51:13
"
        );
        let place = frame_of_the_reader(&backtrace);
        assert_eq!(place, Some(("practice/scheduler/src/lib.rs".to_owned(), 51)));
    }

    /// A check hands machines of its own to the reader's code.
    #[test]
    fn the_line_is_the_readers_where_they_run_a_machine_of_the_check() {
        let clone = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
        let machine = "
   1: resume
             at /x/chapters/1-state-machines/exercises/now/check.rs:110:13
";
        let theirs = format!(
            "   2: in_rounds<check_now::check::Walker>
             at {clone}/practice/scheduler/src/lib.rs:28:47
"
        );
        let main = "   3: check_now::main
             at /x/practice/state-machines/src/bin/check-now.rs:11:5
";
        let place = frame_of_the_reader(&format!("{machine}{theirs}{main}"));
        assert_eq!(place, Some(("practice/scheduler/src/lib.rs".to_owned(), 28)));
        assert_eq!(frame_of_the_reader(&format!("{machine}{main}")), None);
    }

    #[test]
    fn a_file_is_named_without_detours() {
        let file = "practice/scheduler/src/bin/../../../../chapters/a/check.rs";
        assert_eq!(without_detours(file), "chapters/a/check.rs");
        assert_eq!(without_detours("../a.rs"), "../a.rs");
        assert_eq!(without_detours("/a/../b.rs"), "/b.rs");
    }

    #[test]
    fn a_copy_is_the_readers_and_a_chapter_or_the_check_is_not() {
        for file in [
            "practice/scheduler/src/bin/now.rs",
            "chapters/x/exercises/now/wrong/a.rs",
            "scheduler/src/bin/now--starter/exercise.rs",
        ] {
            assert!(is_of_the_reader(file), "{file}");
        }
        for file in [
            "chapters/1-state-machines/src/machine.rs",
            "chapters/x/exercises/now/check.rs",
            "/rustc/0/library/core/src/cell.rs",
            "practice/scheduler/src/bin/check-now.rs",
            "scheduler/src/bin/now--solution/main.rs",
        ] {
            assert!(!is_of_the_reader(file), "{file}");
        }
    }
}
