//! The texts that a reader meets outside the pages: what happens in a step, what a stop asks,
//! what buttons say. Code asks for them by keys, so that a second language is a second folder.

mod files;
mod keys;
mod pseudo;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::path::Path;

use crate::sentence::Sentence;
use crate::template::Template;

/// The texts of one language, `book/catalogue/<language>/*.toml`.
///
/// Nested tables and quoted keys are joined by dots. A text marks code and emphasis as Markdown
/// does, and names what is filled in: `` "`{task}` waits for `{why}`." ``
///
/// Two files are of other kinds. By trace, `captions.toml` says something about one step;
/// `predictions.toml` says by trace, stop and option which wrong idea lies behind the option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue {
    templates: BTreeMap<String, Template>,
    /// By trace: a selector as it is written, and what is said there.
    captions: BTreeMap<String, BTreeMap<String, Sentence>>,
    /// By trace and stop as it is written: an option, and what is said to whoever takes it.
    predictions: Predictions,
}

type Predictions = BTreeMap<(String, String), BTreeMap<String, Sentence>>;

impl Catalogue {
    /// Reads the texts of a folder, and checks those that this crate asks for: none is missing,
    /// none is too many, and each has its places.
    ///
    /// # Errors
    ///
    /// [`CatalogueError`] names the file and the line.
    pub fn load(folder: &Path) -> Result<Self, CatalogueError> {
        files::read_folder(folder)
    }

    /// The text of a key, with these in its places.
    ///
    /// # Errors
    ///
    /// [`CatalogueError`] if there is no such text, or if it has other places.
    pub fn sentence(
        &self,
        key: &str,
        places: &[(&str, &str)],
    ) -> Result<Sentence, CatalogueError> {
        let fault = |what| CatalogueError { place: format!("`{key}`"), what };
        let template = self.templates.get(key);
        let template =
            template.ok_or_else(|| fault("the catalogue has no such text".to_owned()))?;
        let wanted = template.places();
        if let Some((unwanted, _)) = places.iter().find(|(name, _)| !wanted.contains(name))
        {
            return Err(fault(format!("the text has no place `{{{unwanted}}}`")));
        }
        template.fill(places).map_err(fault)
    }

    /// The words of a text that has no places.
    ///
    /// # Errors
    ///
    /// As [`sentence`](Self::sentence).
    pub fn text(&self, key: &str) -> Result<String, CatalogueError> {
        Ok(self.sentence(key, &[])?.to_string())
    }

    /// All texts below a key as they are written, by the rest of their keys.
    pub fn under(&self, key: &str) -> BTreeMap<String, String> {
        let prefix = format!("{key}.");
        let below = self.templates.iter().filter_map(|(key, template)| {
            Some((key.strip_prefix(&prefix)?.to_owned(), template.to_string()))
        });
        below.collect()
    }

    /// The traces that have captions.
    pub fn captioned(&self) -> impl Iterator<Item = &str> {
        self.captions.keys().map(String::as_str)
    }

    /// The captions of a trace: where, as it is written, and what.
    pub(crate) fn captions(&self, slug: &str) -> impl Iterator<Item = (&str, &Sentence)> {
        let captions = self.captions.get(slug).into_iter().flatten();
        captions.map(|(selector, says)| (&**selector, says))
    }

    /// The stops that have something to say of their own: the trace, and the stop as written.
    pub fn predicted(&self) -> impl Iterator<Item = (&str, &str)> {
        self.predictions.keys().map(|(slug, stop)| (&**slug, &**stop))
    }

    /// What is said about the options of a stop.
    pub(crate) fn predictions(
        &self,
        slug: &str,
        stop: &str,
    ) -> impl Iterator<Item = (&str, &Sentence)> {
        let options = self.predictions.get(&(slug.to_owned(), stop.to_owned()));
        options.into_iter().flatten().map(|(option, says)| (&**option, says))
    }

    /// A time on the program's clock, for a column of them: `0.250 s`.
    pub(crate) fn time(&self, micros: u64) -> String {
        let (seconds, rest) = (micros / 1_000_000, micros % 1_000_000);
        self.seconds(&match rest % 1000 {
            0 => format!("{seconds}.{:03}", rest / 1000),
            _ => format!("{seconds}.{rest:06}"),
        })
    }

    /// A time in running text: `0.25 s`.
    pub(crate) fn duration(&self, micros: u64) -> String {
        let text = format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000);
        self.seconds(text.trim_end_matches('0').trim_end_matches('.'))
    }

    fn seconds(&self, seconds: &str) -> String {
        self.told("time.seconds", &[("seconds", seconds)]).to_string()
    }

    /// A text that this crate asks for: it was seen when the catalogue was read.
    pub(crate) fn told(&self, key: &str, places: &[(&str, &str)]) -> Sentence {
        self.sentence(key, places).unwrap_or_else(|error| panic!("{error}"))
    }
}

/// What is wrong with a catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogueError {
    /// A file and a line, or a key.
    pub(crate) place: String,
    pub(crate) what: String,
}

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

impl Error for CatalogueError {}
