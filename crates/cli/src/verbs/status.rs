use std::process::ExitCode;

use serde_json::json;
use tulip_course::{Chapter, Exercise};

use crate::book;
use crate::error::Error;
use crate::say;
use crate::style::{bold, dim, green};
use crate::verbs::next;
use crate::workspace::Workspace;
use crate::yours::Step;

/// Says where you are, and serves the book.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Say where you are, and end: without the book
    #[arg(long)]
    no_serve: bool,
    #[command(flatten)]
    served: book::Served,
    /// Print where you are as JSON, and end
    #[arg(long)]
    json: bool,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        let done = workspace.done()?;
        let current = workspace.current()?;
        let open = current.filter(|exercise| !done.contains(&exercise.slug));
        let step = match open {
            Some(exercise) => Some(exercise),
            None => workspace.next()?,
        };
        let chapters: Vec<_> = workspace
            .course
            .chapters()
            .iter()
            .map(|chapter| Count::of(workspace, chapter, |slug| done.contains(slug)))
            .collect();
        let steps = Step::all(workspace)?;
        if self.json {
            let chapters: Vec<_> = chapters.iter().map(Count::to_json).collect();
            let current = current.map(|exercise| &exercise.slug);
            let next = step.map(|exercise| &exercise.slug);
            let yours: Vec<_> = steps.iter().map(Step::to_json).collect();
            let place = json!({
                "chapters": chapters,
                "current": current,
                "next": next,
                "yours": yours,
            });
            say!("{place:#}");
            return Ok(ExitCode::SUCCESS);
        }
        let width = chapters.iter().map(|count| count.chapter.title.chars().count()).max();
        for count in &chapters {
            say!("{}", count.to_line(width.unwrap_or_default()));
        }
        say!("");
        match step {
            Some(exercise) => say_step(workspace, exercise),
            None if workspace.course.exercises().is_empty() => {
                say!("Listings to begin with: `cargo tulip list`.");
            }
            None => say!("All core exercises are done. Others wait: `cargo tulip list`."),
        }
        next::say_beside(Step::open_before(workspace, step.map(|step| &*step.page))?);
        if self.no_serve {
            return Ok(ExitCode::SUCCESS);
        }
        say!("");
        say!(
            "The book is built and served until Ctrl-C; the first time takes a minute or two."
        );
        book::serve(workspace, &self.served.args())
    }
}

fn say_step(workspace: &Workspace, exercise: &Exercise) {
    let (slug, kind, about) = (&exercise.slug, exercise.kind, &exercise.about);
    let copy = exercise.copy();
    if copy.exists() {
        say!("You are at {} ({kind}): {about}", bold(slug));
        say!("  {}", workspace.shown(&copy));
        say!("  `cargo tulip check` checks it, `cargo tulip watch` whenever you save.");
    } else {
        say!("Next is {} ({kind}): {about}", bold(slug));
        say!("  `cargo tulip next` begins it.");
    }
}

/// What a chapter holds, and what of it is done.
struct Count<'a> {
    chapter: &'a Chapter,
    listings: usize,
    exercises: usize,
    done: usize,
    core: usize,
    core_done: usize,
}

impl<'a> Count<'a> {
    fn of(
        workspace: &Workspace,
        chapter: &'a Chapter,
        is_done: impl Fn(&String) -> bool,
    ) -> Self {
        let course = &workspace.course;
        let listings = course.listings().iter().filter(|one| one.chapter == chapter.slug);
        let mut count = Self {
            chapter,
            listings: listings.count(),
            exercises: 0,
            done: 0,
            core: 0,
            core_done: 0,
        };
        for exercise in course.exercises().iter().filter(|one| one.chapter == chapter.slug)
        {
            let is_done = is_done(&exercise.slug);
            count.exercises += 1;
            count.done += usize::from(is_done);
            count.core += usize::from(exercise.core);
            count.core_done += usize::from(exercise.core && is_done);
        }
        count
    }

    fn to_json(&self) -> serde_json::Value {
        json!({
            "slug": self.chapter.slug,
            "title": self.chapter.title,
            "listings": self.listings,
            "exercises": { "done": self.done, "of": self.exercises },
            "core": { "done": self.core_done, "of": self.core },
        })
    }

    fn to_line(&self, width: usize) -> String {
        let Self { chapter, listings, exercises, done, core, core_done } = self;
        let title = format!("{:width$}", chapter.title);
        let listings = dim(&format!("{listings:>2} listings"));
        if *exercises == 0 {
            return format!("{}  {listings}", bold(&title));
        }
        let count =
            format!("{done:>2} of {exercises:>2} exercises, {core_done} of {core} core");
        let count = if done == exercises { green(&count) } else { count };
        format!("{}  {listings}  {count}", bold(&title))
    }
}
