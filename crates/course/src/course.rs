use std::error::Error;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::entries::{Entries, Faults};
use crate::exercise::{Exercise, copies};
use crate::listing::Listing;

/// The course, as `chapters/course.toml` lists it. That file documents each field.
#[derive(Clone, Debug)]
pub struct Course {
    root: PathBuf,
    chapters: Vec<Chapter>,
    pages: Vec<Page>,
    listings: Vec<Listing>,
    exercises: Vec<Exercise>,
}

impl Course {
    /// Reads the course of the workspace at `root`.
    ///
    /// # Errors
    ///
    /// [`CourseError`] names the file, the line, and what was expected there.
    pub fn load(root: &Path) -> Result<Self, CourseError> {
        let text = fs::read_to_string(root.join(FILE))
            .map_err(|error| CourseError { line: 0, what: error.to_string() })?;
        Self::parse(root, &text)
    }

    /// Reads the course from the text of its file.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load).
    pub fn parse(root: &Path, text: &str) -> Result<Self, CourseError> {
        let faults = Faults::new(text);
        let entries = Entries::read(text, &faults)?;
        entries.check_slugs(&faults)?;
        let pages = entries.pages(&faults)?;
        let listings = entries.listings(root, &pages, &faults)?;
        let exercises = entries.exercises(root, &pages, &faults)?;
        Ok(Self {
            root: root.to_owned(),
            chapters: entries.into_chapters(),
            pages,
            listings,
            exercises,
        })
    }

    /// The workspace.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The chapters, in the order of the course.
    pub fn chapters(&self) -> &[Chapter] {
        &self.chapters
    }

    /// The folder in which the reader's copies of a chapter's exercises lie.
    pub fn copies(&self, chapter: &Chapter) -> PathBuf {
        copies(&self.root, &chapter.slug)
    }

    /// The pages, in the order of the book.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// The listings, in the order of the book.
    pub fn listings(&self) -> &[Listing] {
        &self.listings
    }

    /// The exercises, in the order of the course.
    pub fn exercises(&self) -> &[Exercise] {
        &self.exercises
    }
}

/// A stage of the course, and its crate.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    /// The name of its crate.
    pub slug: String,
    /// Its folder under `chapters/`.
    pub folder: String,
    /// What it is called.
    pub title: String,
}

/// A page of the book.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its address.
    pub slug: String,
    /// The crate of its listings; nothing before the first stage and after the last.
    pub chapter: Option<String>,
    /// What it is called.
    pub title: String,
    /// Whether it has to be there: a page of a stage to come may be missing.
    pub due: bool,
    /// The stage of the reader's own runtime that is built on it.
    pub stage: Option<u32>,
}

/// Why a course cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseError {
    /// The line, from 1; 0 if it is about the whole file.
    pub line: usize,
    /// What is wrong there.
    pub what: String,
}

impl fmt::Display for CourseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{FILE}: {}", self.what),
            line => write!(f, "{FILE}:{line}: {}", self.what),
        }
    }
}

impl Error for CourseError {}

const FILE: &str = "chapters/course.toml";
