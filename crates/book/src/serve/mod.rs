//! The book on this machine: served to this machine alone, built again when a file is saved.

mod answer;
mod browser;
mod http;
mod page;
mod port;
mod site;
mod trace;
mod watch;

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

use crate::book::Book;
use crate::fault::Fault;
use crate::serve::site::Site;
use crate::serve::trace::Trace;
use crate::workspace::Workspace;

/// Build the book, serve it on this machine, and build it again when a file is saved
#[derive(clap::Args)]
#[command(
    after_help = "Example: cargo run -p tulip-book -- serve --trace what-happened.json"
)]
pub(crate) struct Serve {
    /// Where to listen; the next free port if it is taken
    #[arg(long, value_name = "N", default_value_t = 7878)]
    port: u16,
    /// Show this trace, on a page of its own
    #[arg(long, value_name = "FILE")]
    trace: Option<PathBuf>,
    /// Print the address, and open no browser
    #[arg(long)]
    no_browser: bool,
}

impl Serve {
    pub(crate) fn run(self, workspace: Workspace) -> Result<(), Vec<Fault>> {
        let whole = |what: String| vec![Fault::told(what)];
        let trace = self
            .trace
            .as_deref()
            .map(Trace::new)
            .transpose()
            .map_err(|fault| vec![fault])?;
        let maker = Maker { workspace, trace };
        let (listener, note) = port::listen(self.port).map_err(whole)?;
        let port = listener.local_addr().map_err(|error| whole(error.to_string()))?.port();
        let failed = maker.workspace.catalogue()?.text("book.reload.failed");
        let failed = failed.map_err(|error| whole(error.to_string()))?;
        let site = Arc::new(Site::new(maker.folder(port), failed));
        maker.make(&site)?;
        let page = if maker.trace.is_some() { trace::ADDRESS } else { "" };
        watch::start(maker, Arc::clone(&site)).map_err(whole)?;
        if let Some(note) = note {
            say(&note);
        }
        let address = format!("http://127.0.0.1:{port}/{page}");
        say(&format!("The book is at {address}"));
        say("Ctrl-C ends it. When you save a page or a listing, it is built again.");
        if !self.no_browser {
            browser::open(&address);
        }
        http::serve(&listener, move |asked| answer::answer(asked, port, &site));
        Ok(())
    }
}

/// Tells the reader's terminal; the book is served on if that is closed.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// Makes the book, with the trace that is shown beside it.
struct Maker {
    workspace: Workspace,
    trace: Option<Trace>,
}

impl Maker {
    /// Where it is built. With a trace it is a book of its own: another can be open beside it.
    fn folder(&self, port: u16) -> PathBuf {
        let built = self.workspace.built();
        match self.trace {
            Some(_) => built.with_file_name(format!("book-at-{port}")),
            None => built,
        }
    }

    /// Makes all of it.
    fn make(&self, site: &Site) -> Result<(), Vec<Fault>> {
        // Before the book, which takes longer: a trace can be too long.
        let said = self.trace.as_ref().map(Trace::read).transpose()?;
        let mut book = Book::load(&self.workspace)?;
        if let Some((trace, said)) = self.trace.as_ref().zip(said) {
            trace.add_to(&mut book, &self.workspace, &said)?;
        }
        let made = book.render(&self.workspace, site.folder())?;
        site.put(made).map_err(|error| vec![Fault::new(site.folder(), 0, error)])
    }
}
