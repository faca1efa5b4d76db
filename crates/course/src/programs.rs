use std::collections::HashMap;
use std::env;
use std::error::Error;
use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::course::Course;
use crate::listing::{Listing, Time};

/// The listings as programs that can be run.
#[derive(Clone, Debug)]
pub struct Programs {
    executables: HashMap<String, PathBuf>,
}

impl Programs {
    /// Builds all listings of the course with cargo, as the plain commands of the book do.
    ///
    /// # Errors
    ///
    /// [`RunError::Build`] with what cargo printed.
    pub fn build(course: &Course) -> Result<Self, RunError> {
        let packages =
            course.chapters().iter().flat_map(|chapter| ["--package", &chapter.slug]);
        Self::build_with(course, packages.chain(["--bins", "--examples"]))
    }

    /// Builds one listing: a chapter that does not build does not keep the others from running.
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build).
    pub fn build_one(course: &Course, listing: &Listing) -> Result<Self, RunError> {
        let target = if listing.is_main() { "--bin" } else { "--example" };
        Self::build_with(course, ["--package", &listing.chapter, target, &listing.slug])
    }

    fn build_with<'a>(
        course: &Course,
        args: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, RunError> {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
        cargo.current_dir(course.root());
        cargo.args(["build", "--quiet", "--message-format=json"]).args(args);
        let output = cargo.output().map_err(RunError::NoCargo)?;
        let messages = String::from_utf8_lossy(&output.stdout);
        let messages =
            || messages.lines().filter_map(|line| serde_json::from_str(line).ok());
        if !output.status.success() {
            let rendered = messages().filter_map(|message: Value| {
                Some(message.pointer("/message/rendered")?.as_str()?.to_owned())
            });
            let stderr = String::from_utf8_lossy(&output.stderr);
            return Err(RunError::Build(rendered.collect::<String>() + &stderr));
        }
        let executables = messages().filter_map(|message: Value| {
            let name = message.pointer("/target/name")?.as_str()?.to_owned();
            Some((name, message.get("executable")?.as_str()?.into()))
        });
        Ok(Self { executables: executables.collect() })
    }

    /// The program of a listing.
    ///
    /// # Errors
    ///
    /// [`RunError::NoProgram`] if it was not built, because its source is missing.
    pub fn executable(&self, listing: &Listing) -> Result<&Path, RunError> {
        let executable = self.executables.get(&listing.slug);
        executable.map(|path| &**path).ok_or_else(|| RunError::NoProgram(listing.source()))
    }

    /// Runs a listing, in its declared time unless `time` says otherwise, for at most a minute.
    ///
    /// With `trace`, what happens is recorded there.
    ///
    /// # Errors
    ///
    /// [`RunError`] if the listing is no program of the course, does not end in time, or fails.
    pub fn run(
        &self,
        listing: &Listing,
        time: Option<Time>,
        trace: Option<&Path>,
    ) -> Result<Output, RunError> {
        let slug = &listing.slug;
        let mut command = Command::new(self.executable(listing)?);
        command.env(
            "TULIP_CLOCK",
            match time.unwrap_or(listing.time) {
                Time::Virtual => "virtual",
                Time::Real => "real",
            },
        );
        command.env_remove("TULIP_SCHEDULE").env_remove("TULIP_TRACE");
        if let Some(path) = trace {
            command.env("TULIP_TRACE", path);
        }
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| RunError::Start(slug.clone(), error))?;
        let output = finish(child, slug)?;
        let trace = trace.map(fs::read_to_string).transpose();
        let trace = trace.map_err(|error| RunError::Start(slug.clone(), error))?;
        Ok(Output { trace, ..output })
    }
}

/// What a listing printed.
#[derive(Clone, Debug, Default)]
pub struct Output {
    /// On standard output.
    pub stdout: String,
    /// On standard error.
    pub stderr: String,
    /// What happened, if it was recorded.
    pub trace: Option<String>,
}

/// Why a listing could not be run.
#[derive(Debug)]
pub enum RunError {
    /// There is no cargo.
    NoCargo(io::Error),
    /// The course does not build.
    Build(String),
    /// `course.toml` names a listing without a source.
    NoProgram(PathBuf),
    /// A program could not be started, or its output not read.
    Start(String, io::Error),
    /// A program did not end within a minute.
    Hangs(String),
    /// A program failed.
    Fails {
        /// Its slug.
        slug: String,
        /// Its exit status, in words.
        status: String,
        /// What it printed on standard error.
        stderr: String,
    },
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCargo(error) => write!(f, "cannot start cargo: {error}"),
            Self::Build(output) => write!(
                f,
                "the listings do not build:\n{}\n\
                 `git diff` shows what was changed in the clone, and `git restore` with the name of \
                 a file takes it back",
                output.trim_end()
            ),
            Self::NoProgram(source) => {
                write!(
                    f,
                    "{} is missing, and chapters/course.toml lists it",
                    source.display()
                )
            }
            Self::Start(slug, error) => write!(f, "{slug}: cannot be run: {error}"),
            Self::Hangs(slug) => {
                write!(f, "{slug}: still running after {} s", LIMIT.as_secs())
            }
            Self::Fails { slug, status, stderr } => write!(f, "{slug}: {status}\n{stderr}"),
        }
    }
}

impl Error for RunError {}

fn finish(mut child: Child, slug: &str) -> Result<Output, RunError> {
    let failed = |error| RunError::Start(slug.to_owned(), error);
    let stdout = read_in_background(child.stdout.take());
    let stderr = read_in_background(child.stderr.take());
    let deadline = Instant::now() + LIMIT;
    let status = loop {
        if let Some(status) = child.try_wait().map_err(failed)? {
            break status;
        }
        if Instant::now() > deadline {
            child.kill().and_then(|()| child.wait()).map_err(failed)?;
            return Err(RunError::Hangs(slug.to_owned()));
        }
        thread::sleep(Duration::from_millis(2));
    };
    let text = |reader: thread::JoinHandle<io::Result<String>>| {
        reader.join().expect("a reader of a pipe does not panic").map_err(failed)
    };
    let (stdout, stderr) = (text(stdout)?, text(stderr)?);
    if !status.success() {
        return Err(RunError::Fails {
            slug: slug.to_owned(),
            status: status.to_string(),
            stderr,
        });
    }
    Ok(Output { stdout, stderr, trace: None })
}

fn read_in_background(
    pipe: Option<impl Read + Send + 'static>,
) -> thread::JoinHandle<io::Result<String>> {
    thread::spawn(move || {
        let mut text = String::new();
        pipe.expect("the pipe was asked for").read_to_string(&mut text)?;
        Ok(text)
    })
}

const LIMIT: Duration = Duration::from_mins(1);
