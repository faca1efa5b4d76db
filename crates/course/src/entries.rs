//! The file of the course as it is written, and what can be wrong with it.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;

use crate::course::{Chapter, CourseError, Page};
use crate::exercise::{Exercise, Kind};
use crate::listing::{Difference, Listing, Redaction, System, Time};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entries {
    #[serde(default)]
    chapter: Vec<Chapter>,
    #[serde(default)]
    page: Vec<PageEntry>,
    #[serde(default)]
    listing: Vec<ListingEntry>,
    #[serde(default)]
    exercise: Vec<ExerciseEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PageEntry {
    slug: Spanned<String>,
    chapter: Option<Spanned<String>>,
    title: String,
    #[serde(default = "yes")]
    due: bool,
    stage: Option<Spanned<u32>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListingEntry {
    slug: Spanned<String>,
    page: Spanned<String>,
    chapter: Option<Spanned<String>>,
    about: String,
    #[serde(default)]
    time: Time,
    #[serde(default)]
    redact: Vec<Redaction>,
    trace: Option<bool>,
    #[serde(default)]
    game: bool,
    #[serde(default)]
    system: System,
    #[serde(default = "yes")]
    twin: bool,
    #[serde(default)]
    differs: Vec<Difference>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExerciseEntry {
    slug: Spanned<String>,
    page: Spanned<String>,
    kind: Kind,
    about: String,
    #[serde(default)]
    core: bool,
    #[serde(default)]
    python: bool,
    limit: Option<Spanned<u64>>,
    #[serde(default)]
    needs: Vec<Spanned<String>>,
}

impl Entries {
    pub(crate) fn read(text: &str, faults: &Faults<'_>) -> Result<Self, CourseError> {
        toml::from_str(text).map_err(|error| CourseError {
            line: error.span().map_or(0, |span| faults.line(span.start)),
            what: error.message().to_owned(),
        })
    }

    /// Slugs are spelled as such and used once, those of listings and exercises together.
    pub(crate) fn check_slugs(&self, faults: &Faults<'_>) -> Result<(), CourseError> {
        let listings = self.listing.iter().map(|listing| &listing.slug);
        let exercises = self.exercise.iter().map(|exercise| &exercise.slug);
        check_unique(listings.chain(exercises), faults)?;
        check_unique(self.page.iter().map(|page| &page.slug), faults)
    }

    pub(crate) fn pages(&self, faults: &Faults<'_>) -> Result<Vec<Page>, CourseError> {
        let mut last_stage = 0;
        let page = |page: &PageEntry| {
            if let Some(stage) = &page.stage {
                if *stage.as_ref() <= last_stage {
                    let what =
                        format!("a stage behind stage {last_stage} has a greater number");
                    return Err(faults.at(stage, what));
                }
                last_stage = *stage.as_ref();
            }
            if let Some(chapter) = &page.chapter {
                let known = self.chapter.iter().map(|chapter| &*chapter.slug);
                faults.check_known("chapter", chapter, known)?;
            }
            Ok(Page {
                slug: page.slug.as_ref().clone(),
                chapter: page.chapter.as_ref().map(|chapter| chapter.as_ref().clone()),
                title: page.title.clone(),
                due: page.due,
                stage: page.stage.as_ref().map(|stage| *stage.as_ref()),
            })
        };
        self.page.iter().map(page).collect()
    }

    pub(crate) fn listings(
        &self,
        root: &Path,
        pages: &[Page],
        faults: &Faults<'_>,
    ) -> Result<Vec<Listing>, CourseError> {
        let listing = |entry: &ListingEntry| {
            let chapter = match &entry.chapter {
                Some(chapter) => {
                    let page = &entry.page;
                    faults.check_known(
                        "page",
                        page,
                        pages.iter().map(|page| &*page.slug),
                    )?;
                    self.chapter(chapter, faults)?
                }
                None => self.chapter_of(&entry.page, pages, faults)?,
            };
            let of_trace = [("trace", entry.trace.is_some()), ("game", entry.game)];
            if let Some((field, _)) = of_trace.iter().find(|(_, is_there)| *is_there)
                && entry.time == Time::Real
            {
                let what = format!("a listing in real time has no trace: remove `{field}`");
                return Err(faults.at(&entry.slug, what));
            }
            Ok(Listing {
                slug: entry.slug.as_ref().clone(),
                page: entry.page.as_ref().clone(),
                chapter: chapter.slug.clone(),
                about: entry.about.clone(),
                time: entry.time,
                redact: entry.redact.clone(),
                has_trace: entry.time == Time::Virtual && entry.trace.unwrap_or(true),
                has_game: entry.game,
                system: entry.system,
                has_twin: entry.twin,
                differs: entry.differs.clone(),
                folder: root.join("chapters").join(&chapter.folder),
            })
        };
        self.listing.iter().map(listing).collect()
    }

    pub(crate) fn exercises(
        &self,
        root: &Path,
        pages: &[Page],
        faults: &Faults<'_>,
    ) -> Result<Vec<Exercise>, CourseError> {
        let mut exercises = Vec::<Exercise>::new();
        for entry in &self.exercise {
            let chapter = self.chapter_of(&entry.page, pages, faults)?;
            if let Some(limit) = entry.limit.as_ref().filter(|limit| *limit.as_ref() == 0) {
                let what = "`limit` is in seconds, and at least 1".to_owned();
                return Err(faults.at(limit, what));
            }
            // What is needed stands above, so that nobody waits in a cycle.
            for need in &entry.needs {
                let above = exercises.iter().map(|exercise| &*exercise.slug);
                faults.check_known("exercise above", need, above)?;
            }
            exercises.push(Exercise {
                slug: entry.slug.as_ref().clone(),
                page: entry.page.as_ref().clone(),
                chapter: chapter.slug.clone(),
                kind: entry.kind,
                about: entry.about.clone(),
                core: entry.core,
                is_about_python: entry.python,
                limit: entry
                    .limit
                    .as_ref()
                    .map_or(LIMIT, |limit| Duration::from_secs(*limit.as_ref())),
                needs: entry.needs.iter().map(|need| need.as_ref().clone()).collect(),
                chapter_folder: chapter.folder.clone(),
                root: root.to_owned(),
            });
        }
        Ok(exercises)
    }

    pub(crate) fn into_chapters(self) -> Vec<Chapter> {
        self.chapter
    }

    /// The chapter of that slug.
    fn chapter(
        &self,
        slug: &Spanned<String>,
        faults: &Faults<'_>,
    ) -> Result<&Chapter, CourseError> {
        let known = self.chapter.iter().map(|chapter| &*chapter.slug);
        faults.check_known("chapter", slug, known)?;
        let found = self.chapter.iter().find(|known| known.slug == *slug.as_ref());
        Ok(found.expect("it is known"))
    }

    /// The chapter of the page of that slug.
    fn chapter_of(
        &self,
        page: &Spanned<String>,
        pages: &[Page],
        faults: &Faults<'_>,
    ) -> Result<&Chapter, CourseError> {
        faults.check_known("page", page, pages.iter().map(|page| &*page.slug))?;
        let home = pages.iter().find(|known| known.slug == *page.as_ref());
        let chapter = home.and_then(|home| home.chapter.as_ref());
        let found = self.chapter.iter().find(|known| Some(&known.slug) == chapter);
        found.ok_or_else(|| {
            let what =
                format!("the page `{}` has no chapter: no code lives there", page.as_ref());
            faults.at(page, what)
        })
    }
}

/// Says in which line a fault stands.
pub(crate) struct Faults<'a> {
    text: &'a str,
}

impl<'a> Faults<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text }
    }

    fn line(&self, offset: usize) -> usize {
        self.text[..offset].matches('\n').count() + 1
    }

    fn at<T>(&self, what: &Spanned<T>, says: String) -> CourseError {
        CourseError { line: self.line(what.span().start), what: says }
    }

    fn check_known<'b>(
        &self,
        kind: &str,
        slug: &Spanned<String>,
        known: impl Iterator<Item = &'b str>,
    ) -> Result<(), CourseError> {
        let known: Vec<_> = known.collect();
        if known.contains(&&**slug.as_ref()) {
            return Ok(());
        }
        let there_are = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        let slug_text = slug.as_ref();
        Err(self
            .at(slug, format!("there is no {kind} `{slug_text}`; there are: {there_are}")))
    }
}

fn check_unique<'a>(
    slugs: impl Iterator<Item = &'a Spanned<String>>,
    faults: &Faults<'_>,
) -> Result<(), CourseError> {
    let mut taken = BTreeSet::new();
    for slug in slugs {
        let text = slug.as_ref();
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if text.is_empty() || !text.chars().all(fits) {
            let what = format!("`{text}` is no slug: use small letters, digits and `-`");
            return Err(faults.at(slug, what));
        }
        if !taken.insert(text) {
            return Err(faults.at(slug, format!("the slug `{text}` is used twice")));
        }
    }
    Ok(())
}

fn yes() -> bool {
    true
}

/// How long a check may run.
const LIMIT: Duration = Duration::from_secs(5);
