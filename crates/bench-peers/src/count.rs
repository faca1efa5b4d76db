//! An allocator that counts: the system's, with a tally for the process.
//!
//! This is the only module of the crate with `unsafe` in it. Why it is sound: each method hands
//! its arguments on to [`System`] unchanged and gives back what `System` gave, so the contract of
//! `GlobalAlloc` is kept by `System`. The tally is two atomics; counting never allocates.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The system's allocator, and a tally. It counts only in the program that chooses it.
#[derive(Debug)]
pub struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static BYTES: AtomicU64 = AtomicU64::new(0);

/// Requests so far, and bytes that were asked for; zero in a program that does not count.
pub(crate) fn so_far() -> (u64, u64) {
    (ALLOCATIONS.load(Relaxed), BYTES.load(Relaxed))
}

fn request(size: usize) {
    ALLOCATIONS.fetch_add(1, Relaxed);
    BYTES.fetch_add(size as u64, Relaxed);
}

// SAFETY: see the module's documentation: `System` keeps the contract for us.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        request(layout.size());
        // SAFETY: the caller keeps `alloc`'s contract, which is the same one.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        request(layout.size());
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        request(new_size);
        // SAFETY: as above; `block` came from `System`, because all blocks do.
        unsafe { System.realloc(block, layout, new_size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above; `block` came from `System`, because all blocks do.
        unsafe { System.dealloc(block, layout) }
    }
}
