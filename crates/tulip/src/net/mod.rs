//! TCP sockets and names.
//!
//! A socket belongs to the reactor of the runtime on which it was made. It may be used on any
//! thread, and by several tasks at a time: all operations take `&self`. It also implements
//! futures' `AsyncRead` and `AsyncWrite`, and hyper's `Read` and `Write` with the feature
//! `hyper`; the methods here are the better choice where you have it, because a report of who
//! waits for what shows the line that called them.
//!
//! The first socket opens the reactor. If the system has no descriptor left for that, the call
//! that makes the socket says so.

mod connect;
mod listener;
mod lookup;
mod split;
mod stream;
mod traits;

pub use self::listener::TcpListener;
pub use self::lookup::{ToSocketAddrs, lookup_host};
pub use self::split::{OwnedReadHalf, OwnedWriteHalf, ReadHalf, ReuniteError, WriteHalf};
pub use self::stream::TcpStream;
