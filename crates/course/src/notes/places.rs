use std::fs;

use crate::{Course, Page};

/// Where something is taught: pages, listings and exercises of the course.
pub(super) struct Places<'a> {
    course: &'a Course,
}

impl<'a> Places<'a> {
    pub(super) fn new(course: &'a Course) -> Self {
        Self { course }
    }

    /// What is wrong with a list of places. The first is a page; none is there twice.
    pub(super) fn faults(&self, places: &[String]) -> Vec<String> {
        let mut faults = Vec::new();
        match places.first() {
            None => faults.push("it has no place".to_owned()),
            Some(first) if self.home(first).is_some() && self.page(first).is_none() => {
                faults.push(format!("its first place is a page, and `{first}` is none"));
            }
            Some(_) => {}
        }
        for (i, place) in places.iter().enumerate() {
            if self.home(place).is_none() {
                faults.push(format!("there is no page, listing or exercise `{place}`"));
            }
            if places[..i].contains(place) {
                faults.push(format!("the place `{place}` is there twice"));
            }
        }
        faults
    }

    /// What is missing of `words` on the page that comes first, if that is written.
    pub(super) fn unsaid(&self, places: &[String], words: Option<&str>) -> Option<String> {
        let page = self.written(places)?;
        match words {
            None => Some(format!("`words` of {page}.md that set it right are missing")),
            Some(words) if !self.text(page).contains(&one_space(words)) => {
                Some(format!("{page}.md does not say: {words}"))
            }
            Some(_) => None,
        }
    }

    /// The words of a search that do not find the page that comes first, if that is written.
    pub(super) fn unfound(&self, places: &[String], search: &str) -> Option<String> {
        let page = self.written(places)?;
        let text = self.text(page).to_lowercase();
        let missing: Vec<_> = search
            .split_whitespace()
            .filter(|word| !text.contains(&word.to_lowercase()))
            .collect();
        let what =
            || format!("{page}.md does not have these words: {}", missing.join(", "));
        (!missing.is_empty()).then(what)
    }

    /// Whether no listing and no exercise shows it, though the page that comes first is written.
    pub(super) fn unshown(&self, places: &[String]) -> bool {
        self.written(places).is_some()
            && places.iter().all(|place| self.page(place).is_some())
    }

    /// The page that comes first, if it is written.
    fn written(&self, places: &[String]) -> Option<&'a str> {
        let page = self.page(places.first()?)?;
        page.due.then_some(&*page.slug)
    }

    /// The page of that slug, or the home of the listing or the exercise of that slug.
    fn home(&self, slug: &str) -> Option<&'a Page> {
        let listings = self.course.listings().iter();
        let exercises = self.course.exercises().iter();
        let mut homes = listings
            .map(|listing| (&listing.slug, &listing.page))
            .chain(exercises.map(|exercise| (&exercise.slug, &exercise.page)));
        self.page(slug).or_else(|| {
            self.page(homes.find(|(known, _)| *known == slug).map(|(_, home)| home)?)
        })
    }

    fn page(&self, slug: &str) -> Option<&'a Page> {
        self.course.pages().iter().find(|page| page.slug == slug)
    }

    /// What a page says, its questions included, with one space between two words. A page that
    /// cannot be read says nothing.
    fn text(&self, page: &str) -> String {
        let book = self.course.root().join("book");
        let text =
            fs::read_to_string(book.join(format!("src/{page}.md"))).unwrap_or_default();
        let questions = text
            .lines()
            .filter_map(|line| line.strip_prefix("{{#question ")?.strip_suffix("}}"))
            .filter_map(|slug| {
                fs::read_to_string(book.join(format!("questions/{}.md", slug.trim()))).ok()
            });
        let all: Vec<_> = std::iter::once(text.clone()).chain(questions).collect();
        one_space(&all.join("\n"))
    }
}

fn one_space(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
