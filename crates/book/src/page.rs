//! A page, with its directives taken in.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use tulip_course::{Catalogue, CatalogueError, SelectorError};

use crate::check::fences;
use crate::directive::{Directive, Line, lines};
use crate::directives;
use crate::fault::Fault;
use crate::html;
use crate::links;
use crate::workspace::{Workspace, missing};

/// What a page is made with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Press<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) catalogue: &'a Catalogue,
}

/// What a page turned out to be.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// As it is written.
    pub(crate) source: String,
    /// Markdown without directives.
    pub(crate) text: String,
    /// What it shows of the course.
    pub(crate) shown: Shown,
}

/// What a page shows of the course.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    /// Lines of code, by file.
    pub(crate) code: BTreeMap<PathBuf, BTreeSet<usize>>,
    /// Listings, exercises and questions.
    pub(crate) slugs: BTreeSet<(Kind, String)>,
    /// Stops of steppers: the trace, and the stop as it is written.
    pub(crate) stops: BTreeSet<(String, String)>,
    /// Ids that were given on this page.
    ids: BTreeSet<String>,
}

/// What has a slug and a place on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Listing,
    Exercise,
    Question,
}

impl Shown {
    /// An id that nothing else on this page has.
    pub(crate) fn id(&mut self, wanted: &str) -> String {
        let numbered = (2..).map(|number| format!("{wanted}-{number}"));
        let mut ids = std::iter::once(wanted.to_owned()).chain(numbered);
        let id = ids.find(|id| !self.ids.contains(id)).expect("numbers do not end");
        self.ids.insert(id.clone());
        id
    }
}

/// What keeps a directive from being taken in.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// It is wrong itself.
    Here(String),
    /// A file that it names is.
    There(Fault),
}

impl From<String> for Trouble {
    fn from(what: String) -> Self {
        Self::Here(what)
    }
}

impl From<&str> for Trouble {
    fn from(what: &str) -> Self {
        Self::Here(what.to_owned())
    }
}

impl From<CatalogueError> for Trouble {
    fn from(error: CatalogueError) -> Self {
        Self::Here(error.to_string())
    }
}

impl From<SelectorError> for Trouble {
    fn from(error: SelectorError) -> Self {
        Self::Here(error.to_string())
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::There(fault)
    }
}

impl Press<'_> {
    /// Takes in the directives of a page, and adds what is wrong with it to `faults`.
    pub(crate) fn page(self, file: &Path, source: &str, faults: &mut Vec<Fault>) -> Page {
        let mut page = Page { source: source.to_owned(), ..Page::default() };
        if let Some(fault) = fences::unclosed(file, source) {
            // All below it would be code, and its directives stray.
            faults.push(fault);
            return page;
        }
        let source = self.with_links(file, source, faults);
        for (number, line) in lines(&source) {
            let directive = match line {
                Line::Text(line) => {
                    page.text.push_str(&html::with_known_language(line));
                    page.text.push('\n');
                    continue;
                }
                Line::Directive(directive) => directive,
                Line::Stray(stray) => {
                    let what = format!(
                        "a directive stands alone on its line, at its beginning and not in code; \
                         `{stray}` does not"
                    );
                    faults.push(Fault::new(file, number, what));
                    continue;
                }
            };
            match self.take_in(directive, &mut page.shown) {
                Ok(text) => {
                    page.text.push('\n');
                    page.text.push_str(&text);
                    page.text.push('\n');
                }
                Err(Trouble::Here(what)) => faults.push(Fault::new(file, number, what)),
                Err(Trouble::There(fault)) => faults.push(fault),
            }
        }
        page
    }

    fn take_in(
        self,
        directive: Directive<'_>,
        shown: &mut Shown,
    ) -> Result<String, Trouble> {
        let known = directives::ALL.iter().find(|(word, _)| *word == directive.word);
        let Some((word, take_in)) = known else {
            let known = directives::ALL.iter().map(|(word, _)| *word);
            return Err(missing("directive", directive.word, known).into());
        };
        let text = take_in(self, directive, shown)?;
        let kind = match *word {
            "listing" | "twin" | "transcript" | "stepper" | "game" => Kind::Listing,
            "exercise" => Kind::Exercise,
            "question" => Kind::Question,
            _ => return Ok(text),
        };
        shown.slugs.insert((kind, directive.slug().0.to_owned()));
        Ok(text)
    }

    /// A text of the book in which links to pages that are not written yet are marked as such.
    pub(crate) fn with_links(
        self,
        file: &Path,
        text: &str,
        faults: &mut Vec<Fault>,
    ) -> String {
        let mut wrong = Vec::new();
        let not_yet = self.catalogue.sentence("book.not-yet", &[]);
        let not_yet = not_yet.map_or_else(
            |error| {
                wrong.push((0, error.to_string()));
                String::new()
            },
            |words| words.to_html(),
        );
        let text = links::mended(text, self.workspace, &not_yet, &mut wrong);
        faults.extend(wrong.into_iter().map(|(line, what)| Fault::new(file, line, what)));
        text
    }

    /// Words of the catalogue, as HTML.
    pub(crate) fn words(self, key: &str) -> Result<String, Trouble> {
        Ok(self.catalogue.sentence(key, &[])?.to_html())
    }

    /// Markdown of a file of the course, as HTML.
    pub(crate) fn html(self, path: &Path, text: &str) -> Result<String, Trouble> {
        let mut faults = Vec::new();
        let text = self.with_links(self.workspace.shown(path), text, &mut faults);
        match faults.pop() {
            None => Ok(html::from_markdown(&text)),
            // The text is a part of the file: its lines are others.
            Some(fault) => Err(Trouble::There(fault.anywhere())),
        }
    }
}
