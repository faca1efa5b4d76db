//! The same work on tulip and on the runtimes that people use today.
//!
//! `cargo tulip bench` starts this program once for each figure, so that no runtime finds a heap
//! that another one has used. A process does one thing: some work in itself (`work`), a server
//! (`serve`), or the client that loads all servers alike (`load`).
//!
//! Each runtime is a module in `peers/`. It says how it starts, spawns, sleeps and sends, in the
//! words of its own documentation; the work itself is one text for all of them (`work.rs`),
//! compiled against each. It is a macro, because the runtimes disagree on what they ask of a
//! future: what tokio spawns is `Send`, what monoio's timers are is not.

mod command;
mod count;
mod load;
mod meter;
#[macro_use]
mod work;
mod peers;
mod processor;
mod requests;

pub use command::main;
pub use count::Counting;
