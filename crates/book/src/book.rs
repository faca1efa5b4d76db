//! The book, from its pages to the finished folder.

use std::fs;
use std::io;
use std::path::{self, Path, PathBuf};
use std::process;

use mdbook_driver::MDBook;
use mdbook_driver::book::Chapter;
use pulldown_cmark::{Event, Parser, Tag};
use serde_json::json;
use tulip_course::Catalogue;

use crate::complaints::Complaints;
use crate::fault::Fault;
use crate::html::block;
use crate::page::{Page, Press};
use crate::theme::Theme;
use crate::workspace::Workspace;

/// A book whose directives are taken in, before it is rendered.
pub(crate) struct Book {
    mdbook: MDBook,
    pub(crate) catalogue: Catalogue,
    /// The pages in their order, with their files relative to the clone.
    pub(crate) pages: Vec<(PathBuf, Page)>,
    /// What is put into a page when it is rendered: the page's file, and HTML.
    ready: Option<(PathBuf, String)>,
}

impl Book {
    /// Reads the pages and takes their directives in.
    pub(crate) fn load(workspace: &Workspace) -> Result<Self, Vec<Fault>> {
        Self::in_words(workspace, workspace.catalogue()?)
    }

    /// As [`load`](Self::load), with the words of this catalogue.
    pub(crate) fn in_words(
        workspace: &Workspace,
        catalogue: Catalogue,
    ) -> Result<Self, Vec<Fault>> {
        Self::with_pages(workspace, catalogue, |_| true)
    }

    /// As [`load`](Self::load), but of the pages only those that are wanted: the others keep
    /// their places and are empty.
    pub(crate) fn load_pages(
        workspace: &Workspace,
        is_wanted: impl Fn(&Path) -> bool,
    ) -> Result<Self, Vec<Fault>> {
        Self::with_pages(workspace, workspace.catalogue()?, is_wanted)
    }

    fn with_pages(
        workspace: &Workspace,
        catalogue: Catalogue,
        is_wanted: impl Fn(&Path) -> bool,
    ) -> Result<Self, Vec<Fault>> {
        let mut mdbook = read(workspace)?;
        let press = Press { workspace, catalogue: &catalogue };
        let source = mdbook.source_dir();
        let mut faults = Vec::new();
        let mut pages = Vec::new();
        mdbook.book.for_each_chapter_mut(|chapter| {
            let Some(path) = &chapter.source_path else { return };
            let file = workspace.shown(&source.join(path)).to_owned();
            if !is_wanted(&file) {
                chapter.content.clear();
                return;
            }
            let page = press.page(&file, &chapter.content, &mut faults);
            chapter.content.clone_from(&page.text);
            pages.push((file, page));
        });
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Self { mdbook, catalogue, pages, ready: None })
    }

    /// Adds a page that has no file, after all others: a text, and HTML below it. The HTML can be
    /// long, and mdBook, which would parse it and index it for the search, does not get it.
    pub(crate) fn add_page(&mut self, title: &str, file: &str, text: &str, html: String) {
        let text = format!("{text}{}", block(PLACE));
        let chapter =
            Chapter { source_path: None, ..Chapter::new(title, text, file, vec![]) };
        self.mdbook.book.push_item(chapter);
        self.ready = Some((Path::new(file).with_extension("html"), html));
    }

    /// What the pages are called, and their slugs.
    pub(crate) fn titles(&self) -> impl Iterator<Item = (&str, String)> {
        self.mdbook.book.chapters().filter_map(|chapter| {
            let slug = chapter.path.as_ref()?.file_stem()?.to_string_lossy().into_owned();
            Some((&*chapter.name, slug))
        })
    }

    /// Addresses that pages once had, and where they lead now.
    pub(crate) fn redirects(&self) -> Vec<(String, String)> {
        let html = self.mdbook.config.html_config().unwrap_or_default();
        html.redirect.into_iter().collect()
    }

    /// Renders the book beside `folder`, in which the one before still lies.
    pub(crate) fn render(
        &mut self,
        workspace: &Workspace,
        folder: &Path,
    ) -> Result<Made, Vec<Fault>> {
        let failed = |error: io::Error| vec![Fault::new(workspace.shown(folder), 0, error)];
        if !can_be_replaced(folder) {
            let what = "it is there, and is no built book: name another folder";
            return Err(vec![Fault::new(workspace.shown(folder), 0, what)]);
        }
        let folder = path::absolute(folder).map_err(failed)?;
        let theme = Theme::fill(workspace, &self.catalogue, beside(&folder, "theme"))?;
        if let Some(theme) = &theme {
            let set = self.mdbook.config.set("output.html.theme", &theme.folder);
            set.map_err(|error| vec![Fault::new(&theme.folder, 0, error)])?;
        }
        let made = Made { folder: beside(&folder, "new") };
        self.mdbook.config.build.build_dir.clone_from(&made.folder);
        let complaints = Complaints::of(|| self.mdbook.build());
        if !complaints.is_empty() {
            return Err(told(workspace, complaints));
        }
        if let Some((file, html)) = &self.ready {
            let path = made.folder.join(file);
            let page = fs::read_to_string(&path).map_err(failed)?;
            let (before, after) = page.split_once(PLACE).expect("mdBook keeps HTML");
            fs::write(path, [before, html, after].concat()).map_err(failed)?;
        }
        let words = json!(self.catalogue.under("page"));
        let words = format!("globalThis.tulipWords = {words};\n");
        fs::write(made.folder.join(WORDS), words).map_err(failed)?;
        Ok(made)
    }
}

