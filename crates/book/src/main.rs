//! Builds, checks and serves the book.
//!
//! A page is Markdown with directives (`directive.rs`, one file each in `directives/`), which
//! take listings, transcripts, traces, questions and exercises of the course in. `page.rs`
//! expands one page, `book.rs` has mdBook render them all, and `theme.rs` gives its template the
//! words of the catalogue. `check/` asks of the built book what a build does not: whether its code
//! compiles and its links lead somewhere.
//!
//! It depends on no chapter's crate: a chapter that does not compile keeps nobody from reading.

mod book;
mod check;
mod complaints;
mod directive;
mod directives;
mod excerpt;
mod fault;
mod form;
mod html;
mod links;
mod page;
mod serve;
mod stepper;
mod theme;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::book::Book;
use crate::fault::Fault;
use crate::workspace::Workspace;

fn main() -> ExitCode {
    let args = Args::parse();
    match Workspace::find().and_then(|workspace| args.verb.run(workspace)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(faults) => {
            for fault in &faults {
                eprintln!("error: {fault}");
            }
            ExitCode::FAILURE
        }
    }
}

/// Builds, checks and serves the book of Tulip
#[derive(Parser)]
#[command(name = "tulip-book", after_help = "Example: cargo run -p tulip-book -- serve")]
struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Build(Build),
    Check(check::Check),
    Serve(serve::Serve),
}

impl Verb {
    fn run(self, workspace: Workspace) -> Result<(), Vec<Fault>> {
        match self {
            Self::Build(build) => build.run(&workspace),
            Self::Check(check::Check) => check::Check::run(&workspace),
            Self::Serve(serve) => serve.run(workspace),
        }
    }
}

/// Build the book
#[derive(clap::Args)]
#[command(after_help = "Example: cargo run -p tulip-book -- build --dest site")]
struct Build {
    /// The folder to build it in; target/book if it is not said
    #[arg(long, value_name = "DIR")]
    dest: Option<PathBuf>,
    /// Put accents on all words of the catalogue: what has none is not made for translation
    #[arg(long)]
    pseudo: bool,
}

impl Build {
    fn run(self, workspace: &Workspace) -> Result<(), Vec<Fault>> {
        let folder = self.dest.unwrap_or_else(|| workspace.built());
        let catalogue = workspace.catalogue()?;
        let catalogue = if self.pseudo { catalogue.pseudo() } else { catalogue };
        let made = Book::in_words(workspace, catalogue)?.render(workspace, &folder)?;
        let put = made.put(&folder);
        put.map_err(|error| vec![Fault::new(workspace.shown(&folder), 0, error)])?;
        println!("{}", workspace.shown(&folder).join("index.html").display());
        Ok(())
    }
}
