use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tulip_course::{CatalogueError, Replay};

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

    /// Adds its page to the end of the book.
    pub(super) fn add_to(
        &self,
        book: &mut Book,
        workspace: &Workspace,
    ) -> Result<(), Vec<Fault>> {
        let fault = |what: String| vec![Fault::new(&self.path, 0, what)];
        let bytes = fs::read(&self.path).map_err(|error| fault(error.to_string()))?;
        if bytes.len() > LIMIT {
            let what = format!("{} MB are too much to show: at most 16", bytes.len() >> 20);
            return Err(fault(what));
        }
        let trace = String::from_utf8_lossy(&bytes);
        let page = self.page(book, workspace, &trace);
        let (title, text) = page.map_err(|error| fault(error.to_string()))?;
        book.add_page(&title, PAGE, text);
        Ok(())
    }

    fn page(
        &self,
        book: &Book,
        workspace: &Workspace,
        trace: &str,
    ) -> Result<(String, String), CatalogueError> {
        let catalogue = &book.catalogue;
        let replay = Replay::read(trace, catalogue);
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
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
        let mut text =
            format!("# {title}\n{}", block(&format!("<p>{}</p>", about.to_html())));
        if replay.steps().is_empty() {
            let says = catalogue.sentence("book.trace.empty", &[])?;
            text.push_str(&block(&format!("<p><strong>{}</strong></p>", says.to_html())));
            text.push_str(&block(&stepper.bad_lines(catalogue)?));
        } else {
            text.push_str(&stepper.html(workspace, catalogue)?);
        }
        Ok((title, text))
    }
}

/// Where its page is served, and what the page's file would be called.
pub(super) const ADDRESS: &str = "trace.html";
const PAGE: &str = "trace.md";

/// A page of more than that is no pleasure to any browser.
const LIMIT: usize = 16 << 20;
