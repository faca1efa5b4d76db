use std::io::{self, ErrorKind, IoSlice};
use std::net::{Shutdown, SocketAddr};
use std::panic::Location;
use std::time::Duration;

use socket2::SockRef;

use crate::driver::{Registered, Try};
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
#[derive(Debug)]
pub struct TcpStream {
    pub(crate) io: Registered<mio::net::TcpStream>,
}

impl TcpStream {
    /// Takes over a connection of the standard library, and makes it non-blocking.
    #[track_caller]
    pub fn from_std(stream: std::net::TcpStream) -> io::Result<Self> {
        stream.set_nonblocking(true)?;
        let io = mio::net::TcpStream::from_std(stream);
        Ok(Self { io: Registered::new(io, Location::caller())? })
    }

    /// Gives the connection to the standard library. It stays non-blocking.
    pub fn into_std(self) -> io::Result<std::net::TcpStream> {
        self.io.into_inner().map(Into::into)
    }

    /// Reads what there is, at most as much as `buffer` holds. Zero is the end: the peer has
    /// closed its side, or `buffer` is empty.
    #[track_caller]
    pub fn read(&self, buffer: &mut [u8]) -> impl Future<Output = io::Result<usize>> {
        self.io.operation(Wait::Read, Location::caller(), |io| bytes::read(io, buffer))
    }

    /// Reads what there is into the room that `buffer` has left, and makes it longer by that.
    /// Zero is the end, or there is no room.
    ///
    /// The room need not be filled with zeros first, as [`read`](Self::read) asks for.
    #[track_caller]
    pub fn read_buf(
        &self,
        buffer: &mut Vec<u8>,
    ) -> impl Future<Output = io::Result<usize>> {
        self.io
            .operation(Wait::Read, Location::caller(), |io| bytes::read_spare(io, buffer))
    }

    /// Fills `buffer`. If the peer closes before that, the error is
    /// [`UnexpectedEof`](io::ErrorKind::UnexpectedEof).
    #[track_caller]
    pub fn read_exact(&self, buffer: &mut [u8]) -> impl Future<Output = io::Result<()>> {
        let place = Location::caller();
        async move {
            let mut rest = buffer;
            while !rest.is_empty() {
                let count = self
                    .io
                    .operation(Wait::Read, place, |io| bytes::read(io, rest))
                    .await?;
                if count == 0 {
                    let text = "the peer closed before the buffer was full";
                    return Err(io::Error::new(ErrorKind::UnexpectedEof, text));
                }
                rest = &mut rest[count..];
            }
            Ok(())
        }
    }

    /// Reads until the peer closes, appends to `buffer`, and tells how much came.
    #[track_caller]
    pub fn read_to_end(
        &self,
        buffer: &mut Vec<u8>,
    ) -> impl Future<Output = io::Result<usize>> {
        /// What is made room for at a time, at least.
        const ROOM: usize = 4096;
        let place = Location::caller();
        async move {
            let before = buffer.len();
            loop {
                buffer.reserve(ROOM);
                if self
                    .io
                    .operation(Wait::Read, place, |io| bytes::read_spare(io, buffer))
                    .await?
                    == 0
                {
                    return Ok(buffer.len() - before);
                }
            }
        }
    }

    /// Reads what there is and leaves it there, to be read again.
    #[track_caller]
    pub fn peek(&self, buffer: &mut [u8]) -> impl Future<Output = io::Result<usize>> {
        self.io
            .operation(Wait::Read, Location::caller(), |io| io.peek(buffer).map(Try::Done))
    }

    /// Waits until there may be something to read.
    #[track_caller]
    pub fn readable(&self) -> impl Future<Output = io::Result<()>> {
        self.io.operation(Wait::Read, Location::caller(), |_| Ok(Try::Done(())))
    }

    /// Reads what there is; [`WouldBlock`](io::ErrorKind::WouldBlock) if there is nothing.
    pub fn try_read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        self.io.try_now(Wait::Read, |io| bytes::read(io, buffer))
    }

    /// Writes a first part of `bytes`, and tells how much.
    #[track_caller]
    pub fn write(&self, bytes: &[u8]) -> impl Future<Output = io::Result<usize>> {
        self.io.operation(Wait::Write, Location::caller(), |io| bytes::write(io, bytes))
    }

    /// Writes a first part of all `slices`, one after the other, and tells how much.
    #[track_caller]
    pub fn write_vectored(
        &self,
        slices: &[IoSlice<'_>],
    ) -> impl Future<Output = io::Result<usize>> {
        self.io.operation(Wait::Write, Location::caller(), |io| {
            bytes::write_vectored(io, slices)
        })
    }

    /// Writes `bytes`.
    #[track_caller]
    pub fn write_all(&self, bytes: &[u8]) -> impl Future<Output = io::Result<()>> {
        let place = Location::caller();
        async move {
            let mut rest = bytes;
            while !rest.is_empty() {
                let count = self
                    .io
                    .operation(Wait::Write, place, |io| bytes::write(io, rest))
                    .await?;
                if count == 0 {
                    let text = "the socket took none of the bytes that are left";
                    return Err(io::Error::new(ErrorKind::WriteZero, text));
                }
                rest = &rest[count..];
            }
            Ok(())
        }
    }

    /// Waits until there may be room to write.
    #[track_caller]
    pub fn writable(&self) -> impl Future<Output = io::Result<()>> {
        self.io.operation(Wait::Write, Location::caller(), |_| Ok(Try::Done(())))
    }

    /// Writes a first part of `bytes`; [`WouldBlock`](io::ErrorKind::WouldBlock) if there is no
    /// room.
    pub fn try_write(&self, bytes: &[u8]) -> io::Result<usize> {
        self.io.try_now(Wait::Write, |io| bytes::write(io, bytes))
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
}
