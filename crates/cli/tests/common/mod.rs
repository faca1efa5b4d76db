//! A small course in a folder of its own, for one test.

#![allow(dead_code, reason = "each test program uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A clone of a course of two exercises and two listings, which are made for this test alone.
///
/// Its slugs end with the name of the test, because all tests share what cargo has built, and
/// programs of one name would take each other's place. `NAME` stands for it in files and
/// arguments.
pub(crate) struct Clone {
    pub(crate) root: PathBuf,
    name: &'static str,
}

/// What a command left.
#[derive(Debug)]
pub(crate) struct Left {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Clone {
    pub(crate) fn new(name: &'static str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("clones").join(name);
        let _ = fs::remove_dir_all(&root);
        let clone = Self { root, name };
        for (path, text) in FILES {
            clone.write(path, text);
        }
        clone
    }

    /// The exercise in which a number is doubled.
    pub(crate) fn double(&self) -> String {
        format!("double-{}", self.name)
    }

    /// The reader's copy of it.
    pub(crate) fn copy(&self) -> PathBuf {
        self.path("practice/one-NAME/src/bin/double-NAME.rs")
    }

    /// Writes the reader's copy.
    pub(crate) fn set_copy(&self, text: &str) {
        self.write("practice/one-NAME/src/bin/double-NAME.rs", text);
    }

    /// Writes the reader's copy with this as the body of `double`.
    pub(crate) fn set_body(&self, body: &str) {
        let solution = self.read("chapters/1-one/exercises/double-NAME/solution.rs");
        let (before, after) = solution.split_once("    // solution\n").expect("a region");
        let (_, after) = after.split_once("    // end\n").expect("a region");
        self.set_copy(&format!("{before}{body}\n{after}"));
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path.replace("NAME", self.name))
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder"))
            .expect("target/tmp can be written");
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("crates/");
        let clone = crates.parent().expect("the clone").display().to_string();
        let text = text.replace("NAME", self.name).replace("CLONE", &clone);
        fs::write(path, text).expect("target/tmp can be written");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path))
            .unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Puts `to` in the place of `from` in a file.
    pub(crate) fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        let from = from.replace("NAME", self.name);
        assert!(text.contains(&from), "{path} holds no `{from}`");
        self.write(path, &text.replace(&from, to));
    }

    /// The command, about to be run in this clone.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tulip"));
        command.current_dir(&self.root).stdin(Stdio::null());
        command
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("built"));
        // What cargo tells its tests is not for the cargo that the command starts.
        command.env_remove("TULIP_CLOCK").env_remove("TULIP_TRACE").env_remove("NO_COLOR");
        command.args(args.iter().map(|arg| arg.replace("NAME", self.name)));
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Left {
        left(&mut self.command(args))
    }
}

pub(crate) fn left(command: &mut Command) -> Left {
    let output = command.output().expect("the command starts");
    Left {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("it prints UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("it prints UTF-8"),
    }
}

impl Left {
    /// Ended with this code, having printed these words on one of its outputs.
    #[track_caller]
    pub(crate) fn is(&self, code: i32, words: &[&str]) -> &Self {
        let all = format!("{}{}", self.stdout, self.stderr);
        assert_eq!(self.code, Some(code), "{all}");
        for word in words {
            assert!(all.contains(word), "`{word}` is not in:\n{all}");
        }
        self
    }
}

#[track_caller]
pub(crate) fn wait_for(what: &str, holds: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < deadline, "{what}: not so");
        thread::sleep(GLANCE);
    }
}

/// Nobody writes to the file any more.
#[track_caller]
pub(crate) fn assert_stands_still(file: &Path) {
    let length = || fs::metadata(file).unwrap().len();
    let before = length();
    thread::sleep(Duration::from_millis(200));
    assert_eq!(length(), before, "a program that was ended writes on");
}

macro_rules! catalogue {
    ($name:literal) => {
        include_str!(concat!("../../../../book/catalogue/en/", $name, ".toml"))
    };
}

/// The files of the course, and the sentences of ours.
const FILES: [(&str, &str); 21] = [
    ("Cargo.toml", include_str!("../course/workspace.toml")),
    ("chapters/course.toml", include_str!("../course/course.toml")),
    ("chapters/1-one/Cargo.toml", include_str!("../course/chapter.toml")),
    ("chapters/1-one/src/lib.rs", "//! The first chapter.\n"),
    ("chapters/1-one/examples/hello-NAME.rs", include_str!("../course/hello.rs")),
    ("chapters/1-one/examples/race-NAME.rs", include_str!("../course/race.rs")),
    (
        "chapters/1-one/exercises/double-NAME/solution.rs",
        include_str!("../course/solution.rs"),
    ),
    ("chapters/1-one/exercises/double-NAME/check.rs", include_str!("../course/check.rs")),
    ("chapters/1-one/exercises/double-NAME/text.md", include_str!("../course/text.md")),
    (
        "chapters/1-one/exercises/double-NAME/wrong/squares.rs",
        include_str!("../course/squares.rs"),
    ),
    ("chapters/1-one/exercises/ask-NAME/text.md", include_str!("../course/text.md")),
    (
        "chapters/1-one/exercises/ask-NAME/questions.md",
        include_str!("../course/questions.md"),
    ),
    ("practice/one-NAME/Cargo.toml", include_str!("../course/practice.toml")),
    ("practice/one-NAME/src/lib.rs", "//! Your copies.\n"),
    ("chapters/1-one/snapshots/hello-NAME.snap", include_str!("../course/hello.snap")),
    ("chapters/1-one/snapshots/race-NAME.snap", include_str!("../course/race.snap")),
    ("crates/book/Cargo.toml", include_str!("../course/book/Cargo.toml")),
    ("crates/book/src/main.rs", include_str!("../course/book/main.rs")),
    ("book/catalogue/en/events.toml", catalogue!("events")),
    ("book/catalogue/en/game.toml", catalogue!("game")),
    ("book/catalogue/en/stops.toml", catalogue!("stops")),
];

/// Only a test that fails waits as long.
pub(crate) const PATIENCE: Duration = Duration::from_mins(2);
pub(crate) const GLANCE: Duration = Duration::from_millis(10);
