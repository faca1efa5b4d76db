use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

use tulip_course::{CatalogueError, Replay};
use tulip_trace::MOST_SHOWN;

use crate::book::Book;
use crate::fault::Fault;
use crate::html::block;
use crate::stepper::Stepper;
use crate::workspace::Workspace;

/// A trace of the reader's, which is shown on a page of its own.
pub(super) struct Trace {
    path: PathBuf,
}

impl Trace {
    /// The one in this file, which must be there.
    pub(super) fn new(path: &Path) -> Result<Self, Fault> {
        let path = path.canonicalize().map_err(|error| Fault::new(path, 0, error))?;
        Ok(Self { path })
    }

    /// From the root on.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What the file says, if a page can hold it.
    pub(super) fn read(&self) -> Result<String, Vec<Fault>> {
        let length = fs::metadata(&self.path).map_err(|error| self.fault(error))?.len();
        if length > MOST_SHOWN {
            return Err(self.fault(format!(
                "{} MB are too much for a page: at most {}; record less, or take \
                 `cargo tulip trace step`",
                length.div_ceil(1 << 20),
                MOST_SHOWN >> 20
            )));
        }
        let bytes = fs::read(&self.path).map_err(|error| self.fault(error))?;
        if bytes.len() >= LONG {
            let (name, megabytes) = (self.name(), bytes.len() >> 20);
            eprintln!("Making a page of {name}, {megabytes} MB ...");
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Adds the page of what the file says to the end of the book.
    pub(super) fn add_to(
        &self,
        book: &mut Book,
        workspace: &Workspace,
        trace: &str,
    ) -> Result<(), Vec<Fault>> {
        let page = self.page(book, workspace, trace);
        let (title, text, html) = page.map_err(|error| self.fault(error))?;
        book.add_page(&title, PAGE, &text, html);
        Ok(())
    }

    fn fault(&self, what: impl Display) -> Vec<Fault> {
        vec![Fault::new(&self.path, 0, what)]
    }

    fn name(&self) -> Cow<'_, str> {
        self.path.file_name().unwrap_or_default().to_string_lossy()
    }

    fn page(
        &self,
        book: &Book,
        workspace: &Workspace,
        trace: &str,
    ) -> Result<(String, String, String), CatalogueError> {
        let catalogue = &book.catalogue;
        let replay = Replay::read(trace, catalogue);
        let name = self.name();
        let stepper = Stepper {
            id: "trace",
            slug: "trace",
            file: &name,
            trace,
            replay: &replay,
            captions: BTreeMap::new(),
            stops: Vec::new(),
            from: None,
            to: None,
            source: None,
        };
        let title = catalogue.text("book.trace.title")?;
        let about = catalogue.sentence("book.trace.about", &[("file", &*name)])?;
        let text = format!("# {title}\n{}", block(&format!("<p>{}</p>", about.to_html())));
        let html = if replay.steps().is_empty() {
            let says = catalogue.sentence("book.trace.empty", &[])?.to_html();
            let bad = stepper.bad_lines(catalogue)?;
            block(&format!("<p><strong>{says}</strong></p>\n{bad}"))
        } else {
            stepper.html(workspace, catalogue)?
        };
        Ok((title, text, html))
    }
}

/// Where its page is served, and what the page's file would be called.
pub(super) const ADDRESS: &str = "trace.html";
const PAGE: &str = "trace.md";

/// A page of so many bytes is not there in a moment.
const LONG: usize = 1 << 20;
