//! What a row of the table is.

use crate::row::{Figure, Group};

/// Something that several runtimes do. The rows of its group bear the names of the peers; less is
/// always better.
pub(crate) struct Comparison {
    pub(crate) group: Group,
    pub(crate) about: &'static str,
    /// Handicaps and privileges of a peer in this row, and where the fair row is.
    pub(crate) notes: &'static [&'static str],
}

/// A row that was measured.
pub(crate) struct Measured {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) notes: &'static [&'static str],
    pub(crate) figures: Vec<Figure>,
}

/// Whom tulip is compared with.
pub(crate) const YARDSTICK: &str = "tokio";
