use std::future::ready;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::panic::Location;
use std::task::{Context, Poll};

use super::lookup::first_of;
use super::{TcpStream, ToSocketAddrs};
use crate::driver::{Registered, Try};
use crate::inspect::{Place, Wait};

/// A socket to which others connect.
///
/// ```
/// use tulip::net::{TcpListener, TcpStream};
///
/// # tulip::Runtime::new()?.block_on(async {
/// let listener = TcpListener::bind("127.0.0.1:0").await?;
/// let address = listener.local_addr()?;
/// let client = tulip::spawn(async move {
///     TcpStream::connect(address).await?.write_all(b"hello").await
/// });
/// let (stream, _) = listener.accept().await?;
/// let mut text = Vec::new();
/// stream.read_to_end(&mut text).await?;
/// assert_eq!(text, b"hello");
/// # client.await.unwrap()?;
/// # Ok::<(), std::io::Error>(())
/// # })?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct TcpListener {
    io: Registered<mio::net::TcpListener>,
}

impl TcpListener {
    /// Listens on an address; of several, on the first that can be had. Port 0 asks the system
    /// for a free one.
    ///
    /// The address can be used again right after the listener is closed (`SO_REUSEADDR`).
    #[track_caller]
    pub fn bind(address: impl ToSocketAddrs) -> impl Future<Output = io::Result<Self>> {
        let place = Location::caller();
        first_of(address.addresses(), place, move |address| {
            ready(mio::net::TcpListener::bind(address).and_then(|io| Self::new(io, place)))
        })
    }

    /// Takes over a listener of the standard library, and makes it non-blocking.
    #[track_caller]
    pub fn from_std(listener: std::net::TcpListener) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        Self::new(mio::net::TcpListener::from_std(listener), Location::caller())
    }

    fn new(io: mio::net::TcpListener, place: Place) -> io::Result<Self> {
        Ok(Self { io: Registered::new(io, place)? })
    }

    /// Waits for the next connection, and tells from where it came.
    ///
    /// Nothing is lost when the future is dropped. A connection that its peer has given up
    /// before it was accepted is passed over. An error such as "too many open files" leaves the
    /// connection where it is: accept again when a descriptor may be free, after a sleep, because
    /// the next call would fail at once.
    #[track_caller]
    pub fn accept(&self) -> impl Future<Output = io::Result<(TcpStream, SocketAddr)>> {
        let place = Location::caller();
        self.io.operation(Wait::Accept, place, move |io| self.try_accept(io, place))
    }

    /// Polls for the next connection.
    pub fn poll_accept(
        &self,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<(TcpStream, SocketAddr)>> {
        let place = self.io.source().place;
        self.io.poll_alone(Wait::Accept, cx, |io| self.try_accept(io, place))
    }

    fn try_accept(
        &self,
        io: &mio::net::TcpListener,
        place: Place,
    ) -> io::Result<Try<(TcpStream, SocketAddr)>> {
        loop {
            match io.accept() {
                Ok((stream, peer)) => {
                    let io = self.io.source().sources.add(stream, place)?;
                    return Ok(Try::Done((TcpStream { io }, peer)));
                }
                Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The address on which this listens.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.io.local_addr()
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

    /// Gives the listener to the standard library. It stays non-blocking.
    pub fn into_std(self) -> io::Result<std::net::TcpListener> {
        self.io.into_inner().map(Into::into)
    }
}
