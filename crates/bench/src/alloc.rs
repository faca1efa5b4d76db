//! An allocator that counts: the system's, with a tally for each thread.
//!
//! This is the only module of the crate with `unsafe` in it. Why it is sound: each method hands
//! its arguments on to [`System`] unchanged and gives back what `System` gave, so the contract of
//! `GlobalAlloc` is kept by `System`. The tally consists of `Cell`s in a thread-local that is
//! made at compile time and has no destructor, so that counting never allocates and works until
//! the very end of a thread.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Counts what `body` allocates on this thread. While nobody counts, an allocation costs one
/// branch more.
pub(crate) fn count<R>(body: impl FnOnce() -> R) -> (R, Counts) {
    TALLY.with(|tally| {
        tally.allocations.set(0);
        tally.allocated.set(0);
        tally.freed.set(0);
        tally.is_on.set(true);
        let result = body();
        tally.is_on.set(false);
        (result, so_far())
    })
}

/// What was counted up to now, inside the body of [`count`].
pub(crate) fn so_far() -> Counts {
    TALLY.with(|tally| {
        let allocations = tally.allocations.get();
        let sizes = tally.sizes.each_ref().map(Cell::get);
        let live = tally.allocated.get().saturating_sub(tally.freed.get());
        Counts { allocations, live, sizes }
    })
}

/// Requests to the allocator.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counts {
    /// How many there were.
    pub(crate) allocations: usize,
    /// Bytes that were requested and not yet given back.
    pub(crate) live: usize,
    sizes: [usize; MOST_SIZES],
}

impl Counts {
    /// The sizes of the first requests, in their order.
    pub(crate) fn sizes(&self) -> &[usize] {
        &self.sizes[..self.allocations.min(MOST_SIZES)]
    }
}

struct Counting;

// SAFETY: see the module's documentation: `System` keeps the contract for us.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        allocated(layout.size(), 0);
        // SAFETY: the caller keeps `alloc`'s contract, which is the same one.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        allocated(layout.size(), 0);
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        allocated(new_size, layout.size());
        // SAFETY: as above; `block` came from `System`, because all blocks do.
        unsafe { System.realloc(block, layout, new_size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        TALLY.with(|tally| {
            if tally.is_on.get() {
                tally.freed.set(tally.freed.get() + layout.size());
            }
        });
        // SAFETY: as above; `block` came from `System`, because all blocks do.
        unsafe { System.dealloc(block, layout) }
    }
}

fn allocated(size: usize, instead_of: usize) {
    TALLY.with(|tally| {
        if tally.is_on.get() {
            let index = tally.allocations.get();
            if let Some(place) = tally.sizes.get(index) {
                place.set(size);
            }
            tally.allocations.set(index + 1);
            tally.allocated.set(tally.allocated.get() + size);
            tally.freed.set(tally.freed.get() + instead_of);
        }
    });
}

struct Tally {
    is_on: Cell<bool>,
    allocations: Cell<usize>,
    /// In bytes, as `freed` is.
    allocated: Cell<usize>,
    freed: Cell<usize>,
    sizes: [Cell<usize>; MOST_SIZES],
}

thread_local! {
    static TALLY: Tally = const {
        Tally {
            is_on: Cell::new(false),
            allocations: Cell::new(0),
            allocated: Cell::new(0),
            freed: Cell::new(0),
            sizes: [const { Cell::new(0) }; MOST_SIZES],
        }
    };
}

const MOST_SIZES: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_is_allocated_and_what_is_left() {
        let (kept, counts) = count(|| {
            drop(Box::new([0_u8; 40]));
            Box::new([0_u8; 24])
        });
        assert_eq!(counts.sizes(), [40, 24]);
        assert_eq!((counts.allocations, counts.live), (2, 24));
        drop(kept);
    }

    #[test]
    fn growing_counts_as_one_request_of_the_new_size() {
        let (_grown, counts) = count(|| {
            let mut grown: Vec<u8> = Vec::with_capacity(10);
            grown.reserve_exact(30);
            grown
        });
        assert_eq!(counts.allocations, 2);
        assert_eq!(counts.live, 30);
    }

    #[test]
    fn more_requests_than_places_are_counted_still() {
        let (_kept, counts) = count(|| [(); MOST_SIZES + 4].map(|()| Box::new(0_u8)));
        assert_eq!(counts.allocations, MOST_SIZES + 4);
        assert_eq!(counts.sizes(), [1; MOST_SIZES]);
    }

    #[test]
    fn nothing_is_counted_outside() {
        let ((), counts) = count(|| ());
        drop(Box::new(1));
        assert_eq!((counts.allocations, so_far().allocations), (0, 0));
    }
}
