use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use tulip_course::{Catalogue, Course, Exercise, Listing, Page, snapshot};

use crate::fault::Fault;

/// The clone, and the course in it.
#[derive(Debug)]
pub(crate) struct Workspace {
    pub(crate) course: Course,
}

impl Workspace {
    /// The one that this folder lies in.
    pub(crate) fn find() -> Result<Self, Vec<Fault>> {
        let here = env::current_dir().unwrap_or_default();
        let root =
            here.ancestors().find(|folder| folder.join("chapters/course.toml").is_file());
        let root = root.ok_or_else(|| {
            let what = "it is in no folder above this one: go to your clone of Tulip";
            vec![Fault::new(COURSE, 0, what)]
        })?;
        Self::at(root)
    }

    pub(crate) fn at(root: &Path) -> Result<Self, Vec<Fault>> {
        let course = Course::load(root);
        let course =
            course.map_err(|error| vec![Fault::new(COURSE, error.line, error.what)]);
        Ok(Self { course: course? })
    }

    pub(crate) fn root(&self) -> &Path {
        self.course.root()
    }

    /// The texts that stand around what pages hold.
    pub(crate) fn catalogue(&self) -> Result<Catalogue, Vec<Fault>> {
        let folder = self.book().join("catalogue/en");
        Catalogue::load(&folder).map_err(|error| {
            let says = error.to_string();
            let says = says.replace(&format!("{}/", self.root().display()), "");
            vec![Fault::told(says)]
        })
    }

    /// The folder of `book.toml`.
    pub(crate) fn book(&self) -> PathBuf {
        self.root().join("book")
    }

    /// Where the book is built, unless somebody says otherwise.
    pub(crate) fn built(&self) -> PathBuf {
        let target = env::var_os("CARGO_TARGET_DIR").unwrap_or("target".into());
        self.root().join(target).join("book")
    }

    /// A path as one would type it in the clone.
    pub(crate) fn shown<'a>(&self, path: &'a Path) -> &'a Path {
        path.strip_prefix(self.root()).unwrap_or(path)
    }

    /// The text of a file, with the line ends of Unix.
    pub(crate) fn read(&self, path: &Path) -> Result<String, Fault> {
        match fs::read_to_string(path) {
            Ok(text) => Ok(text.replace("\r\n", "\n")),
            Err(error) => Err(Fault::new(self.shown(path), 0, error)),
        }
    }

    /// What a TOML file says.
    pub(crate) fn read_toml<T: DeserializeOwned>(&self, path: &Path) -> Result<T, Fault> {
        let text = self.read(path)?;
        toml::from_str(&text).map_err(|error| {
            let before = error.span().map(|span| &text[..span.start]);
            let line = before.map_or(0, |before| before.matches('\n').count() + 1);
            Fault::new(self.shown(path), line, error.message())
        })
    }

    /// What a listing prints.
    pub(crate) fn transcript(&self, listing: &Listing) -> Result<String, Fault> {
        let path = listing.snapshot();
        snapshot::body(&path).map_err(|stale| {
            let says = stale.to_string();
            let says = says.strip_prefix(&format!("{}: ", path.display())).unwrap_or(&says);
            Fault::new(self.shown(&path), 0, says)
        })
    }

    pub(crate) fn page(&self, slug: &str) -> Option<&Page> {
        self.course.pages().iter().find(|page| page.slug == slug)
    }

    pub(crate) fn listing(&self, slug: &str) -> Result<&Listing, String> {
        let listings = self.course.listings();
        listings.iter().find(|listing| listing.slug == slug).ok_or_else(|| {
            missing("listing", slug, listings.iter().map(|listing| &*listing.slug))
        })
    }

    pub(crate) fn exercise(&self, slug: &str) -> Result<&Exercise, String> {
        let exercises = self.course.exercises();
        exercises.iter().find(|exercise| exercise.slug == slug).ok_or_else(|| {
            missing("exercise", slug, exercises.iter().map(|exercise| &*exercise.slug))
        })
    }
}

const COURSE: &str = "chapters/course.toml";

/// Says that something is not there, and what there is: of many the nearest, and where all are.
pub(crate) fn missing<'a>(
    kind: &str,
    name: &str,
    known: impl Iterator<Item = &'a str>,
) -> String {
    let mut known: Vec<_> = known.collect();
    if known.len() <= FEW {
        let there_are = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        return format!("there is no {kind} `{name}`; there are: {there_are}");
    }
    known.sort_by_cached_key(|one| strsim::damerau_levenshtein(name, one));
    known.truncate(NEAREST);
    format!(
        "there is no {kind} `{name}`; the nearest are: {}; {COURSE} has all",
        known.join(", ")
    )
}

/// So many are named one by one; what has more of them stands in the course's file.
const FEW: usize = 20;
const NEAREST: usize = 3;

#[cfg(test)]
mod tests {
    use super::missing;

    #[test]
    fn of_few_all_are_named_and_of_many_the_nearest() {
        let few = missing("stage", "onne", ["one", "two"].into_iter());
        assert_eq!(few, "there is no stage `onne`; there are: one, two");
        let many: Vec<_> = (10..60).map(|number| format!("listing-{number}")).collect();
        let says = missing("listing", "lsiting-42", many.iter().map(String::as_str));
        assert!(says.contains("the nearest are: listing-42, "), "{says}");
        assert!(says.ends_with("; chapters/course.toml has all"), "{says}");
        assert_eq!(says.matches("listing-").count(), 3, "{says}");
    }
}
