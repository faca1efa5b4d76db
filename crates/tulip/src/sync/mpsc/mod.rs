//! Many values, from any number of senders to one receiver, in the order in which they were sent.
//!
//! A bounded [`channel`] makes a sender wait while the receiver has more to do than it can: that
//! is what keeps memory flat. An [`unbounded_channel`] never waits, so that code that is not
//! async can send, and grows for as long as the receiver is slower.
//!
//! ```
//! # tulip::Runtime::new()?.block_on(async {
//! use tulip::sync::mpsc;
//!
//! let (letters, mut letter_box) = mpsc::channel(8);
//! for name in ["A", "B"] {
//!     let letters = letters.clone();
//!     tulip::spawn(async move { letters.send(name).await });
//! }
//! drop(letters);
//! assert_eq!(letter_box.recv().await, Some("A"));
//! assert_eq!(letter_box.recv().await, Some("B"));
//! assert_eq!(letter_box.recv().await, None);
//! # });
//! # Ok::<_, std::io::Error>(())
//! ```
//!
//! # How it ends
//!
//! When all senders are gone, the receiver takes what is left, and then gets `None`. When the
//! receiver is gone or has called `close`, a send fails at once and gives its value back; what was
//! sent before can still be received after `close`, and is dropped with the receiver otherwise.
//!
//! # Fairness
//!
//! Senders that wait are served in the order of their coming. A place that becomes free is
//! promised to the first of them, so that nobody who comes later can take it; if that one is
//! dropped, the place goes to the next.
//!
//! Python's twin is `asyncio.Queue`, whose end a program has to agree on by itself.

mod chan;
mod error;
mod receiver;
mod sender;
mod unbounded;

pub use error::{SendError, TryRecvError, TrySendError};
pub use receiver::{Receiver, UnboundedReceiver};
pub use sender::{Sender, channel};
pub use unbounded::{UnboundedSender, unbounded_channel};
