use std::collections::BTreeSet;
use std::process::ExitCode;

use serde_json::{Value, json};
use tulip_course::{Exercise, Listing};

use crate::error::Error;
use crate::say;
use crate::style::{bold, dim, green, yellow};
use crate::workspace::{Workspace, waits_for};
use crate::yours::Step;

/// List the pages with their listings, exercises, and the steps of your own runtime
#[derive(clap::Args)]
#[command(after_help = "Example: cargo tulip list --exercises")]
pub(crate) struct Args {
    /// Leave out the listings
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
        let steps = Step::all(workspace)?;
        if self.json {
            say!("{:#}", self.to_json(workspace, &steps, &done, current.as_deref()));
        } else {
            self.print(workspace, &steps, &done, current.as_deref());
        }
        Ok(ExitCode::SUCCESS)
    }

    fn print(
        &self,
        workspace: &Workspace,
        steps: &[Step<'_>],
        done: &BTreeSet<String>,
        current: Option<&str>,
    ) {
        let course = &workspace.course;
        let slugs = course.listings().iter().map(|listing| &listing.slug);
        let slugs = slugs.chain(course.exercises().iter().map(|exercise| &exercise.slug));
        let slugs = slugs.chain(steps.iter().map(|step| &step.page.slug));
        let width = slugs.map(String::len).max().unwrap_or_default();
        for page in course.pages() {
            let listings: Vec<_> = self.listings(workspace, &page.slug).collect();
            let exercises: Vec<_> = exercises(workspace, &page.slug).collect();
            let step = steps.iter().find(|step| step.page.slug == page.slug);
            if listings.is_empty() && exercises.is_empty() && step.is_none() {
                continue;
            }
            say!("{}", bold(&page.title));
            for Listing { slug, about, .. } in listings {
                say!("    {slug:width$}  {}", dim(about));
            }
            for exercise in exercises {
                say!("{}", line(exercise, width, done, current));
            }
            if let Some(step) = step {
                say!("{}", line_of_step(step, width));
            }
            say!("");
        }
        say!("{}", dim("x done, > you are here, * core; run SLUG, check SLUG, next SLUG"));
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
        steps: &[Step<'_>],
        done: &BTreeSet<String>,
        current: Option<&str>,
    ) -> Value {
        let pages = workspace.course.pages().iter().map(|page| {
            let listings = self.listings(workspace, &page.slug);
            let listings = listings
                .map(|Listing { slug, about, .. }| json!({ "slug": slug, "about": about }));
            let exercises = exercises(workspace, &page.slug).map(|exercise| {
                let Exercise { slug, about, kind, core, is_about_python, needs, .. } =
                    exercise;
                json!({
                    "slug": slug,
                    "about": about,
                    "kind": kind.to_string(),
                    "core": core,
                    "python": is_about_python,
                    "needs": needs,
                    "done": done.contains(slug),
                    "current": Some(&**slug) == current,
                    "file": workspace.shown(&exercise.copy()),
                })
            });
            let yours = steps.iter().find(|step| step.page.slug == page.slug);
            json!({
                "slug": page.slug,
                "title": page.title,
                "chapter": page.chapter,
                "listings": listings.collect::<Vec<_>>(),
                "exercises": exercises.collect::<Vec<_>>(),
                "yours": yours.map(Step::to_json),
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
    let Exercise { slug, about, kind, core, is_about_python, .. } = exercise;
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
    let python = if *is_about_python { dim(" (Python's grammar)") } else { String::new() };
    format!("{here}{mark}{core} {name}  {kind:8}  {}{python}{waits}", dim(about))
}

/// A step of the reader's own runtime in a line.
fn line_of_step(step: &Step<'_>, width: usize) -> String {
    let name = format!("{:width$}", step.page.slug);
    let (mark, name) = if step.is_done() {
        (green("x"), green(&name))
    } else {
        (" ".to_owned(), bold(&name))
    };
    let (state, command) = (step.state(), dim(&format!("`{}`", step.command())));
    format!(" {mark}  {name}  {:8}  {state}; {command}", "yours")
}
