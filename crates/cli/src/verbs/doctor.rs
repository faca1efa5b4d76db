use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, ExitCode};

use serde_json::json;

use crate::cargo;
use crate::say;
use crate::style::{green, red, yellow};
use crate::workspace::Workspace;

/// Say what is missing on this machine, and the command that mends it
#[derive(clap::Args)]
#[command(after_help = "Example: cargo tulip doctor")]
pub(crate) struct Args {
    /// Print the findings as JSON
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> ExitCode {
        let findings = examine(workspace);
        if self.json {
            let findings: Vec<_> = findings.iter().map(Finding::to_json).collect();
            say!("{:#}", json!(findings));
        } else {
            findings.iter().for_each(Finding::print);
        }
        let is_ill = findings.iter().any(|finding| finding.state == State::Missing);
        if is_ill { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}

fn examine(workspace: &Workspace) -> Vec<Finding> {
    let mut findings = vec![rustc(), has_cargo(), python(), node(), chromium()];
    for chapter in workspace.course.chapters() {
        let folder = workspace.root().join("practice").join(&chapter.slug);
        findings.push(practice(workspace, &folder));
    }
    findings.push(writable(workspace, &workspace.root().join(".tulip"), "your progress"));
    findings.push(limits());
    findings
}

/// Something that the course needs.
struct Finding {
    what: String,
    state: State,
    /// What was found.
    found: String,
    /// The command that mends it.
    mend: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Well,
    /// Most works without it.
    Lacking,
    Missing,
}

impl Finding {
    fn well(what: &str, found: impl Into<String>) -> Self {
        Self { what: what.to_owned(), state: State::Well, found: found.into(), mend: None }
    }

    fn ill(what: &str, state: State, found: impl Into<String>, mend: &str) -> Self {
        let mend = Some(mend.to_owned());
        Self { what: what.to_owned(), state, found: found.into(), mend }
    }

    fn print(&self) {
        let what = format!("{:8}", self.state.word());
        let what = match self.state {
            State::Well => green(&what),
            State::Lacking => yellow(&what),
            State::Missing => red(&what),
        };
        say!("{what}{}: {}", self.what, self.found);
        if let Some(mend) = &self.mend {
            say!("        {mend}");
        }
    }

    fn to_json(&self) -> serde_json::Value {
        json!({
            "what": self.what,
            "state": self.state.word(),
            "found": self.found,
            "mend": self.mend,
        })
    }
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Lacking => "lacking",
            Self::Missing => "missing",
        }
    }
}

fn rustc() -> Finding {
    let mend = "install Rust from https://rustup.rs, or: rustup update stable";
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    match version(Command::new(rustc).arg("--version")) {
        Some((words, version)) if version >= OLDEST_RUST => Finding::well("rustc", words),
        Some((words, _)) => {
            let (major, minor) = OLDEST_RUST;
            let found = format!("{words}; the course needs {major}.{minor}");
            Finding::ill("rustc", State::Missing, found, mend)
        }
        None => Finding::ill("rustc", State::Missing, "it does not run", mend),
    }
}

fn has_cargo() -> Finding {
    let mend = "install Rust from https://rustup.rs";
    version(cargo::cargo().arg("--version")).map_or_else(
        || Finding::ill("cargo", State::Missing, "it does not run", mend),
        |(words, _)| Finding::well("cargo", words),
    )
}

fn python() -> Finding {
    let mend = "only the Python twins need it; install it from https://python.org";
    let mut newest = None;
    for name in ["python3", "python"] {
        match version(Command::new(name).arg("--version")) {
            Some((words, version)) if version >= OLDEST_PYTHON => {
                return Finding::well("python", words);
            }
            found => newest = newest.or(found),
        }
    }
    let found = match newest {
        Some((words, _)) => format!("{words}; the twins need 3.11"),
        None => "there is none".to_owned(),
    };
    Finding::ill("python", State::Lacking, found, mend)
}

fn node() -> Finding {
    let mend =
        "only the tests of the book's pages need it; install it from https://nodejs.org";
    let found = match version(Command::new("node").arg("--version")) {
        Some((words, version)) if version >= OLDEST_NODE => {
            return Finding::well("node", words);
        }
        Some((words, _)) => format!("{words}; the tests need {}", OLDEST_NODE.0),
        None => "there is none".to_owned(),
    };
    Finding::ill("node", State::Lacking, found, mend)
}

fn chromium() -> Finding {
    let found = browsers().into_iter().find_map(|browser| {
        let (words, _) = version(Command::new(browser).arg("--version"))?;
        Some(Finding::well("chromium", words))
    });
    found.unwrap_or_else(|| {
        let mend = "only the tests of the book's pages need it; install chromium with your \
                    system's packages";
        Finding::ill("chromium", State::Lacking, "there is none", mend)
    })
}

