//! Pages alone: whoever writes saves a page, and waits for that one.
//!
//! To make the whole book takes longer with every page that is added to it. So where nothing but
//! pages was saved, these are rendered in a book whose other pages are empty, and put beside the
//! others. What the search knows of them is as old as the last book that was made whole.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Maker;
use super::site::Site;
use crate::book::Book;
use crate::fault::Fault;

impl Maker {
    /// Makes the book again, after these files were saved: only some of its pages, if it is
    /// nothing else.
    pub(super) fn make_saved(
        &self,
        site: &Site,
        saved: &BTreeSet<PathBuf>,
    ) -> Result<(), Vec<Fault>> {
        let is_pages = saved.iter().all(|file| self.can_be_page(file));
        if self.trace.is_some() || !is_pages || !site.is_built() {
            return self.make(site);
        }
        let is_saved = |file: &Path| saved.contains(&self.workspace.root().join(file));
        let mut book = Book::load_pages(&self.workspace, is_saved)?;
        if book.pages.len() < saved.len() {
            return self.make(site);
        }
        let mut names: Vec<_> =
            book.pages.iter().filter_map(|(file, _)| built_name(file)).collect();
        if book.titles().next().is_some_and(|(_, slug)| names.contains(&(slug + ".html"))) {
            names.push("index.html".to_owned());
        }
        let made = book.render(&self.workspace, site.folder())?;
        let put = site.put_pages(&made, &names);
        put.map_err(|error| vec![Fault::new(site.folder(), 0, error)])
    }

    /// Whether it can be a page: the contents of the book are Markdown, too.
    fn can_be_page(&self, file: &Path) -> bool {
        let is_there =
            file.starts_with(self.workspace.book().join("src")) && file.is_file();
        is_there && built_name(file).is_some()
    }
}

fn built_name(page: &Path) -> Option<String> {
    let name = page.file_name()?.to_str()?.strip_suffix(".md")?;
    Some(format!("{name}.html"))
}

/// Copies a page from one build into another. It asks for the search of the build that it is from,
/// by a name of its own; in the other it has to ask for that one's.
pub(super) fn copy(name: &str, from: &Path, to: &Path) -> io::Result<()> {
    let mut page = fs::read_to_string(from.join(name))?;
    if let (Some(theirs), Some(ours)) = (search_of(from)?, search_of(to)?) {
        page = page.replace(&theirs, &ours);
    }
    fs::write(to.join(name), page)
}

/// The file of the search in a built book, if it has one.
fn search_of(folder: &Path) -> io::Result<Option<String>> {
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with("searchindex-") {
            return Ok(Some(name));
        }
    }
    Ok(None)
}
