use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use tulip_course::{Catalogue, Replay};
use tulip_trace::MOST_SHOWN;

use crate::error::Error;
use crate::nearest::nearest;
use crate::progress::Progress;
use crate::workspace::Workspace;

/// A trace that was asked for by a slug or by its file.
#[derive(Debug)]
pub(crate) struct Traced {
    path: PathBuf,
}

impl Traced {
    /// The kept trace of a listing, or a file.
    pub(crate) fn find(workspace: &Workspace, name: &str) -> Result<Self, Error> {
        let path = match workspace.find_listing(name) {
            Some(listing) if listing.has_trace => {
                let path = listing.trace();
                if !path.is_file() {
                    return Err(Error::Read(path, ErrorKind::NotFound.into()));
                }
                path
            }
            Some(_) => {
                return Err(Error::Says(format!(
                    "no trace is kept of `{name}`\n\
                     `cargo tulip run {name} --trace {name}.json` writes one"
                )));
            }
            None => PathBuf::from(name),
        };
        if path.is_file() {
            return Ok(Self { path });
        }
        if workspace.find_exercise(name).is_some() {
            return Err(Error::Says(format!(
                "`{name}` is an exercise, and no trace of it is kept\n\
                 `cargo tulip run {name} --trace {name}.json` writes one of your copy"
            )));
        }
        workspace.refuse_page(name)?;
        let listings = workspace.course.listings().iter().filter(|one| one.has_trace);
        let near = nearest(name, listings.map(|listing| &*listing.slug));
        let hint = match near.first() {
            Some(near) => format!("; did you mean `{near}`?"),
            None => String::new(),
        };
        Err(Error::Says(format!(
            "`{name}` is neither a listing nor a file{hint}\n\
             `cargo tulip run SLUG --trace FILE` writes a trace of what a program does"
        )))
    }

    /// The file from wherever a program is started.
    pub(crate) fn absolute(&self) -> PathBuf {
        match env::current_dir() {
            Ok(here) => here.join(&self.path),
            Err(_) => self.path.clone(),
        }
    }

    /// That a page can hold it: asked before it is read, which takes its time.
    pub(crate) fn refuse_unless_shown(&self) -> Result<(), Error> {
        let length = fs::metadata(&self.path).map_err(Error::reading(&self.path))?.len();
        if length <= MOST_SHOWN {
            return Ok(());
        }
        let file = self.path.display();
        Err(Error::Says(format!(
            "{file}: {} MB are too much for a page: at most {}\n\
             `cargo tulip trace step {file}` steps through it in the terminal",
            length.div_ceil(1 << 20),
            MOST_SHOWN >> 20
        )))
    }

    /// Reads it, and warns of what cannot be read.
    pub(crate) fn replay(&self, workspace: &Workspace) -> Result<Replay, Error> {
        let shown = workspace.shown(&self.path);
        let bytes = fs::read(&self.path).map_err(Error::reading(&self.path))?;
        let megabytes = bytes.len() >> 20;
        let reading = (megabytes > 0)
            .then(|| Progress::said(&format!("reading {shown}, {megabytes} MB")));
        let trace = String::from_utf8_lossy(&bytes);
        let replay = Replay::read(&trace, &catalogue(workspace.root())?);
        drop(reading);
        let bad: Vec<_> =
            replay.bad().iter().map(|bad| harmless(&bad.to_string())).collect();
        // The first line of a trace names the program, also of one in which nothing happens.
        if replay.steps().is_empty() && (replay.program().is_empty() || !bad.is_empty()) {
            let why = bad.first().map_or("it has no event of one", |first| first);
            return Err(Error::Says(format!(
                "{shown} is no trace of Tulip: {why}\n\
                 `cargo tulip run SLUG --trace FILE` writes one"
            )));
        }
        for bad in bad.iter().take(MOST_WARNINGS) {
            eprintln!("warning: {shown}: {bad}");
        }
        if let Some(more @ 1..) = bad.len().checked_sub(MOST_WARNINGS) {
            eprintln!("warning: {shown}: {more} lines more cannot be read");
        }
        Ok(replay)
    }
}

/// The sentences of the book.
pub(crate) fn catalogue(root: &Path) -> Result<Catalogue, Error> {
    let folder = root.join("book/catalogue/en");
    Catalogue::load(&folder).map_err(|error| {
        Error::Says(format!("{error}\n`git restore book/catalogue` brings the texts back"))
    })
}

/// A text of a trace as a terminal may be given it: what would steer the terminal is shown.
pub(crate) fn harmless(text: &str) -> String {
    let show = |c: char| match c {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{2426}'),
        // Those from 202a on turn the direction of the text after them.
        '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            '\u{2426}'
        }
        c => c,
    };
    text.chars().map(show).collect()
}

const MOST_WARNINGS: usize = 5;

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn a_text_cannot_steer_the_terminal() {
        assert_eq!(harmless("a\x1b[2J\r\nb\u{9b}1m é \u{202e}"), "a␛[2J␍␊b␦1m é ␦");
    }
}
