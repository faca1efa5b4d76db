use std::fs;
use std::path::Path;
use std::process::ExitStatus;
use std::time::Duration;

use serde_json::Value;
use tulip_conformance as conformance;
use tulip_conformance::NEXT_STEP;
use tulip_course::Exercise;

use crate::cargo::{self, Built};
use crate::child::{self, Cancel, End, MOST_OUTPUT, Ran};
use crate::error::Error;
use crate::progress::Progress;
use crate::scratch::Scratch;
use crate::strays::Mark;
use crate::verdict::{Verdict, Whose};
use crate::within::{self, LIMITS};
use crate::workspace::Workspace;
use crate::{copy, files, hang, predict};

/// A verdict, and what stands beside it.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) verdict: Verdict,
    /// The end of what the reader's program printed by itself.
    pub(crate) printed: String,
    /// Why the answer to a question is right.
    pub(crate) because: Option<String>,
}

impl Judged {
    pub(crate) fn silent(verdict: Verdict) -> Self {
        Self { verdict, printed: String::new(), because: None }
    }
}

/// Checks the reader's copy of an exercise. `None` if somebody cancelled.
pub(crate) fn judge(
    workspace: &Workspace,
    exercise: &Exercise,
    cancel: &Cancel,
) -> Result<Option<Judged>, Error> {
    let text = copy::read(exercise)?;
    if !exercise.kind.is_program() {
        return predict::judge(exercise, &text).map(Some);
    }
    let program = exercise.check_program();
    files::write_if_changed(&program, exercise.check_program_text().as_bytes())?;
    let name = format!("check-{}", exercise.slug);
    let progress = Progress::spinner(&format!("checking {}", exercise.slug));
    let args = ["--package", &exercise.package(), "--bin", &name];
    let Some(built) = cargo::build(workspace.root(), &args, &progress, cancel)? else {
        return Ok(None);
    };
    let Some(executable) = built.executables.get(&name) else {
        // Saved away while cargo looked: the file is what it is about.
        copy::read(exercise)?;
        return refused(&built, &workspace.shown(&exercise.copy())).map(Some);
    };
    progress.tell("running it");
    let mut judged = judge_program(executable, exercise.limit, cancel)?;
    if let Some(Verdict::Said(conformance::Verdict::Panic { file: Some(file), .. })) =
        judged.as_mut().map(|judged| &mut judged.verdict)
    {
        *file = workspace.shown(Path::new(file));
    }
    Ok(judged)
}

/// Runs a program that was built to check something.
pub(crate) fn judge_program(
    executable: &Path,
    limit: Duration,
    cancel: &Cancel,
) -> Result<Option<Judged>, Error> {
    let scratch = Scratch::new()?;
    let (verdict, trace) = (scratch.file("verdict.json"), scratch.file("trace.json"));
    let mut command = within::command(executable, LIMITS);
    command.env("TULIP_VERDICT", &verdict).env("TULIP_TRACE", &trace);
    command.env("TULIP_CLOCK", "virtual").env_remove("TULIP_SCHEDULE");
    command.env_remove("RUST_BACKTRACE").env("TMPDIR", scratch.path());
    command.current_dir(scratch.path());
    let mark = Mark::on(&mut command);
    let ran = child::run(&mut command, limit, cancel)
        .map_err(|error| Error::Start(executable.to_owned(), error))?;
    mark.kill_all();

    let said =
        fs::read_to_string(&verdict).ok().and_then(|said| serde_json::from_str(&said).ok());
    let said: Value = said.unwrap_or_default();
    let step = said["step"].as_str().map(str::to_owned);
    let verdict = match &ran.end {
        End::Cancelled => return Ok(None),
        End::Flood => Verdict::Flood {
            step,
            most: MOST_OUTPUT,
            at: hang::last_print(&recorded(&trace)),
        },
        End::Late { busy } => {
            let seen = hang::report(&recorded(&trace), *busy);
            Verdict::Hang { step, limit, seen }
        }
        End::Ended(status) => match verdict_of(&said, *status) {
            Some(said) => Verdict::Said(said),
            None => Verdict::Abort { step, cause: cause(*status, &ran.stderr) },
        },
    };
    Ok(Some(Judged { printed: printed(&verdict, &ran), verdict, because: None }))
}

/// What a program that was stopped has recorded, perhaps in the middle of a word.
fn recorded(trace: &Path) -> String {
    String::from_utf8_lossy(&fs::read(trace).unwrap_or_default()).into_owned()
}

