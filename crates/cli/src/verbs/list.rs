use std::collections::BTreeSet;
use std::process::ExitCode;

use serde_json::{Value, json};
use tulip_course::{Exercise, Listing};

use crate::error::Error;
use crate::say;
use crate::style::{bold, dim, green, yellow};
use crate::workspace::{Workspace, waits_for};

/// List the pages with their listings and exercises
#[derive(clap::Args)]
#[command(after_help = "Example: cargo tulip list --exercises")]
pub(crate) struct Args {
    /// Leave the listings out
    #[arg(long)]
    exercises: bool,
    /// Print it as JSON
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        let done = workspace.done()?;
        let current = workspace.current()?.map(|exercise| exercise.slug.clone());
        if self.json {
            say!("{:#}", self.to_json(workspace, &done, current.as_deref()));
        } else {
            self.print(workspace, &done, current.as_deref());
        }
        Ok(ExitCode::SUCCESS)
    }

    fn print(&self, workspace: &Workspace, done: &BTreeSet<String>, current: Option<&str>) {
        let course = &workspace.course;
        let slugs = course.listings().iter().map(|listing| &listing.slug);
        let slugs = slugs.chain(course.exercises().iter().map(|exercise| &exercise.slug));
        let width = slugs.map(String::len).max().unwrap_or_default();
        for page in course.pages() {
            let listings: Vec<_> = self.listings(workspace, &page.slug).collect();
            let exercises: Vec<_> = exercises(workspace, &page.slug).collect();
            if listings.is_empty() && exercises.is_empty() {
                continue;
            }
            say!("{}", bold(&page.title));
            for Listing { slug, about, .. } in listings {
                say!("    {slug:width$}  {}", dim(about));
            }
            for exercise in exercises {
                say!("{}", line(exercise, width, done, current));
            }
            say!("");
        }
        say!("{}", dim("x done, > you are here, * core; run SLUG, check SLUG"));
    }

    fn listings<'a>(
        &self,
        workspace: &'a Workspace,
        page: &'a str,
    ) -> impl Iterator<Item = &'a Listing> {
        let wanted = !self.exercises;
        let listings = workspace.course.listings().iter();
        listings.filter(move |listing| wanted && listing.page == page)
    }

    fn to_json(
        &self,
        workspace: &Workspace,
        done: &BTreeSet<String>,
        current: Option<&str>,
    ) -> Value {
        let pages = workspace.course.pages().iter().map(|page| {
            let listings = self.listings(workspace, &page.slug);
            let listings = listings
                .map(|Listing { slug, about, .. }| json!({ "slug": slug, "about": about }));
            let exercises = exercises(workspace, &page.slug).map(|exercise| {
                let Exercise { slug, about, kind, core, needs, .. } = exercise;
                json!({
                    "slug": slug,
                    "about": about,
                    "kind": kind.to_string(),
                    "core": core,
                    "needs": needs,
                    "done": done.contains(slug),
                    "current": Some(&**slug) == current,
                    "file": workspace.shown(&exercise.copy()),
                })
            });
            json!({
                "slug": page.slug,
                "title": page.title,
                "chapter": page.chapter,
                "listings": listings.collect::<Vec<_>>(),
                "exercises": exercises.collect::<Vec<_>>(),
            })
        });
        pages.collect()
    }
}

fn exercises<'a>(
    workspace: &'a Workspace,
    page: &'a str,
) -> impl Iterator<Item = &'a Exercise> {
    workspace.course.exercises().iter().filter(move |exercise| exercise.page == page)
}

/// An exercise in a line: its state, its slug, its kind, and what it is about.
pub(crate) fn line(
    exercise: &Exercise,
    width: usize,
    done: &BTreeSet<String>,
    current: Option<&str>,
) -> String {
    let Exercise { slug, about, kind, core, .. } = exercise;
    let here = if current == Some(&**slug) { yellow(">") } else { " ".to_owned() };
    let core = if *core { "*" } else { " " };
    let name = format!("{slug:width$}");
    let (mark, name) = if done.contains(slug) {
        (green("x"), green(&name))
    } else {
        (" ".to_owned(), bold(&name))
    };
    let waits: Vec<_> = waits_for(exercise, done).map(String::as_str).collect();
    let waits = if waits.is_empty() || done.contains(slug) {
        String::new()
    } else {
        yellow(&format!("  (after {})", waits.join(", ")))
    };
    format!("{here}{mark}{core} {name}  {kind:8}  {}{waits}", dim(about))
}
