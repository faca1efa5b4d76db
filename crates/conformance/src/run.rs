use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{self, ExitCode};
use std::{env, fs, io};

use tulip_trace::{Event, Lane, emit};

use crate::check::{Check, Failure};
use crate::panics::{self, Seen};
use crate::verdict::{Verdict, running};

/// Runs a check in this process: the `main` of a program that checks an exercise.
///
/// The verdict goes into the file that `TULIP_VERDICT` names, as one JSON object; see
/// [`Verdict::to_json`]. Before each step, `{"kind":"running","step":"..."}` stands there, so
/// that a program that hangs or aborts leaves the step at which it did. The file is always whole.
/// Both outputs are parted by a line of [`NEXT_STEP`] there, so that what was printed in the last
/// step can be told from the rest. Without the variable the verdict is printed in words on
/// standard error.
///
/// A verdict that cannot be written ends the program with exit code 2.
#[must_use = "the exit code tells the verdict"]
pub fn run(check: impl FnOnce(&mut Check)) -> ExitCode {
    let file = env::var_os("TULIP_VERDICT").map(PathBuf::from);
    let steps = file.clone();
    let verdict = judge_telling(check, move |step| {
        if let Some(file) = &steps {
            write("TULIP_VERDICT", file, &running(step));
            // The trace of a program that hangs says what happened since.
            emit(Lane::Main, || Event::Mark { label: "step".to_owned() });
            // Where they cannot be parted, they stay together.
            let _ = writeln!(io::stdout(), "{NEXT_STEP}");
            let _ = writeln!(io::stderr(), "{NEXT_STEP}");
        }
    });
    match file {
        Some(file) => write("TULIP_VERDICT", &file, &verdict.to_json()),
        None => eprintln!("{verdict}"),
    }
    verdict.exit_code()
}

/// The line between what is printed in two steps: ASCII's record separator.
pub const NEXT_STEP: &str = "\x1e";

/// Runs a check, and gives its verdict to the caller.
pub fn judge(check: impl FnOnce(&mut Check)) -> Verdict {
    judge_telling(check, |_| ())
}

/// Runs a check, and tells each step before it is taken.
pub(crate) fn judge_telling(
    check: impl FnOnce(&mut Check),
    told: impl FnMut(&str) + 'static,
) -> Verdict {
    panics::watch();
    let mut hand = Check::new(told);
    let Err(payload) = catch_unwind(AssertUnwindSafe(|| check(&mut hand))) else {
        return Verdict::Green;
    };
    let step = hand.last_step();
    let (expected, got, says) = match payload.downcast::<Failure>() {
        Ok(failure) => match *failure {
            Failure::Differs { expected, got } => (Some(expected), Some(got), None),
            Failure::Says(says) => (None, None, Some(says)),
            Failure::Reported(says) => match Seen::told_of_in(&says) {
                Some(seen) => return panicked(step, seen),
                None => (None, None, Some(says)),
            },
        },
        Err(payload) => return panicked(step, Seen::caught(&*payload)),
    };
    Verdict::Wrong { step, expected, got, says }
}

fn panicked(step: Option<String>, Seen { says, file, line }: Seen) -> Verdict {
    Verdict::Panic { step, says, file, line }
}

/// Writes what came of a check to the file that this variable names.
pub(crate) fn write(variable: &str, file: &Path, text: &str) {
    if let Err(error) = replace(file, text) {
        eprintln!(
            "error: cannot write the verdict to {variable}={}: {error}\nName a file in a folder that exists and that you may write to.",
            file.display()
        );
        process::exit(2)
    }
}

/// Writes beside the file and moves it over: who reads it never sees half a verdict.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".new");
    fs::write(&beside, text)?;
    fs::rename(&beside, file)
}
