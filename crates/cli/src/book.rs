//! The program that builds, checks and serves the book. It has a crate of its own, with many
//! dependencies, so that this command stays light; cargo builds it when it is asked for.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;

use crate::cargo;
use crate::child::{self, Cancel, End};
use crate::error::Error;
use crate::groups::Group;
use crate::workspace::Workspace;

/// How the book is served.
#[derive(clap::Args, Debug)]
pub(crate) struct Served {
    /// Serve on this port; the next free one if it is taken
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Do not open the browser
    #[arg(long)]
    no_browser: bool,
}

impl Served {
    pub(crate) fn args(&self) -> Vec<OsString> {
        let mut args = Vec::new();
        if let Some(port) = self.port {
            args.extend(["--port".into(), port.to_string().into()]);
        }
        args.extend(self.no_browser.then(|| "--no-browser".into()));
        args
    }
}

/// Serves the book until Ctrl-C; cargo and the book show what they are at.
pub(crate) fn serve(workspace: &Workspace, args: &[OsString]) -> Result<ExitCode, Error> {
    let mut command = command(workspace.root(), "serve")?;
    command.args(args);
    let started = |error| Error::Start("cargo".into(), error);
    let (mut child, _group) = Group::spawn(&mut command).map_err(started)?;
    let status = child.wait().map_err(started)?;
    match status.code() {
        Some(0) => Ok(ExitCode::SUCCESS),
        Some(NOT_BUILT) => Err(Error::Says(
            "the book cannot be shown: its program does not build; above stands why\n\
             `git status crates` names what was changed there; all else works without the book: \
             `cargo tulip --no-serve`"
                .to_owned(),
        )),
        _ => Err(Error::Says(
            "the book cannot be shown: the reason stands above\n\
             all else works without it: `cargo tulip --no-serve`"
                .to_owned(),
        )),
    }
}

/// Whether the book is as it should be; what it says is wrong if it is not.
pub(crate) fn check(workspace: &Workspace) -> Result<Result<(), String>, Error> {
    let mut command = command(workspace.root(), "check")?;
    command.env("CARGO_TERM_QUIET", "true");
    let ran = child::run(&mut command, CHECK_LIMIT, &Cancel::default())
        .map_err(|error| Error::Start("cargo".into(), error))?;
    let says = format!("{}{}", ran.stdout, ran.stderr);
    Ok(match ran.end {
        End::Ended(status) if status.success() => Ok(()),
        End::Ended(_) => Err(says),
        End::Late { .. } => Err(format!("its check does not end\n{says}")),
        End::Flood | End::Cancelled => Err(format!("its check says too much\n{says}")),
    })
}

fn command(root: &Path, verb: &str) -> Result<Command, Error> {
    let manifest = root.join("crates/book/Cargo.toml");
    if !manifest.is_file() {
        return Err(Error::Says(
            "crates/book is missing: it builds the book\n`git restore crates/book` brings it back"
                .to_owned(),
        ));
    }
    let mut command = cargo::cargo();
    command.current_dir(root).args(["run", "--manifest-path"]).arg(manifest);
    command.args(["--", verb]);
    Ok(command)
}

/// How cargo ends if what it shall run does not compile.
const NOT_BUILT: i32 = 101;
/// The first check builds all that the fences of the book use.
const CHECK_LIMIT: Duration = Duration::from_mins(10);
