//! What the authors hold the course against. Each part looks at some things and names what is
//! wrong with them.

mod book;
mod captions;
mod crates;
mod files;
mod listings;
mod programs;
mod texts;
mod variants;

use crate::error::Error;
use crate::workspace::Workspace;

/// The parts, with what they look at, the quick ones first.
pub(crate) const PARTS: [(&str, Part); 6] = [
    ("texts and questions", texts::texts),
    ("captions", captions::captions),
    ("files in their places", files::files),
    ("listings", listings::listings),
    ("pages of the book", book::book),
    ("exercises", programs::programs),
];

type Part = fn(&Workspace) -> Result<Found, Error>;

/// What a part of the gate has found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// How many things it has looked at.
    pub(crate) looked_at: usize,
    pub(crate) faults: Vec<Fault>,
}

/// Something that is wrong.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// A file or a slug.
    pub(crate) of: String,
    pub(crate) says: String,
}

impl Found {
    /// Looks at one thing more.
    fn look(&mut self) {
        self.looked_at += 1;
    }

    fn fault(&mut self, of: impl Into<String>, says: impl Into<String>) {
        self.faults.push(Fault { of: of.into(), says: says.into() });
    }
}
