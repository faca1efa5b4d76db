//! What tests of traces share.

#![allow(dead_code, reason = "each test program uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};

use tulip_course::{Catalogue, Course, Replay};

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the clone")
}

pub(crate) fn course() -> Course {
    Course::load(root()).unwrap()
}

/// The sentences of the book.
pub(crate) fn english() -> Catalogue {
    Catalogue::load(&root().join("book/catalogue/en"))
        .unwrap_or_else(|error| panic!("{error}"))
}

/// The kept trace of a listing.
pub(crate) fn trace(slug: &str) -> String {
    let course = course();
    let listing = course.listings().iter().find(|listing| listing.slug == slug);
    fs::read_to_string(listing.expect("a listing").trace()).expect("a trace")
}

pub(crate) fn replay(slug: &str) -> Replay {
    Replay::read(&trace(slug), &english())
}

/// Every trace that is kept, by the slug of its listing.
pub(crate) fn traces() -> Vec<(String, String)> {
    let listings =
        course().listings().iter().filter(|one| one.has_trace).cloned().collect();
    let read = |listing: tulip_course::Listing| {
        let trace = fs::read_to_string(listing.trace()).expect("a trace");
        (listing.slug, trace)
    };
    Vec::into_iter(listings).map(read).collect()
}

/// A folder for one test, with a copy of the catalogue.
pub(crate) fn copied_catalogue(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("catalogues").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for entry in fs::read_dir(root().join("book/catalogue/en")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    folder
}

/// The HTML of a sentence without what stands between tags of code.
pub(crate) fn without_code(html: &str) -> String {
    let mut parts = html.split("<code>");
    let first = parts.next().unwrap_or_default().to_owned();
    let rest = parts.map(|part| part.split_once("</code>").map_or("", |(_, rest)| rest));
    let all = first + &rest.collect::<String>();
    ["<em>", "</em>", "&#39;", "&quot;", "&amp;", "&lt;", "&gt;"]
        .iter()
        .fold(all, |text, tag| text.replace(tag, ""))
}
