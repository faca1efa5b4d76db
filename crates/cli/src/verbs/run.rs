use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use tulip_course::{Exercise, Listing, Programs};

use crate::cargo;
use crate::child::Cancel;
use crate::error::Error;
use crate::explorer::follows_schedules;
use crate::nearest::nearest;
use crate::progress::Progress;
use crate::scratch::Scratch;
use crate::style::bold;
use crate::workspace::{Program, Workspace};
use crate::{copy, judge, say};

/// Run a listing, or your copy of an exercise
#[derive(clap::Args)]
#[command(after_help = "Examples: cargo tulip run send
          cargo tulip run lost-wake-up --virtual --schedule 2
          cargo tulip run scheduler --all")]
pub(crate) struct Args {
    /// A listing or an exercise; with --all, a chapter
    slug: String,
    /// Run all listings of the chapter, one after the other
    #[arg(long, conflicts_with_all = ["schedule", "trace"])]
    all: bool,
    /// Skip the pauses: time jumps to the next deadline
    #[arg(long = "virtual")]
    virtual_time: bool,
    /// Who runs next, wherever more than one task is ready: their numbers, as 2,1,1,2
    #[arg(long, value_name = "TASKS", value_parser = task_numbers)]
    schedule: Option<String>,
    /// Write down what happens, step by step
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        if self.all {
            return self.run_chapter(workspace);
        }
        let program = match workspace.program(&self.slug)? {
            Program::Exercise(exercise) => build_copy(workspace, exercise)?,
            Program::Listing(listing) => build_listing(workspace, listing)?,
        };
        if self.schedule.is_some() {
            refuse_unless_followed(&self.slug, &program)?;
        }
        let mut command = self.command(&program);
        become_it(&mut command).map_err(|error| Error::Start(program, error))
    }

    fn run_chapter(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        let course = &workspace.course;
        if !course.chapters().iter().any(|chapter| chapter.slug == self.slug) {
            let chapters = course.chapters().iter().map(|chapter| &*chapter.slug);
            return Err(Error::Unknown {
                kind: "chapter",
                slug: self.slug.clone(),
                near: nearest(&self.slug, chapters),
            });
        }
        let mut code = ExitCode::SUCCESS;
        let of_chapter = course.listings().iter().filter(|one| one.chapter == self.slug);
        for listing in of_chapter {
            let program = build_listing(workspace, listing)?;
            say!("{} {}", bold(&listing.slug), listing.about);
            let status = self.command(&program).status();
            let status = status.map_err(|error| Error::Start(program, error))?;
            if !status.success() {
                say!("{}: {status}", listing.slug);
                code = ExitCode::FAILURE;
            }
            say!("");
        }
        Ok(code)
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        if self.virtual_time {
            command.env("TULIP_CLOCK", "virtual");
        }
        if let Some(schedule) = &self.schedule {
            command.env("TULIP_SCHEDULE", schedule);
        }
        if let Some(trace) = &self.trace {
            command.env("TULIP_TRACE", trace);
        }
        command
    }
}

/// A schedule, as it was written.
fn task_numbers(schedule: &str) -> Result<String, String> {
    let is_task = |word: &str| word.trim().parse().is_ok_and(|number: u32| number > 0);
    match schedule.split(',').find(|word| !is_task(word)) {
        None => Ok(schedule.to_owned()),
        Some(word) => Err(format!(
            "`{word}` is no task: write numbers from 1 with commas between them, as 2,1,1,2"
        )),
    }
}

/// A schedule that nobody follows would change nothing, and the reader would wonder why.
pub(crate) fn refuse_unless_followed(slug: &str, program: &Path) -> Result<(), Error> {
    if follows_schedules(program, &Scratch::new()?)? {
        return Ok(());
    }
    Err(Error::Says(format!(
        "{slug} follows no schedule: only a kernel that is made by `Kernel::from_env()` does, and \
         this program makes none\n`cargo tulip run {slug}` runs it in its own order; \
         `lost-wake-up` is a listing that follows one"
    )))
}

/// Builds a listing.
pub(crate) fn build_listing(
    workspace: &Workspace,
    listing: &Listing,
) -> Result<PathBuf, Error> {
    let _progress = Progress::spinner(&format!("building {}", listing.slug));
    let programs = Programs::build_one(&workspace.course, listing)?;
    Ok(programs.executable(listing)?.to_owned())
}

/// Builds the reader's copy of an exercise as a program of its own.
pub(crate) fn build_copy(
    workspace: &Workspace,
    exercise: &Exercise,
) -> Result<PathBuf, Error> {
    let slug = &exercise.slug;
    if !exercise.kind.is_program() {
        return Err(Error::OtherKind {
            slug: slug.clone(),
            is: "a question, and no program",
            command: format!("cargo tulip check {slug}"),
        });
    }
    copy::read(exercise)?;
    let progress = Progress::spinner(&format!("building {slug}"));
    let args = ["--package", &exercise.package(), "--bin", slug];
    let built = cargo::build(workspace.root(), &args, &progress, &Cancel::default())?;
    let mut built = built.expect("nobody cancels it");
    drop(progress);
    let of_copy = built.diagnostics.iter().filter(|said| said.target == *slug);
    let said: String = of_copy.map(|said| &*said.rendered).collect();
    match built.executables.remove(slug) {
        Some(program) => {
            eprint!("{said}");
            Ok(program)
        }
        // What it stands on does not build.
        None if said.is_empty() => {
            let file = workspace.shown(&exercise.copy());
            Err(Error::Cargo(judge::refused(&built, &file)?.verdict.to_string()))
        }
        None => Err(Error::Cargo(format!("your copy does not compile\n{said}"))),
    }
}

/// Becomes the program, so that it has the terminal, the signals and the exit code.
#[cfg(unix)]
pub(crate) fn become_it(command: &mut Command) -> std::io::Result<ExitCode> {
    Err(std::os::unix::process::CommandExt::exec(command))
}

#[cfg(not(unix))]
pub(crate) fn become_it(command: &mut Command) -> std::io::Result<ExitCode> {
    let code = command.status()?.code().unwrap_or(1);
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}
