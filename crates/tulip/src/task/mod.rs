//! Tasks: a future, where it stands, and who holds it, in one allocation.
//!
//! [`spawn`] makes one, its [`JoinHandle`] gives the outcome: a value, or a [`JoinError`] if the
//! task panicked or was stopped. A [`Builder`] gives it a name, [`task_local!`](crate::task_local)
//! a value of its own; [`yield_now`] lets the others run.
//!
//! The rest of this page is the proof that the `unsafe` of the module is sound. It says who may
//! touch what; each SAFETY comment names the sentence on which it rests.
//!
//! # Who is who
//!
//! * The **owner** of a task is the thread that is inside (`Entered`) the runtime to
//!   which the header points: the thread-local `CURRENT` equals that pointer. A runtime cannot
//!   leave its thread, so that there is never more than one owner. There may be none: between two
//!   `block_on`, and when the runtime has ended. Who has a `&Core` is the owner: it is not
//!   `Sync`, and only those give it out who have looked whose thread this is.
//! * The **handle** is the one [`JoinHandle`]. It may be on any thread.
//! * A **waker** is anybody else. There are many, on any thread.
//!
//! # Where things stand
//!
//! ```text
//! Header (64 bytes)                                            Stage
//! vtable runtime refs flags join wait slot id join_waker lines future | output | panic
//! ```
//!
//! | field | who reads and writes |
//! |---|---|
//! | `vtable`, `runtime`, `id`, `spawned_at` | everybody reads, nobody writes |
//! | `refs` | everybody, atomically: the count, `INJECTED`, `ABORT` |
//! | `join` | owner and handle, atomically: see [the join byte](#the-join-byte) |
//! | `flags`, `slot`, `wait`, `waits`, `waits_at` | the owner; before the task has been shown to anybody, who makes it |
//! | `join_waker` | the handle without `WAKER` in the join byte, the owner with it |
//! | the stage as a future | the owner; who makes a task that comes too late (`refuse`) |
//! | the stage as an outcome | the handle, or the owner if the handle went first |
//!
//! # A life
//!
//! ```text
//!             1 spawn                2 pick
//!   (nothing) -------> QUEUED ------------------> RUNNING
//!                        ^                          | |
//!                        |  4 wake       3 pending  | |  5 ready, or a panic
//!                        +------- (idle) <----------+ |
//!                        |           |                v
//!                        |           +-- 6 end --> DONE
//!                        +--- 7 pick with ABORT ------^
//! ```
//!
//! 1. `spawn_on` makes a task and `enlist` puts it into the owner's list and queue. `spawn_to`
//!    makes one on another thread, with `NEW` and `INJECTED` set, and gives it to the injector;
//!    `take_over` enlists it.
//! 2. `Picked::run` takes `QUEUED` away and polls.
//! 3. `run` takes `RUNNING` away. If somebody woke the task meanwhile, `QUEUED` is there again,
//!    and it goes to the back of the queue.
//! 4. `wake_here` sets `QUEUED` and pushes, or leaves the push to `run`. From another thread
//!    `wake_there` sets `INJECTED`; whoever was first pushes to the injector, from where
//!    `take_over` takes it home.
//! 5. `complete` takes the task out of the list and publishes the outcome.
//! 6. `cancel_all` drops what is left when the runtime ends; `Root` drops its own.
//! 7. `abort` sets `ABORT`, on another thread by way of the injector. `run` serves it with the
//!    next pick, so that no future is ever dropped inside `abort`; one that is ready first has
//!    won.
//!
//! # Rules
//!
//! 1. **The future belongs to the owner.** It is made before the task is shown to anybody, and
//!    polled and dropped by the owner alone: so it need not be `Send`. The one exception is a
//!    task from another thread that finds the runtime ended: nobody but its maker and its handle
//!    has seen it, its future is `Send`, and `refuse` drops it on the spot.
//! 2. **The list holds a reference** to each task that is not done. A task leaves it in
//!    `complete`, which gives that reference back last. The queue counts nothing and holds tasks
//!    of the list only: what is queued is not done, and what is done is not queued. (`Root` takes
//!    its task out of the queue before it ends it, and `cancel_all` empties a queue from which
//!    nobody will pick again.) So what is picked, what runs, and the waker of a poll may borrow
//!    the list's reference.
//! 3. **The handle holds a reference, each waker one, the injector one** for each task in it;
//!    for a new task that is the one that the list takes over. A reference is a `TaskRef`, which
//!    counts by `Clone` and `Drop`; a `Borrowed` one counts nothing.
//! 4. **A last waker frees memory and nothing else.** The owner gives its reference back when
//!    the future is gone, and the handle gives its own back when the outcome is gone or the
//!    owner's: so with the last reference the stage is empty.
//! 5. **The runtime's memory outlives every header.** Each holds a `RuntimeRef`. When the last of
//!    them goes, perhaps on another thread, the runtime has ended long ago: its list, its queue
//!    and its driver are empty, and what is left of them may be freed anywhere.
//! 6. **The injector, once closed, gives back what it is handed.** The bit `INJECTED` stays then,
//!    so that nobody tries again.
//! 7. **Nobody runs foreign code while a thing is half done.** Futures, outcomes, wakers and
//!    panic payloads are dropped, cloned and woken when every word that they may look at is whole
//!    again, and where a panic out of them would leave a thing half done, it ends on the spot.
//!
//! # The join byte
//!
//! 1. `COMPLETE` is set once, by the owner, with a read-modify-write: the only one of a life that
//!    begins, runs and ends on one thread, but for the references. The outcome is in its place by
//!    then.
//! 2. `DROPPED` is set once, by the handle, unless it has seen `COMPLETE`.
//! 3. Whichever of the two comes second finds the other: the outcome is the handle's if
//!    `COMPLETE` came first, else the owner's.
//! 4. The handle writes to `join_waker` without `WAKER`, then sets `WAKER`; to write again it
//!    takes `WAKER` away first. A handle on the owner's thread needs no read-modify-write
//!    (`exchange`): the owner does not run meanwhile, and nobody else writes the byte.
//! 5. The owner takes the waker out if it finds `WAKER` as it sets `COMPLETE`. The handle, which
//!    sees `COMPLETE`, does not touch the slot any more.
//! 6. The owner keeps its reference until it has taken the waker: the handle may give up its own
//!    as soon as it sees `COMPLETE`, and the waker lies in the header.
//! 7. A handle that goes takes `WAKER` away in the step that sets `DROPPED`, and drops its waker:
//!    a task does not keep alive who has stopped waiting for it.
//!
//! loom runs the orders in which threads can meet at these words (`scripts/loom`), and finds each
//! of the faults that `scripts/loom-faults` plants.
#![allow(
    unsafe_code,
    reason = "a task is one allocation that many hold; the proof is above"
)]

mod cell;
pub(crate) mod context;
mod error;
mod handshake;
mod header;
mod id;
mod join;
mod local;
mod owned;
mod panic;
mod queue;
mod root;
mod run;
mod spawn;
mod state;
#[cfg(all(test, not(loom)))]
mod tests;
mod wake;
mod yield_now;

pub use self::error::JoinError;
pub use self::id::Id;
pub use self::join::JoinHandle;
pub use self::local::{LocalKey, NoValue, Scope};
pub use self::panic::UnhandledPanic;
pub use self::spawn::{Builder, spawn, spawn_local};
pub use self::yield_now::{YieldNow, yield_now};

pub(crate) use self::context::{Home, RuntimeRef, UNSETTLED};
pub(crate) use self::header::{Header, TaskRef};
pub(crate) use self::owned::Owned;
pub(crate) use self::panic::{OnUnhandledPanic, report};
pub(crate) use self::queue::Queue;
pub(crate) use self::root::Root;
pub(crate) use self::run::Picked;
pub(crate) use self::spawn::{spawn_on, spawn_to};
pub(crate) use self::state::flags;
