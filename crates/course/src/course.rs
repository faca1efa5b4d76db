use std::collections::BTreeSet;
use std::error::Error;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

/// The course, as `chapters/course.toml` lists it. That file documents each field.
#[derive(Clone, Debug)]
pub struct Course {
    root: PathBuf,
    chapters: Vec<Chapter>,
    pages: Vec<Page>,
    listings: Vec<Listing>,
}

impl Course {
    /// Reads the course of the workspace at `root`.
    ///
    /// # Errors
    ///
    /// [`CourseError`] names the file, the line, and what was expected there.
    pub fn load(root: &Path) -> Result<Self, CourseError> {
        let path = root.join(FILE);
        let text = fs::read_to_string(&path)
            .map_err(|error| CourseError { line: 0, what: error.to_string() })?;
        Self::parse(root, &text)
    }

    /// Reads the course from the text of its file.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load).
    pub fn parse(root: &Path, text: &str) -> Result<Self, CourseError> {
        let line_at = |offset: usize| text[..offset].matches('\n').count() + 1;
        let file: File = toml::from_str(text).map_err(|error| CourseError {
            line: error.span().map_or(0, |span| line_at(span.start)),
            what: error.message().to_owned(),
        })?;
        let fault = |slug: &Spanned<String>, what: String| CourseError {
            line: line_at(slug.span().start),
            what,
        };

        let mut taken = BTreeSet::new();
        for slug in file.listing.iter().map(|listing| &listing.slug) {
            check_slug(slug.as_ref()).map_err(|what| fault(slug, what))?;
            if !taken.insert(slug.as_ref()) {
                return Err(fault(
                    slug,
                    format!("the slug `{}` is used twice", slug.as_ref()),
                ));
            }
        }
        let chapters = file.chapter;
        let mut pages = Vec::new();
        for page in file.page {
            let chapter = page.chapter.as_ref();
            if !chapters.iter().any(|known| known.slug == *chapter) {
                let known = chapters.iter().map(|chapter| &*chapter.slug);
                return Err(fault(&page.chapter, unknown("chapter", chapter, known)));
            }
            pages.push(Page {
                slug: page.slug,
                chapter: page.chapter.into_inner(),
                title: page.title,
            });
        }
        let mut listings = Vec::new();
        for entry in file.listing {
            let Some(page) = pages.iter().find(|page| page.slug == *entry.page.as_ref())
            else {
                let known = pages.iter().map(|page| &*page.slug);
                return Err(fault(
                    &entry.page,
                    unknown("page", entry.page.as_ref(), known),
                ));
            };
            if entry.time == Time::Real && entry.trace.is_some() {
                let what = "a listing in real time has no trace: remove `trace`".to_owned();
                return Err(fault(&entry.slug, what));
            }
            let chapter = chapters.iter().find(|chapter| chapter.slug == page.chapter);
            let chapter = chapter.expect("a page's chapter was looked up above");
            listings.push(Listing {
                chapter: chapter.slug.clone(),
                folder: root.join("chapters").join(&chapter.folder),
                slug: entry.slug.into_inner(),
                page: entry.page.into_inner(),
                about: entry.about,
                time: entry.time,
                redact: entry.redact,
                has_trace: entry.time == Time::Virtual && entry.trace.unwrap_or(true),
                has_twin: entry.twin,
                differs: entry.differs,
            });
        }
        Ok(Self { root: root.to_owned(), chapters, pages, listings })
    }

    /// The workspace.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The chapters, in the order of the course.
    pub fn chapters(&self) -> &[Chapter] {
        &self.chapters
    }

    /// The pages, in the order of the book.
    pub fn pages(&self) -> &[Page] {
        &self.pages
    }

    /// The listings, in the order of the book.
    pub fn listings(&self) -> &[Listing] {
        &self.listings
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
    /// The crate of its listings.
    pub chapter: String,
    /// What it is called.
    pub title: String,
}

/// A program that a page shows.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The name of its example, or of the crate for its `main.rs`.
    pub slug: String,
    /// Its home page.
    pub page: String,
    /// Its crate.
    pub chapter: String,
    /// What it shows, in a line.
    pub about: String,
    /// The time in which it is compared.
    pub time: Time,
    /// What is made equal in its output before it is compared.
    pub redact: Vec<Redaction>,
    /// Whether a trace is kept.
    pub has_trace: bool,
    /// Whether it has a Python twin.
    pub has_twin: bool,
    /// Where the twin prints something else.
    pub differs: Vec<Difference>,
    folder: PathBuf,
}

