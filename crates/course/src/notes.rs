//! The notes from which the course set out, and what readers ask: is all of it taught, and where?
//!
//! [`Notes`] is `book/notes.toml`, [`Asked`] is `book/asked.toml`; these files document each
//! field. Both can be read while the course is being written. Their `faults` are what is wrong
//! once all is said to be there.

mod asked;
mod ids;
mod places;

use std::error::Error;
use std::fmt;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

pub use asked::{Answer, Asked, AskedQuestion, Rule};

use crate::Course;
use ids::{Ids, of_series};
use places::Places;

/// The notes and their items.
#[derive(Clone, Debug)]
pub struct Notes {
    titles: Vec<Note>,
    items: Vec<Item>,
    text: String,
}

/// One of the notes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// A capital letter.
    pub id: String,
    /// What it is about.
    pub title: String,
}

/// Something that a note says.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    id: Spanned<String>,
    /// The lines of the note, as in `L26`.
    pub at: String,
    /// What the note says, in our words.
    pub says: String,
    /// Whether it is so.
    pub verdict: Verdict,
    /// What is so.
    pub truth: Option<String>,
    /// Its number among the errors of the notes.
    pub error: Option<String>,
    /// Words of its page that set the error right.
    pub words: Option<String>,
    /// The pages, listings and exercises that teach it.
    pub place: Vec<String>,
}

/// Whether it is so what a note says.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is.
    Right,
    /// It never was.
    Wrong,
    /// It was.
    Outdated,
    /// The words are true, the idea is not.
    Misleading,
    /// A misprint or a bug.
    Slip,
    /// Something is missing.
    Cut,
    /// It can't be right or wrong.
    Opinion,
    /// It says where to read.
    Pointer,
}

impl Notes {
    /// Reads the notes of the workspace at `root`.
    ///
    /// # Errors
    ///
    /// [`NotesError`] names the file, the line, and what was expected there.
    pub fn load(root: &Path) -> Result<Self, NotesError> {
        Self::parse(&read(root, FILE)?)
    }

    /// Reads the notes from the text of their file.
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load).
    pub fn parse(text: &str) -> Result<Self, NotesError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct File {
            note: Vec<Note>,
            item: Vec<Item>,
        }
        let File { note: titles, item: items } = parse(FILE, text)?;
        Ok(Self { titles, items, text: text.to_owned() })
    }

    /// The notes, in their order.
    pub fn notes(&self) -> &[Note] {
        &self.titles
    }

    /// The items, in the order of the notes.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// What is wrong with them: an item that is missing or there twice, one without a place in
    /// the course, an error that its page does not set right.
    pub fn faults(&self, course: &Course) -> Vec<String> {
        let places = Places::new(course);
        let mut faults = Ids::new(FILE, &self.text, self.items.iter().map(|item| &item.id))
            .faults(SIZES.iter().flat_map(|&(note, size)| of_series(note, 2, size)));
        let errors: Vec<_> =
            self.items.iter().filter_map(|item| item.error.as_deref()).collect();
        for id in of_series("X", 3, ERRORS) {
            match errors.iter().filter(|error| **error == id).count() {
                1 => {}
                0 => faults.push(format!("{FILE}: no item is the error {id}")),
                _ => faults.push(format!("{FILE}: more than one item is the error {id}")),
            }
        }
        for item in &self.items {
            let at = place_of(FILE, &self.text, &item.id);
            faults
                .extend(item.faults(&places).into_iter().map(|fault| at.clone() + &fault));
        }
        faults
    }
}

impl Item {
    /// The letter of its note, and its number there.
    pub fn id(&self) -> &str {
        self.id.as_ref()
    }

    fn faults(&self, places: &Places<'_>) -> Vec<String> {
        let mut faults = places.faults(&self.place);
        if self.says.trim().is_empty() {
            faults.push("`says` is empty".to_owned());
        }
        if self.verdict.is_error() != self.error.is_some() {
            let what =
                "`error` belongs to what is wrong, outdated, misleading, a slip or cut";
            faults.push(what.to_owned());
        }
        if self.verdict.is_error() {
            if self.truth.is_none() {
                faults.push("`truth` is missing".to_owned());
            }
            faults.extend(places.unsaid(&self.place, self.words.as_deref()));
        }
        faults
    }
}

impl Verdict {
    /// The name of its words in the catalogue.
    pub fn key(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Outdated => "outdated",
            Self::Misleading => "misleading",
            Self::Slip => "slip",
            Self::Cut => "cut",
            Self::Opinion => "opinion",
            Self::Pointer => "pointer",
        }
    }

    /// Whether a reader of the note has to be set right.
    pub fn is_error(self) -> bool {
        !matches!(self, Self::Right | Self::Opinion | Self::Pointer)
    }
}

/// Why the notes, or what readers ask, cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotesError(String);

impl fmt::Display for NotesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for NotesError {}

fn read(root: &Path, file: &str) -> Result<String, NotesError> {
    fs::read_to_string(root.join(file))
        .map_err(|error| NotesError(format!("{file}: {error}")))
}

fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, NotesError> {
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| line(text, span.start));
        NotesError(format!("{file}:{line}: {}", error.message()))
    })
}

fn line(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

/// `file:line: id: `
fn place_of(file: &str, text: &str, id: &Spanned<String>) -> String {
    format!("{file}:{}: {}: ", line(text, id.span().start), id.as_ref())
}

const FILE: &str = "book/notes.toml";

/// How many items each note has.
const SIZES: [(&str, usize); 5] = [("A", 45), ("B", 61), ("C", 81), ("D", 29), ("E", 26)];

/// How many errors the notes have.
const ERRORS: usize = 100;
