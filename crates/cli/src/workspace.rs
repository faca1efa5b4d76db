use std::collections::BTreeSet;
use std::env;
use std::path::Path;

use tulip_course::{Course, Exercise, Listing};

use crate::error::Error;
use crate::nearest::nearest;
use crate::state::State;

/// The clone that the reader works in, and the reader's place in it.
#[derive(Debug)]
pub(crate) struct Workspace {
    pub(crate) course: Course,
    pub(crate) state: State,
}

impl Workspace {
    /// The one that this folder lies in; from elsewhere, the one that this command was built in.
    pub(crate) fn find() -> Result<Self, Error> {
        let here = env::current_dir().unwrap_or_default();
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR"));
        let is_root = |folder: &&Path| folder.join("chapters/course.toml").is_file();
        let root = here.ancestors().chain(built_in.ancestors()).find(is_root);
        let root = root.ok_or(Error::NoCourse)?;
        Ok(Self { course: Course::load(root)?, state: State::of(root) })
    }

    pub(crate) fn root(&self) -> &Path {
        self.course.root()
    }

    /// A path as the reader would type it in the clone.
    pub(crate) fn shown(&self, path: &Path) -> String {
        path.strip_prefix(self.root()).unwrap_or(path).display().to_string()
    }

    /// A text in which paths in the clone are as the reader would type them.
    pub(crate) fn shortened(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.root().display()), "")
    }

    /// Goes on although the reader's place could not be noted: what was asked for is worth more.
    pub(crate) fn noted(&self, noted: Result<(), Error>) {
        if let Err(error) = noted {
            eprintln!("warning: {}", self.shortened(&error.to_string()));
        }
    }

    pub(crate) fn listing(&self, slug: &str) -> Result<&Listing, Error> {
        if let Some(listing) = self.find_listing(slug) {
            return Ok(listing);
        }
        if self.find_exercise(slug).is_some() {
            return Err(Error::OtherKind {
                slug: slug.to_owned(),
                is: "an exercise",
                command: format!("cargo tulip check {slug}"),
            });
        }
        self.refuse_page(slug)?;
        let known = self.course.listings().iter().map(|listing| &*listing.slug);
        Err(Error::Unknown {
            kind: "listing",
            slug: slug.to_owned(),
            near: nearest(slug, known),
        })
    }

    /// What can be run: a listing or an exercise.
    pub(crate) fn program(&self, slug: &str) -> Result<Program<'_>, Error> {
        if let Some(exercise) = self.find_exercise(slug) {
            return Ok(Program::Exercise(exercise));
        }
        if let Some(listing) = self.find_listing(slug) {
            return Ok(Program::Listing(listing));
        }
        self.refuse_page(slug)?;
        let listings = self.course.listings().iter().map(|listing| &*listing.slug);
        let exercises = self.course.exercises().iter().map(|exercise| &*exercise.slug);
        Err(Error::Unknown {
            kind: "listing or exercise",
            slug: slug.to_owned(),
            near: nearest(slug, listings.chain(exercises)),
        })
    }

    pub(crate) fn exercise(&self, slug: &str) -> Result<&Exercise, Error> {
        if let Some(exercise) = self.find_exercise(slug) {
            return Ok(exercise);
        }
        if self.find_listing(slug).is_some() {
            return Err(Error::OtherKind {
                slug: slug.to_owned(),
                is: "a listing",
                command: format!("cargo tulip run {slug}"),
            });
        }
        self.refuse_page(slug)?;
        let known = self.course.exercises().iter().map(|exercise| &*exercise.slug);
        Err(Error::Unknown {
            kind: "exercise",
            slug: slug.to_owned(),
            near: nearest(slug, known),
        })
    }

    /// Says what a page is for, if that is what was named.
    pub(crate) fn refuse_page(&self, slug: &str) -> Result<(), Error> {
        let Some(page) = self.course.pages().iter().find(|page| page.slug == slug) else {
            return Ok(());
        };
        let (is, command) = match page.stage {
            Some(_) => ("a step of your own runtime", format!("cargo tulip next {slug}")),
            None => ("a page of the book", "cargo tulip".to_owned()),
        };
        Err(Error::OtherKind { slug: slug.to_owned(), is, command })
    }

    /// The exercise of that slug; without one, the one that the reader is at.
    pub(crate) fn exercise_or_current(
        &self,
        slug: Option<&str>,
    ) -> Result<&Exercise, Error> {
        match slug {
            Some(slug) => self.exercise(slug),
            None => self.current()?.ok_or(Error::NoExercise),
        }
    }

    /// What the reader is at: what was named last, or the next one.
    pub(crate) fn current(&self) -> Result<Option<&Exercise>, Error> {
        let current = self.state.current()?;
        let known = current.and_then(|slug| self.find_exercise(&slug));
        if known.is_some() { Ok(known) } else { self.next() }
    }

    /// The first core exercise that is not done and need not wait.
    pub(crate) fn next(&self) -> Result<Option<&Exercise>, Error> {
        let done = self.done()?;
        let mut exercises = self.course.exercises().iter();
        Ok(exercises.find(|exercise| {
            let is_done = done.contains(&exercise.slug);
            exercise.core && !is_done && waits_for(exercise, &done).next().is_none()
        }))
    }

    /// The exercises that were green once, as a set.
    pub(crate) fn done(&self) -> Result<BTreeSet<String>, Error> {
        Ok(self.state.done()?.into_iter().collect())
    }

    pub(crate) fn find_listing(&self, slug: &str) -> Option<&Listing> {
        self.course.listings().iter().find(|listing| listing.slug == slug)
    }

    pub(crate) fn find_exercise(&self, slug: &str) -> Option<&Exercise> {
        self.course.exercises().iter().find(|exercise| exercise.slug == slug)
    }
}

/// Something that can be run.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Program<'a> {
    Listing(&'a Listing),
    /// The reader's copy of it.
    Exercise(&'a Exercise),
}

/// The exercises that come before this one and are not done.
pub(crate) fn waits_for<'a>(
    exercise: &'a Exercise,
    done: &'a BTreeSet<String>,
) -> impl Iterator<Item = &'a String> {
    exercise.needs.iter().filter(|need| !done.contains(*need))
}
