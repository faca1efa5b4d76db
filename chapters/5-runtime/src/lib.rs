//! Stage 5: the programs of the course on the full runtime.
//!
//! The runtime is a crate of its own, [`tulip`], and this one only uses it. A loop turn is still
//! the same four words: **pick**, **run**, **park**, **wake**. What the stages had in layers is
//! folded for speed, and this is where it went:
//!
//! | stage | what it had | where it is now |
//! |---|---|---|
//! | 1 | a machine that pauses | the future in a task, one allocation with its header: `src/task/` |
//! | 2 | the ready queue, the kernel's traps | `src/scheduler/`; a trap is a call of a function |
//! | 3 | the loop that waits, timers, readers | `src/driver/` |
//! | 4 | wakers, join handles, channels | `src/task/`, `src/sync/` |
//!
//! Paths are those of the crate, in `crates/tulip`.

pub use tulip_trace::println;
