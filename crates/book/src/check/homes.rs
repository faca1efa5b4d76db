//! Whether everything has its place, and every place its page.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::texts;
use crate::book::Book;
use crate::directives::question;
use crate::fault::Fault;
use crate::page::{Kind, Page};
use crate::workspace::Workspace;

pub(super) fn faults(workspace: &Workspace, book: &Book) -> Vec<Fault> {
    let mut faults = pages(workspace, book);
    let mut homeless = |kind, slug: &str, page: &str| {
        let shown = (kind, slug.to_owned());
        let page = workspace.page(page).filter(|page| page.due);
        let Some(page) = page.and_then(|page| find(book, &page.slug)) else { return };
        if !page.1.shown.slugs.contains(&shown) {
            let word = if kind == Kind::Exercise { "exercise" } else { "listing" };
            let what = format!(
                "it is the home of `{slug}`, and there is no `{{{{#{word} {slug}}}}}`"
            );
            faults.push(Fault::new(&page.0, 0, what));
        }
    };
    for listing in workspace.course.listings() {
        homeless(Kind::Listing, &listing.slug, &listing.page);
    }
    for exercise in workspace.course.exercises() {
        homeless(Kind::Exercise, &exercise.slug, &exercise.page);
    }
    faults.extend(questions(workspace, book));
    faults.extend(captions(workspace, book));
    faults.extend(predictions(book));
    faults
}

/// Whether SUMMARY.md and course.toml list the same pages.
fn pages(workspace: &Workspace, book: &Book) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (file, _) in &book.pages {
        let slug = slug(file);
        let what = match workspace.page(slug) {
            Some(page) if page.due => continue,
            Some(_) => format!("`{slug}` is there: remove `due = false`"),
            None => format!("the page `{slug}` is in the book: list it as a [[page]]"),
        };
        faults.push(Fault::new(COURSE, 0, what));
    }
    faults.extend(strays(workspace, book));
    let due = workspace.course.pages().iter().filter(|page| page.due);
    for page in due.filter(|page| find(book, &page.slug).is_none()) {
        let what = format!("`{}` is due, and SUMMARY.md does not list it", page.slug);
        faults.push(Fault::new(SUMMARY, 0, what));
    }
    for (title, slug) in book.titles() {
        if let Some(page) = workspace.page(&slug).filter(|page| page.title != title) {
            let what =
                format!("`{slug}` is called {title:?} here, {:?} in {COURSE}", page.title);
            faults.push(Fault::new(SUMMARY, 0, what));
        }
    }
    faults
}

/// Pages that lie in the folder and in no list.
fn strays(workspace: &Workspace, book: &Book) -> Vec<Fault> {
    let folder = workspace.book().join("src");
    let files = match fs::read_dir(&folder) {
        Ok(files) => files.flatten().map(|entry| entry.path()),
        Err(error) => return vec![Fault::new(workspace.shown(&folder), 0, error)],
    };
    let is_page = |path: &PathBuf| {
        let slug = slug(path);
        path.extension().is_some_and(|ending| ending == "md")
            && !matches!(slug, "SUMMARY" | "404")
    };
    let strays = files.filter(is_page).filter(|path| find(book, slug(path)).is_none());
    strays
        .map(|path| {
            Fault::new(workspace.shown(&path), 0, "SUMMARY.md does not list this page")
        })
        .collect()
}

/// Whether every question is asked somewhere.
fn questions(workspace: &Workspace, book: &Book) -> Vec<Fault> {
    let mut faults = Vec::new();
    let files = texts::questions(workspace, &mut faults);
    let inventory = workspace.book().join("questions/inventory");
    let order = if inventory.is_dir() {
        match question::order(workspace, &inventory) {
            Ok(order) => order,
            Err(fault) => return vec![fault],
        }
    } else {
        Vec::new()
    };
    let mut shown: BTreeSet<(Kind, String)> = BTreeSet::new();
    for (_, page) in &book.pages {
        shown.extend(page.shown.slugs.iter().cloned());
    }
    for file in files {
        let slug = slug(&file).to_owned();
        let is_asked = if file.starts_with(&inventory) {
            order.contains(&slug)
        } else {
            shown.contains(&(Kind::Question, slug))
        };
        if !is_asked {
            faults.push(Fault::new(
                workspace.shown(&file),
                0,
                "no page asks this question",
            ));
        }
    }
    faults
}

/// Whether every caption is about a trace of the course.
fn captions(workspace: &Workspace, book: &Book) -> Vec<Fault> {
    let known =
        |slug: &&str| workspace.listing(slug).is_ok_and(|listing| listing.has_trace);
    let unknown = book.catalogue.captioned().filter(|slug| !known(slug));
    let fault = |slug| {
        let what = format!("there is no trace `{slug}`");
        Fault::new("book/catalogue/en/captions.toml", 0, what)
    };
    unknown.map(fault).collect()
}

/// Whether every stop that the catalogue says more about is asked somewhere.
fn predictions(book: &Book) -> Vec<Fault> {
    let is_asked = |slug: &str, stop: &str| {
        let stop = (slug.to_owned(), stop.to_owned());
        book.pages.iter().any(|(_, page)| page.shown.stops.contains(&stop))
    };
    let unasked = book.catalogue.predicted().filter(|(slug, stop)| !is_asked(slug, stop));
    let fault = |(slug, stop)| {
        let what = format!("no stepper of `{slug}` has the stop \"{stop}\"");
        Fault::new("book/catalogue/en/predictions.toml", 0, what)
    };
    unasked.map(fault).collect()
}

fn find<'a>(book: &'a Book, wanted: &str) -> Option<&'a (PathBuf, Page)> {
    book.pages.iter().find(|(file, _)| slug(file) == wanted)
}

fn slug(file: &Path) -> &str {
    file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}

const COURSE: &str = "chapters/course.toml";
const SUMMARY: &str = "book/src/SUMMARY.md";
