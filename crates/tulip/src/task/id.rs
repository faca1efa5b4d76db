use std::fmt;

/// A task's number: 1, 2, 3 in the order in which a runtime's own thread makes them.
///
/// Other threads draw theirs from further on. No number is ever used twice in a runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub(super) u64);

impl Id {
    /// The id of all futures of `block_on`: there is one at a time.
    pub(super) const ROOT: Self = Self(0);

    /// The number.
    pub fn as_u64(self) -> u64 {
        self.0
    }

    /// Whether this is the future of [`block_on`](crate::Runtime::block_on) itself.
    pub fn is_root(self) -> bool {
        self == Self::ROOT
    }

    pub(super) fn new(upper: u32, lower: u32) -> Self {
        Self(u64::from(upper) << 32 | u64::from(lower))
    }

    pub(super) fn upper(self) -> u32 {
        (self.0 >> 32) as u32
    }

    #[allow(clippy::cast_possible_truncation, reason = "the other half is `upper`")]
    pub(super) fn lower(self) -> u32 {
        self.0 as u32
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