impl Listing {
    /// Whether it is the `main.rs` of its crate.
    pub fn is_main(&self) -> bool {
        self.slug == self.chapter
    }

    /// Its source.
    pub fn source(&self) -> PathBuf {
        if self.is_main() {
            self.folder.join("src/main.rs")
        } else {
            self.file("examples", "rs")
        }
    }

    /// Its Python twin.
    pub fn twin(&self) -> PathBuf {
        self.file("python", "py")
    }

    /// The folder of its snapshot.
    pub fn snapshots(&self) -> PathBuf {
        self.folder.join("snapshots")
    }

    /// What it prints.
    pub fn snapshot(&self) -> PathBuf {
        self.file("snapshots", "snap")
    }

    /// What happens in it.
    pub fn trace(&self) -> PathBuf {
        self.file("traces", "json")
    }

    /// Why its twin prints something else.
    pub fn reason(&self) -> PathBuf {
        self.file("differences", "md")
    }

    /// The plain command that runs it.
    pub fn command(&self) -> String {
        if self.is_main() {
            format!("cargo run -p {}", self.chapter)
        } else {
            format!("cargo run -p {} --example {}", self.chapter, self.slug)
        }
    }

    /// The output after redaction.
    pub fn redacted(&self, output: &str) -> String {
        self.redact
            .iter()
            .fold(output.to_owned(), |output, redaction| redaction.apply(&output))
    }

    fn file(&self, folder: &str, extension: &str) -> PathBuf {
        self.folder.join(folder).join(format!("{}.{extension}", self.slug))
    }
}

/// The time in which a listing is compared.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Time {
    /// It jumps from deadline to deadline.
    #[default]
    Virtual,
    /// It passes.
    Real,
}

/// What is made equal in outputs that are never twice the same.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Redaction {
    /// Each whole number becomes `N`.
    Numbers,
}

impl Redaction {
    fn apply(self, output: &str) -> String {
        match self {
            Self::Numbers => {
                let mut redacted = String::new();
                let mut in_number = false;
                for c in output.chars() {
                    if !c.is_ascii_digit() {
                        redacted.push(c);
                    } else if !in_number {
                        redacted.push('N');
                    }
                    in_number = c.is_ascii_digit();
                }
                redacted
            }
        }
    }
}

/// Lines of a listing where its twin prints others.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// What the listing prints.
    pub rust: Vec<String>,
    /// What the twin prints there.
    pub python: Vec<String>,
}

/// Why a course cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseError {
    /// The line, from 1; 0 if it is about the whole file.
    line: usize,
    what: String,
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    chapter: Vec<Chapter>,
    #[serde(default)]
    page: Vec<PageEntry>,
    #[serde(default)]
    listing: Vec<ListingEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PageEntry {
    slug: String,
    chapter: Spanned<String>,
    title: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListingEntry {
    slug: Spanned<String>,
    page: Spanned<String>,
    about: String,
    #[serde(default)]
    time: Time,
    #[serde(default)]
    redact: Vec<Redaction>,
    trace: Option<bool>,
    #[serde(default = "yes")]
    twin: bool,
    #[serde(default)]
    differs: Vec<Difference>,
}

fn yes() -> bool {
    true
}

fn check_slug(slug: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !slug.is_empty() && slug.chars().all(fits) {
        return Ok(());
    }
    Err(format!("`{slug}` is no slug: use small letters, digits and `-`"))
}

fn unknown<'a>(kind: &str, slug: &str, known: impl Iterator<Item = &'a str>) -> String {
    format!(
        "there is no {kind} `{slug}`; there are: {}",
        known.collect::<Vec<_>>().join(", ")
    )
}

const FILE: &str = "chapters/course.toml";
