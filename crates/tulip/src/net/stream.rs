use std::fmt;
use std::future::Future;
use std::io::{self, IoSlice};
use std::net::{Shutdown, SocketAddr};
use std::panic::Location;
use std::time::Duration;

use socket2::SockRef;

use crate::driver::{Direction, Guess, Operation, Registered, Try};
use crate::inspect::Wait;
use crate::io as bytes;

/// A connection.
///
/// Dropping it closes it: what was written is still sent. A peer that closes its side for writing
/// is seen as the end of what can be read, and can still be written to; closing one's own side is
/// [`shutdown`](Self::shutdown).
///
/// # Cancel safety
///
/// Nothing is lost when a future of [`read`](Self::read), [`read_buf`](Self::read_buf),
/// [`write`](Self::write) or [`peek`](Self::peek) is dropped before it is ready. One of
/// [`read_exact`](Self::read_exact) or [`write_all`](Self::write_all) may have done a part of its
/// work, and does not say how much; [`read_to_end`](Self::read_to_end) has put what came into the
/// vector.
pub struct TcpStream {
    pub(super) io: Registered<mio::net::TcpStream>,
}

impl TcpStream {
    /// Takes over a connection of the standard library, and makes it non-blocking.
    #[track_caller]
    pub fn from_std(stream: std::net::TcpStream) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        let io = mio::net::TcpStream::from_std(stream);
        Ok(Self { io: Registered::new(io, Guess::Ready, Location::caller())? })
    }

    /// Gives the connection to the standard library. It stays non-blocking.
    pub fn into_std(self) -> io::Result<std::net::TcpStream> {
        self.io.into_inner().map(Into::into)
    }

    /// Reads what there is, at most as much as `buffer` holds. Zero is the end: the peer has
    /// closed its side, or `buffer` is empty.
    #[track_caller]
    pub fn read<'a>(
        &'a self,
        buffer: &'a mut [u8],
    ) -> impl Future<Output = io::Result<usize>> + 'a {
        self.reading(Location::caller(), move |io| bytes::read(io, buffer))
    }

    /// Reads what there is into the room that `buffer` has left, and makes it longer by that.
    /// Zero is the end, or there is no room.
    ///
    /// The room need not be filled with zeros first, as [`read`](Self::read) asks for.
    #[track_caller]
    pub fn read_buf<'a>(
        &'a self,
        buffer: &'a mut Vec<u8>,
    ) -> impl Future<Output = io::Result<usize>> + 'a {
        self.reading(Location::caller(), move |io| bytes::read_spare(io, buffer))
    }

    /// Fills `buffer`. If the peer closes before that, the error is
    /// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof).
    #[track_caller]
    pub fn read_exact<'a>(
        &'a self,
        buffer: &'a mut [u8],
    ) -> impl Future<Output = io::Result<()>> + 'a {
        let mut filled = 0;
        self.reading(Location::caller(), move |io| {
            bytes::read_exact(io, buffer, &mut filled)
        })
    }

    /// Reads until the peer closes, appends to `buffer`, and tells how much came.
    #[track_caller]
    pub fn read_to_end<'a>(
        &'a self,
        buffer: &'a mut Vec<u8>,
    ) -> impl Future<Output = io::Result<usize>> + 'a {
        /// What is made room for at a time, at least.
        const ROOM: usize = 4096;
        let before = buffer.len();
        self.reading(Location::caller(), move |io| {
            loop {
                buffer.reserve(ROOM);
                match bytes::read_spare(io, buffer)? {
                    Try::Done(0) => return Ok(Try::Done(buffer.len() - before)),
                    Try::Done(_) => {}
                    _ => return Ok(Try::More),
                }
            }
        })
    }

    /// Reads what there is and leaves it there, to be read again.
    #[track_caller]
    pub fn peek<'a>(
        &'a self,
        buffer: &'a mut [u8],
    ) -> impl Future<Output = io::Result<usize>> + 'a {
        self.reading(Location::caller(), move |io| io.peek(buffer).map(Try::Done))
    }

    /// Waits until there may be something to read.
    #[track_caller]
    pub fn readable(&self) -> impl Future<Output = io::Result<()>> + '_ {
        self.reading(Location::caller(), |_| Ok(Try::Done(())))
    }

    /// Reads what there is; [`WouldBlock`](io::ErrorKind::WouldBlock) if there is nothing.
    pub fn try_read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        self.io.try_now(Direction::Read, |io| bytes::read(io, buffer))
    }

    /// Writes a first part of `bytes`, and tells how much.
    #[track_caller]
    pub fn write<'a>(
        &'a self,
        bytes: &'a [u8],
    ) -> impl Future<Output = io::Result<usize>> + 'a {
        self.writing(Location::caller(), move |io| bytes::write(io, bytes))
    }

    /// Writes a first part of all `slices`, one after the other, and tells how much.
    #[track_caller]
    pub fn write_vectored<'a>(
        &'a self,
        slices: &'a [IoSlice<'a>],
    ) -> impl Future<Output = io::Result<usize>> + 'a {
        self.writing(Location::caller(), move |io| bytes::write_vectored(io, slices))
    }

    /// Writes `bytes`.
    #[track_caller]
    pub fn write_all<'a>(
        &'a self,
        mut bytes: &'a [u8],
    ) -> impl Future<Output = io::Result<()>> + 'a {
        self.writing(Location::caller(), move |io| bytes::write_all(io, &mut bytes))
    }

    /// Waits until there may be room to write.
    #[track_caller]
    pub fn writable(&self) -> impl Future<Output = io::Result<()>> + '_ {
        self.writing(Location::caller(), |_| Ok(Try::Done(())))
    }

    /// Writes a first part of `bytes`; [`WouldBlock`](io::ErrorKind::WouldBlock) if there is no
    /// room.
    pub fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        self.io.try_now(Direction::Write, |io| bytes::write(io, bytes))
    }

    /// Closes one's own side for reading, for writing, or for both. The peer reads the end after
    /// what was written before.
    pub fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        self.io.shutdown(how)
    }

    /// The address of the peer.
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        self.io.peer_addr()
    }

    /// One's own address.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.io.local_addr()
    }

    /// Whether small writes are sent at once (`TCP_NODELAY`).
    pub fn nodelay(&self) -> io::Result<bool> {
        self.io.nodelay()
    }

    /// Sends small writes at once, instead of collecting them while an answer is awaited.
    pub fn set_nodelay(&self, nodelay: bool) -> io::Result<()> {
        self.io.set_nodelay(nodelay)
    }

    /// For how long the system goes on sending after the connection is closed (`SO_LINGER`).
    pub fn linger(&self) -> io::Result<Option<Duration>> {
        SockRef::from(&*self.io).linger()
    }

    /// Sets for how long the system goes on sending after the connection is closed. With zero
    /// the peer sees a reset.
    ///
    /// Closing a socket that lingers blocks the thread for so long at most.
    pub fn set_linger(&self, linger: Option<Duration>) -> io::Result<()> {
        SockRef::from(&*self.io).set_linger(linger)
    }

    /// The time to live of packets from this socket.
    pub fn ttl(&self) -> io::Result<u32> {
        self.io.ttl()
    }

    /// Sets the time to live of packets from this socket.
    pub fn set_ttl(&self, ttl: u32) -> io::Result<()> {
        self.io.set_ttl(ttl)
    }

    /// The error that the system has kept for this socket, which is taken from it.
    pub fn take_error(&self) -> io::Result<Option<io::Error>> {
        self.io.take_error()
    }

    fn reading<'a, T: 'a>(
        &'a self,
        place: &'static Location<'static>,
        attempt: impl FnMut(&mio::net::TcpStream) -> io::Result<Try<T>> + Unpin + 'a,
    ) -> impl Future<Output = io::Result<T>> + 'a {
        Operation::new(&self.io, Direction::Read, Wait::Read, place, attempt)
    }

    fn writing<'a, T: 'a>(
        &'a self,
        place: &'static Location<'static>,
        attempt: impl FnMut(&mio::net::TcpStream) -> io::Result<Try<T>> + Unpin + 'a,
    ) -> impl Future<Output = io::Result<T>> + 'a {
        Operation::new(&self.io, Direction::Write, Wait::Write, place, attempt)
    }
}

impl fmt::Debug for TcpStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.io.fmt(f)
    }
}