/// Where Chromium can be.
fn browsers() -> Vec<OsString> {
    let mut browsers: Vec<_> = std::env::var_os("CHROMIUM").into_iter().collect();
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    browsers.extend(names.map(OsString::from));
    browsers
}

/// What a program says about itself, and the first two numbers in it.
fn version(command: &mut Command) -> Option<(String, (u32, u32))> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    let words = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let number = words
        .split_whitespace()
        .map(|word| word.trim_start_matches('v'))
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let mut parts = number.split('.').map_while(|part| part.parse().ok());
    let version = (parts.next()?, parts.next()?);
    Some((words, version))
}

fn practice(workspace: &Workspace, folder: &Path) -> Finding {
    let what = workspace.shown(folder);
    if !folder.join("Cargo.toml").is_file() {
        let mend = "git restore practice";
        return Finding::ill(&what, State::Missing, "it is not there", mend);
    }
    writable(workspace, &folder.join("src/bin"), "your copies")
}

/// Whether files can be written into a folder.
fn writable(workspace: &Workspace, folder: &Path, of: &str) -> Finding {
    let what = workspace.shown(folder);
    let probe = folder.join(".probe.tmp");
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(&probe, b"probe\n"));
    let _ = fs::remove_file(&probe);
    match written {
        Ok(()) => Finding::well(&what, format!("{of} can be written")),
        Err(error) => {
            let there = nearest(folder);
            let mend = mend(error.kind(), &workspace.shown(there), is_ours(there));
            let found = format!("{of} cannot be written: {error}");
            Finding::ill(&what, State::Missing, found, &mend)
        }
    }
}

/// The folder, or the nearest above it that is there.
fn nearest(folder: &Path) -> &Path {
    folder.ancestors().find(|folder| folder.exists()).unwrap_or(folder)
}

/// What makes `what` writable again, by why it is not.
fn mend(why: ErrorKind, what: &str, is_ours: bool) -> String {
    match why {
        ErrorKind::PermissionDenied if is_ours => format!("chmod u+rwx {what}"),
        ErrorKind::PermissionDenied => format!(
            "it is another user's: sudo chown -R \"$(id -u)\" {what}, or clone the course anew"
        ),
        ErrorKind::ReadOnlyFilesystem => {
            "nothing can be written on this file system: clone the course onto another"
                .into()
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "the disk is full: make room on it".into()
        }
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            format!("a file stands where a folder should: move {what} away")
        }
        _ => format!("see that you may write into {what}"),
    }
}

/// Whether it belongs to who asks: nobody else can set its rights, also to what they are.
fn is_ours(there: &Path) -> bool {
    fs::metadata(there)
        .is_ok_and(|rights| fs::set_permissions(there, rights.permissions()).is_ok())
}

fn limits() -> Finding {
    let what = "limits";
    if cfg!(target_os = "linux") {
        return Finding::well(what, "checks have limits on time, output, memory and files");
    }
    let found = "checks have limits on time and output; on this system not on memory";
    let mend = "nothing to mend: save before you check what may grow without end";
    Finding::ill(what, State::Lacking, found, mend)
}

/// Edition 2024's own.
const OLDEST_RUST: (u32, u32) = (1, 85);
/// The oldest that is still mended.
const OLDEST_NODE: (u32, u32) = (20, 0);
/// The first with `asyncio.TaskGroup` and `asyncio.timeout`.
const OLDEST_PYTHON: (u32, u32) = (3, 11);

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;
    use std::path::Path;

    use super::{is_ours, mend, nearest};
    use crate::scratch::Scratch;

    #[test]
    fn what_mends_a_folder_can_be_done_by_who_asks() {
        let of = |why, is_ours| mend(why, "practice/one", is_ours);
        assert_eq!(of(ErrorKind::PermissionDenied, true), "chmod u+rwx practice/one");
        let theirs = of(ErrorKind::PermissionDenied, false);
        assert!(theirs.contains("sudo chown") && !theirs.contains("chmod"), "{theirs}");
        for why in [ErrorKind::ReadOnlyFilesystem, ErrorKind::StorageFull] {
            assert!(!of(why, true).contains("chmod"), "{why}");
        }
        let scratch = Scratch::new().unwrap();
        let there = scratch.path();
        assert_eq!(nearest(&there.join("not/there/yet")), there);
        assert!(is_ours(there));
        // The kernel's own, even to root.
        if cfg!(target_os = "linux") {
            assert!(!is_ours(Path::new("/proc/self/fd")));
        }
    }
}
