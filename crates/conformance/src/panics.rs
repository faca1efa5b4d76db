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
    let place = info.location().map(|at| (at.file().replace('\\', "/"), at.line()));
    // A panic inside a library names a line that the reader did not write. Looking for theirs
    // costs time, so panics that are expected go without.
    let theirs = if QUIET.get() { None } else { frame_of_the_exercise() };
    let place = match (place, theirs) {
        // The location is more exact: the frame can stand on the first line of a long call.
        (Some(place), Some(theirs)) if place.0 == theirs.0 => Some(place),
        (place, theirs) => theirs.or(place),
    };
    let (file, line) = place.unzip();
    Seen { says: message(info.payload()), file, line }
}

/// The innermost line of the module `exercise` of this program, which is the reader's file.
///
/// std's backtrace can only be printed; a frame is printed as its function, and on the next line
/// `at`, its file, line and column.
fn frame_of_the_exercise() -> Option<(String, u32)> {
    let backtrace = Backtrace::force_capture().to_string();
    let mut lines = backtrace.lines().map(str::trim_start);
    while let Some(line) = lines.next() {
        let Some((_, function)) = line.split_once(": ") else { continue };
        if !is_of_the_exercise(function) {
            continue;
        }
        let place = lines.next()?.strip_prefix("at ")?;
        let (place, _column) = place.rsplit_once(':')?;
        let (file, line) = place.rsplit_once(':')?;
        return Some((in_the_clone(file), line.parse().ok()?));
    }
    None
}

/// Whether it is called `check_countdown::exercise::...`, or is a method of a type of that name:
/// `<check_countdown::exercise::Countdown as Coroutine>::resume`.
fn is_of_the_exercise(function: &str) -> bool {
    let mut path = function.trim_start_matches(['<', '&']).split("::");
    path.nth(1) == Some("exercise")
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
