//! A small async runtime: what the stages of the course build in layers, folded for speed.
//!
//! ```
//! use std::time::Duration;
//!
//! #[tulip::main]
//! async fn main() -> std::io::Result<()> {
//!     let slow = tulip::spawn(async {
//!         tulip::time::sleep(Duration::from_millis(20)).await;
//!         6
//!     });
//!     let fast = tulip::spawn(async { 7 });
//!     println!("{}", slow.await? * fast.await?);
//!     Ok(())
//! }
//! ```
//!
//! # How to read it
//!
//! The machine has four words: *pick, run, park, wake*. A turn of the loop *picks* ready tasks
//! and *runs* them, as long as there are any and at most 61; then the driver looks at sockets and
//! timers, and *parks* the thread if nothing is ready. Somebody *wakes* a task, and it is ready
//! again. Begin with [`Runtime::block_on`] and follow it down:
//!
//! | file | what is in it |
//! |---|---|
//! | `runtime.rs` | [`Runtime`], its builder and handle; `runtime/core.rs` has all that a runtime is |
//! | `scheduler/current_thread.rs` | the turn: pick, run, park |
//! | `scheduler/injector.rs` | the way into the queue from other threads |
//! | `task/` | a task is one allocation; the module's page is the proof that its `unsafe` is sound |
//! | `task/run.rs`, `task/wake.rs` | what a pick does, and what a wake does |
//! | `task/handshake.rs` | how an outcome comes to its [`JoinHandle`] |
//! | `driver/` | what the loop waits for: time, sockets, unparks |
//! | `time/`, `net/`, `io/`, `signal.rs`, `blocking/` | what a task waits for |
//! | `sync/` | how tasks talk to each other |
//! | `inspect/`, `told.rs` | what can be seen from outside: waits, and the trace |
//!
//! # What it promises
//!
//! * Tasks run on the thread that calls `block_on`, in the order in which they became ready.
//!   [`shuffle`](runtime::Builder::shuffle) gives another order for each seed.
//! * A task that never stops waking itself holds up nobody for longer than 61 picks. A future
//!   that blocks its thread holds up all; [`spawn_blocking`] has threads for that.
//! * A future is dropped on its own thread, never inside [`JoinHandle::abort`], and at the latest
//!   when its runtime is.
//! * A panic ends its task and nothing else. It is in the handle, and reported if the handle is
//!   dropped.
//! * Wakers work on every thread, and after the runtime has ended they do nothing.
//!
//! # How it is checked
//!
//! | command | what it sees |
//! |---|---|
//! | `cargo test -p tulip-rt` | each promise, random programs against a model, each operation dropped at each poll |
//! | `crates/tulip/scripts/loom` | every order in which threads can meet at a task or a channel |
//! | `crates/tulip/scripts/loom-faults` | that those models find each fault that is planted |
//! | `crates/tulip/scripts/asan`, `memcheck` | memory that is used too late, or never freed |
//! | `cargo run --release -p tulip-rt --example soak` | a million tasks that end in every way, in flat memory |
//!
//! A property test that fails prints its seed; `PROPTEST_RNG_SEED` brings it back. So does a
//! [`test`](macro@test), with `TULIP_SEED`.
//!
//! # Features
//!
//! * `trace` records what happens in the words of the stages, where `TULIP_TRACE` names a file.
//! * `hyper` has the executor and the timer that hyper asks for.

/// Words for the trace: statements that are there with the feature `trace` alone.
macro_rules! told {
    ($($words:tt)*) => {
        #[cfg(feature = "trace")]
        $($words)*
    };
}

#[cfg(not(loom))]
mod blocking;
#[cfg(loom)]
#[path = "loom/blocking.rs"]
mod blocking;
#[cfg(not(loom))]
mod driver;
#[cfg(loom)]
#[path = "loom/driver.rs"]
mod driver;
mod guard;
#[cfg(all(feature = "hyper", not(loom)))]
pub mod hyper;
pub mod inspect;
#[cfg(not(loom))]
mod io;
mod loom;
#[doc(hidden)]
pub mod macros;
#[cfg(not(loom))]
pub mod net;
pub mod runtime;
mod scheduler;
#[cfg(not(loom))]
pub mod signal;
pub mod sync;
pub mod task;
#[cfg(not(loom))]
pub mod time;
#[cfg(feature = "trace")]
mod told;

#[cfg(not(loom))]
pub use blocking::spawn_blocking;
pub use runtime::Runtime;
pub use task::{JoinHandle, spawn, spawn_local};
pub use tulip_macros::{main, test};