/// What a build that failed says about the reader's file.
pub(crate) fn refused(built: &Built, file: &str) -> Result<Judged, Error> {
    let errors: Vec<_> = built.diagnostics.iter().filter(|said| said.is_error).collect();
    let is_in_file = |place: &(String, u64)| Path::new(&place.0) == Path::new(file);
    let placed: Vec<_> = errors.iter().filter(|error| error.place.is_some()).collect();
    let ours = placed.iter().find(|error| error.place.as_ref().is_some_and(is_in_file));
    let Some(first) = ours.or(placed.first()).copied().or(errors.first()) else {
        return Err(Error::Cargo(format!("cargo cannot build it\n{}", built.stderr)));
    };
    let whose = first.place.as_ref().map_or(Whose::Reader, |(file, _)| Whose::of(file));
    // The check is included from the folder of the copy.
    let detour = Path::new(file).with_file_name("../../../../").display().to_string();
    let error = first.rendered.replace(&detour, "");
    let more = placed.len().saturating_sub(1);
    Ok(Judged::silent(Verdict::Compile { error, whose, more }))
}

/// What the check has said, if the program ended as a check that says so does.
fn verdict_of(said: &Value, status: ExitStatus) -> Option<conformance::Verdict> {
    let text = |key: &str| said[key].as_str().map(str::to_owned);
    let (code, verdict) = match said["kind"].as_str()? {
        "green" => (0, conformance::Verdict::Green),
        "wrong" => {
            let (step, says) = (text("step"), text("says"));
            let (expected, got) = (text("expected"), text("got"));
            (1, conformance::Verdict::Wrong { step, expected, got, says })
        }
        "panic" => {
            let line = said["line"].as_u64().and_then(|line| line.try_into().ok());
            let (step, file) = (text("step"), text("file"));
            (101, conformance::Verdict::Panic { step, says: text("says")?, file, line })
        }
        _ => return None,
    };
    (status.code() == Some(code)).then_some(verdict)
}

/// Why a program ended before its check did.
pub(crate) fn cause(status: ExitStatus, stderr: &str) -> String {
    let says = |words: &str| stderr.contains(words);
    if says("has overflowed its stack") {
        return "the stack overflowed: look for a function that calls itself without end, or \
                for very many calls inside each other"
            .to_owned();
    }
    if says("memory allocation of ") {
        let most = LIMITS.memory >> 20;
        return format!("it asked for more memory than a check may have ({most} MiB)");
    }
    let last = last_lines(of_last_step(stderr), 5);
    match status.code() {
        Some(code) => format!(
            "the program ended, with exit code {code}, before its check did: does it call \
             `exit`?\n{last}"
        ),
        None if was_file_too_large(status) => {
            format!("it wrote more than {} MiB into a file", LIMITS.file >> 20)
        }
        None => format!("it was ended by {status}\n{last}"),
    }
}

/// What the reader sees of what the program printed: the end of it, and nothing of the steps that
/// went well.
fn printed(verdict: &Verdict, ran: &Ran) -> String {
    let (stdout, stderr) = (of_last_step(&ran.stdout), of_last_step(&ran.stderr));
    match verdict {
        Verdict::Said(conformance::Verdict::Green) => String::new(),
        // The verdict has what stands on standard error.
        Verdict::Said(conformance::Verdict::Panic { .. }) | Verdict::Abort { .. } => {
            last_lines(stdout, 10)
        }
        // A few say what comes again and again; the last one was cut.
        Verdict::Flood { .. } => {
            let whole = stdout.rsplit_once('\n').map_or(stdout, |(whole, _)| whole);
            last_lines(if whole.is_empty() { stderr } else { whole }, 3)
        }
        _ => last_lines(&format!("{stdout}{stderr}"), 10),
    }
}

/// What was printed since the last step was named.
fn of_last_step(output: &str) -> &str {
    let step = format!("{NEXT_STEP}\n");
    output.rsplit_once(&step).map_or(output, |(_, after)| after)
}

fn last_lines(text: &str, most: usize) -> String {
    let lines: Vec<_> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(most)..].join("\n")
}

#[cfg(unix)]
fn was_file_too_large(status: ExitStatus) -> bool {
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    signal == Some(rustix::process::Signal::XFSZ.as_raw())
}

#[cfg(not(unix))]
fn was_file_too_large(_: ExitStatus) -> bool {
    false
}
