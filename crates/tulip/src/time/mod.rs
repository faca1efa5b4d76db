//! Time: to wait for it, to bound what one waits for, and to stop it.
//!
//! Timers have a resolution of a millisecond. A timer never fires early; it fires up to a
//! millisecond late for the rounding, up to another one while sockets are open (that is how the
//! system waits for both), and later when a task holds the thread.
//!
//! # A clock that stands
//!
//! [`pause`] stops the runtime's clock, and `start_paused` of the runtime's builder starts with
//! it stopped. From then on time passes only when nothing else is to be done: no task is ready,
//! no blocking job is queued or runs, no socket has anything. Then the clock jumps to the next
//! deadline. A program that waits for hours ends at once, and its timers fire in the same order
//! each time.
//!
//! Sockets whose other end lies on the same runtime fit in: a message is there as soon as it is
//! sent, and time waits until it is read. For a peer elsewhere the clock would jump ahead while
//! the answer is on its way: [`hold`] it, and [`advance`] it by hand.

mod advance;
pub(crate) mod home;
mod instant;
mod interval;
mod sleep;
mod timeout;

pub use self::advance::{advance, hold, pause, resume};
pub use self::instant::Instant;
pub use self::interval::{Interval, MissedTickBehavior, interval, interval_at};
pub use self::sleep::{Sleep, sleep, sleep_until};
pub use self::timeout::{Elapsed, Timeout, timeout, timeout_at};
