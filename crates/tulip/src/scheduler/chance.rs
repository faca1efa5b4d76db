use std::cell::Cell;

/// The dice of a runtime that shuffles: the same seed, the same throws.
#[derive(Debug)]
pub(crate) struct Chance(Cell<u64>);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Cell::new(seed))
    }

    /// A number below `end`, which is not zero.
    pub(crate) fn below(&self, end: usize) -> usize {
        // The high bits of a product: no division, and a bias of one in 2^32 at most.
        (((self.next() >> 32) * end as u64) >> 32) as usize
    }

    /// True once in `times`.
    pub(crate) fn once_in(&self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// `SplitMix64`, by Guy Steele, Doug Lea and Christine Flood: any seed will do, also zero.
    fn next(&self) -> u64 {
        let state = self.0.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.0.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
