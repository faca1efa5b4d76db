//! What a build does not ask: whether code compiles and prints what it is said to print, whether
//! links lead somewhere, whether a page can be read in an evening, whether everything has its
//! place.

mod code;
mod documents;
pub(crate) mod fences;
mod homes;
mod length;
mod links;
mod notes;
mod printed;
mod texts;

use crate::book::Book;
use crate::fault::Fault;
use crate::workspace::Workspace;

/// Check the book: code, links, anchors, lengths, homes, notes
#[derive(clap::Args)]
#[command(after_help = "Example: cargo run -p tulip-book -- check")]
pub(crate) struct Check;

impl Check {
    pub(crate) fn run(workspace: &Workspace) -> Result<(), Vec<Fault>> {
        eprintln!("Building the book ...");
        let mut book = Book::load(workspace)?;
        let made = book.render(workspace, &workspace.built())?;
        let mut faults = Vec::new();
        eprintln!("Looking at pages, slugs and notes ...");
        faults.extend(homes::faults(workspace, &book));
        faults.extend(length::faults(&book));
        faults.extend(notes::faults(workspace));
        eprintln!("Following links ...");
        faults.extend(links::faults(workspace, &book, &made.folder)?);
        eprintln!("Compiling and running code ...");
        let texts = texts::all(workspace, &book, &mut faults);
        faults.extend(printed::faults(workspace, &texts));
        faults.extend(code::faults(workspace, &texts));
        if !faults.is_empty() {
            faults.sort();
            faults.dedup();
            return Err(faults);
        }
        println!("The book is in order: {} pages.", book.pages.len());
        Ok(())
    }
}
