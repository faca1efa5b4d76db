use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

/// Something for the reader to do.
#[derive(Clone, Debug)]
pub struct Exercise {
    /// The name of the reader's copy.
    pub slug: String,
    /// Its home page.
    pub page: String,
    /// The crate that it is about.
    pub chapter: String,
    /// What the reader does.
    pub kind: Kind,
    /// What it is about, in a line.
    pub about: String,
    /// Whether it lies on the short way through the course.
    pub core: bool,
    /// Whether it asks about Python's own grammar: who does not read Python can skip it.
    pub is_about_python: bool,
    /// How long a check may run.
    pub limit: Duration,
    /// The exercises that come before it.
    pub needs: Vec<String>,
    /// As in `1-state-machines`.
    pub(crate) chapter_folder: String,
    pub(crate) root: PathBuf,
}

impl Exercise {
    /// Where its files lie.
    pub fn folder(&self) -> PathBuf {
        let exercises =
            self.root.join("chapters").join(&self.chapter_folder).join("exercises");
        exercises.join(&self.slug)
    }

    /// A complete program, from which the starter is cut.
    pub fn solution(&self) -> PathBuf {
        self.folder().join("solution.rs")
    }

    /// What asks whether the reader's copy does what it should.
    pub fn check(&self) -> PathBuf {
        self.folder().join("check.rs")
    }

    /// Programs with one mistake each, which the check refuses.
    pub fn wrong(&self) -> PathBuf {
        self.folder().join("wrong")
    }

    /// The task, the hints and the afterword.
    pub fn text(&self) -> PathBuf {
        self.folder().join("text.md")
    }

    /// The question of an exercise without a program, or the lines of one that orders them.
    pub fn questions(&self) -> PathBuf {
        self.folder().join("questions.md")
    }

    /// The folder of the package in which the reader's copy lies.
    pub fn practice(&self) -> PathBuf {
        self.root.join("practice").join(&self.chapter)
    }

    /// The package in which the reader's copy lies.
    pub fn package(&self) -> String {
        format!("practice-{}", self.chapter)
    }

    /// The reader's copy.
    pub fn copy(&self) -> PathBuf {
        let extension = if self.kind.is_program() { "rs" } else { "md" };
        copies(&self.root, &self.chapter).join(format!("{}.{extension}", self.slug))
    }

    /// The program that runs the check on the reader's copy.
    pub fn check_program(&self) -> PathBuf {
        copies(&self.root, &self.chapter).join(format!("check-{}.rs", self.slug))
    }

    /// The text of [`check_program`](Self::check_program): relative paths, so that a clone can
    /// move.
    pub fn check_program_text(&self) -> String {
        let Self { slug, chapter_folder, .. } = self;
        let check =
            format!("../../../../chapters/{chapter_folder}/exercises/{slug}/check.rs");
        check_program_text(slug, &format!("{slug}.rs"), Path::new(&check))
    }

    /// The plain command that runs the reader's copy.
    pub fn command(&self) -> String {
        format!("cargo run -p {} --bin {}", self.package(), self.slug)
    }
}

/// The folder of the copies of a chapter's exercises.
pub(crate) fn copies(root: &Path, chapter: &str) -> PathBuf {
    root.join("practice").join(chapter).join("src/bin")
}

/// A program that runs the check in `check` on the program in `copy`.
pub fn check_program_text(slug: &str, copy: &str, check: &Path) -> String {
    // Quoted as Rust quotes: a path of Windows has backslashes.
    let check = check.display().to_string();
    format!(
        r"//! Runs the check of `{slug}`. Written by `cargo tulip check`, each time anew.
#![allow(dead_code, unreachable_pub)]

#[path = {copy:?}]
mod exercise;

#[path = {check:?}]
mod check;

fn main() -> std::process::ExitCode {{
    tulip_conformance::run(check::check)
}}
"
    )
}

/// What the reader does.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Fills a gap.
    Complete,
    /// Mends what goes wrong.
    Fix,
    /// Writes it from its signature.
    Make,
    /// Finds the schedule that makes it go wrong, and mends it.
    Play,
    /// Puts lines in order.
    Order,
    /// Says what will happen.
    Predict,
}

impl Kind {
    /// Whether the reader writes a program; otherwise the reader answers a question.
    pub fn is_program(self) -> bool {
        self != Self::Predict
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Complete => "complete",
            Self::Fix => "fix",
            Self::Make => "make",
            Self::Play => "play",
            Self::Order => "order",
            Self::Predict => "predict",
        })
    }
}
