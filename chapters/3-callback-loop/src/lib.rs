//! Stage 3: a loop that waits for the world and calls back.
//!
//! The kernel of stage 2 could wait for time alone. This loop waits for the world: for sockets,
//! signals and other threads. Nobody asks any more; everybody is told. What is to be told is a
//! callback, and the loop repeats the four words for them:
//!
//! * **park** until a descriptor is ready, a timer is due, or another thread calls,
//! * **wake** the callbacks that wait for it: put them into the queue,
//! * **pick** the callback that was queued first,
//! * **run** it, and leave what it queues for the next turn.
//!
//! [`EventLoop`] is built as asyncio's is, and has its names. Above it stand two ideas that turn
//! callbacks into something that one can read: a [`Promise`] is a result that is not there yet,
//! and a [`Task`] resumes a function that pauses whenever the promise that it waits for is
//! settled. Beside them stand transports: they call back with bytes.
//!
//! Read on in this order: `event_loop.rs`, `event_loop/turn.rs`, `timers.rs`, `driver/`,
//! `socket.rs`, `watch.rs`, `handle.rs`, `promise.rs`, `task.rs`, `together.rs`, `wait.rs`.

mod address;
mod co;
#[cfg(unix)]
mod descriptor;
mod driver;
mod error;
mod event_loop;
mod handle;
mod listener;
mod opened;
mod playing;
mod pool;
mod promise;
mod protocol;
mod queue;
mod script;
mod server;
#[cfg(unix)]
mod signals;
mod socket;
mod task;
mod timers;
mod together;
mod told;
mod transport;
mod wait;
mod watch;

pub use co::Co;
pub use error::{RunError, Trouble};
pub use event_loop::EventLoop;
pub use handle::{Handle, LoopClosed};
pub use listener::Listener;
pub use opened::Pollable;
pub use promise::{AlreadySettled, DoneCallback, Promise, PromiseError};
pub use protocol::Protocol;
pub use queue::Scheduled;
pub use script::{Peer, Script};
pub use server::Server;
pub use socket::Socket;
pub use state_machines::{Clock, Coroutine, CoroutineState, here, machine, println};
pub use task::{Cancelled, Task, Waiting};
pub use together::gather;
pub use transport::Transport;
pub use wait::{Until, Waited, wait};