/// Where HTML is put into a rendered page.
const PLACE: &str = "<div id=\"ready\"></div>";

/// What scripts say, beside the pages.
const WORDS: &str = "words.js";

/// Whether nothing is lost with a folder: it is not there, or empty, or a book that was built.
fn can_be_replaced(folder: &Path) -> bool {
    let is_empty =
        || fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    !folder.exists() || is_empty() || folder.join(WORDS).is_file()
}

/// A book that is rendered, and is gone again unless it is put somewhere.
pub(crate) struct Made {
    pub(crate) folder: PathBuf,
}

impl Made {
    /// Puts it in the place of the one before.
    pub(crate) fn put(self, folder: &Path) -> io::Result<()> {
        let old = beside(&path::absolute(folder)?, "old");
        gone(fs::remove_dir_all(&old))?;
        gone(fs::rename(folder, &old))?;
        fs::rename(&self.folder, folder)?;
        gone(fs::remove_dir_all(&old))
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        // What cannot be removed is in nobody's way.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn read(workspace: &Workspace) -> Result<MDBook, Vec<Fault>> {
    let missing = missing_pages(workspace);
    if !missing.is_empty() {
        return Err(missing);
    }
    let mut mdbook = None;
    let complaints = Complaints::of(|| {
        mdbook = Some(MDBook::load(workspace.book())?);
        Ok(())
    });
    mdbook.filter(|_| complaints.is_empty()).ok_or_else(|| told(workspace, complaints))
}

/// Pages that the contents name and that are not there. mdBook would not say where they are named.
fn missing_pages(workspace: &Workspace) -> Vec<Fault> {
    let folder = workspace.book().join("src");
    let summary = folder.join("SUMMARY.md");
    // Where the contents cannot be read, mdBook says so.
    let text = fs::read_to_string(&summary).unwrap_or_default();
    let links = Parser::new(&text).into_offset_iter().filter_map(|(event, range)| {
        let Event::Start(Tag::Link { dest_url, .. }) = event else { return None };
        Some((dest_url, text[..range.start].matches('\n').count() + 1))
    });
    let missing = links.filter(|(page, _)| {
        !page.is_empty() && !folder.join(&**page).try_exists().unwrap_or(true)
    });
    let faults = missing.map(|(page, line)| {
        let what = format!(
            "`{page}` is not there: write it, take this line out, or bring it back with \
             `git restore book/src/{page}`"
        );
        Fault::new(workspace.shown(&summary), line, what)
    });
    faults.collect()
}

fn told(workspace: &Workspace, complaints: Vec<String>) -> Vec<Fault> {
    let book = workspace.book();
    let book = workspace.shown(&book);
    complaints.into_iter().map(|what| Fault::new(book, 0, what)).collect()
}

/// A folder that no other process uses.
fn beside(folder: &Path, ending: &str) -> PathBuf {
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{ending}-{}", process::id()));
    folder.with_file_name(name)
}

fn gone(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}
