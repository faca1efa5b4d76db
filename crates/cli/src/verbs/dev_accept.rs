use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use tulip_course::{Listing, Programs, snapshot};

use crate::error::Error;
use crate::parallel::for_all;
use crate::progress::Progress;
use crate::scratch::Scratch;
use crate::style::{bold, dim};
use crate::workspace::Workspace;
use crate::{files, games, say, style};

/// Keep what listings print and do now, after showing what is new
#[derive(clap::Args)]
#[command(after_help = "Example: cargo tulip dev accept deadlock")]
pub(crate) struct Args {
    /// A listing; without one, all of them
    slug: Option<String>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

impl Args {
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<ExitCode, Error> {
        let listings: Vec<&Listing> = match &self.slug {
            Some(slug) => vec![workspace.listing(slug)?],
            None => workspace.course.listings().iter().collect(),
        };
        let news = news(workspace, &listings)?;
        if news.is_empty() {
            say!("{}", dim("Nothing is new."));
            return Ok(ExitCode::SUCCESS);
        }
        for New { path, diff, .. } in &news {
            say!("{}", bold(&workspace.shown(path)));
            say!("{}", style::diff(diff));
        }
        if !self.yes && !agreed(news.len())? {
            say!("Nothing was written.");
            return Ok(ExitCode::FAILURE);
        }
        for New { path, text, .. } in &news {
            if let Some(folder) = path.parent() {
                files::make_folder(folder)?;
            }
            files::write(path, text.as_bytes())?;
            say!("wrote {}", workspace.shown(path));
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A file that would say something new.
struct New {
    path: PathBuf,
    text: String,
    diff: String,
}

impl New {
    /// `None` if the file says so already.
    fn of(path: PathBuf, text: String) -> Option<Self> {
        let kept = fs::read_to_string(&path).unwrap_or_default();
        let stale = snapshot::compare(&path, &kept, &text).err()?;
        let stale = stale.to_string();
        let (_, diff) = stale.split_once('\n').unwrap_or_default();
        Some(Self { path, diff: diff.to_owned(), text })
    }
}

fn news(workspace: &Workspace, listings: &[&Listing]) -> Result<Vec<New>, Error> {
    let building = Progress::spinner("building the listings");
    let programs = match listings {
        [listing] => Programs::build_one(&workspace.course, listing)?,
        _ => Programs::build(&workspace.course)?,
    };
    drop(building);
    let scratch = Scratch::new()?;
    let progress = Progress::bar(listings.len(), "running the listings");
    let outputs = for_all(listings, |listing| {
        let trace = scratch.file(&format!("{}.json", listing.slug));
        let output = programs.run(listing, None, listing.has_trace.then_some(&*trace));
        progress.step();
        output
    });
    let mut news = Vec::new();
    for (listing, output) in listings.iter().zip(outputs) {
        let output = output?;
        let text = snapshot::file(&listing.command(), &listing.redacted(&output.stdout));
        news.extend(New::of(listing.snapshot(), text));
        news.extend(output.trace.and_then(|trace| New::of(listing.trace(), trace)));
        if listing.has_game {
            progress.tell(&format!("{} under every schedule", listing.slug));
            let game = games::grow(listing, programs.executable(listing)?)?;
            news.extend(New::of(listing.game(), game.to_text()));
        }
    }
    Ok(news)
}

/// Asks the author, who has read the difference.
fn agreed(files: usize) -> Result<bool, Error> {
    if !io::stdin().is_terminal() {
        say!("Nobody is there to ask; --yes agrees.");
        return Ok(false);
    }
    print!("Keep {files} files? y or n ");
    let asked = io::stdout().flush().and_then(|()| {
        let mut answer = String::new();
        io::stdin().read_line(&mut answer).map(|_| answer)
    });
    let answer = asked.map_err(|error| Error::Says(format!("cannot ask: {error}")))?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
