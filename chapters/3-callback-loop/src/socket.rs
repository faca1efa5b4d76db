use std::any::Any;
use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::rc::Rc;
#[cfg(unix)]
use std::time::Duration;

#[cfg(unix)]
use crate::descriptor::Descriptor;
use crate::driver::Driver;
use crate::driver::wire::Wire;
use crate::event_loop::EventLoop;
use crate::opened::{Opened, Pollable, Source};
use crate::watch::{Reaction, Token};

/// A connection, or another descriptor that can be waited for. Nothing here blocks: where there
/// is nothing to read, and no room to write, the error is [`ErrorKind::WouldBlock`].
///
/// Clones are the same socket; it is closed when the last one is dropped.
#[derive(Clone)]
pub struct Socket {
    io: Rc<Opened<Stream>>,
}

enum Stream {
    Tcp(mio::net::TcpStream),
    #[cfg(unix)]
    Unix(mio::net::UnixStream),
    #[cfg(unix)]
    File(Descriptor),
    Script(Wire),
}

impl Socket {
    /// Begins to connect to an address, as `127.0.0.1:80`; within a script, to a name.
    ///
    /// When the socket is writable, [`check_connected`](Self::check_connected) says whether it
    /// worked.
    ///
    /// # Errors
    ///
    /// What the system says; [`ErrorKind::InvalidInput`] if it is no address.
    pub fn connect(event_loop: &EventLoop, address: &str) -> io::Result<Self> {
        let core = event_loop.core();
        let token = core.watched.borrow_mut().next_token();
        let stream = match &core.driver {
            Driver::System(system) => {
                let mut stream = system.connect(address)?;
                system.register(&mut stream, token)?;
                Stream::Tcp(stream)
            }
            Driver::Script(world) => {
                Stream::Script(world.connect(address, token, core.clock.now()))
            }
        };
        Ok(Self { io: Opened::new(core, token, stream) })
    }

    /// Two sockets that are connected with each other.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn pair(event_loop: &EventLoop) -> io::Result<(Self, Self)> {
        let core = event_loop.core();
        let (one, other) = {
            let mut watched = core.watched.borrow_mut();
            (watched.next_token(), watched.next_token())
        };
        let (a, b) = match &core.driver {
            Driver::System(system) => {
                let (mut a, mut b) = system_pair()?;
                system.register(&mut a, one)?;
                system.register(&mut b, other)?;
                (wrapped(a), wrapped(b))
            }
            Driver::Script(world) => {
                let (a, b) = world.pair(one, other);
                (Stream::Script(a), Stream::Script(b))
            }
        };
        let open = |token, stream| Self { io: Opened::new(core, token, stream) };
        Ok((open(one, a), open(other, b)))
    }

    /// A descriptor of any kind: a pipe, a terminal. It is made non-blocking.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if it cannot be waited for, as a regular file: that is always
    /// ready.
    #[cfg(unix)]
    pub fn from_descriptor(
        event_loop: &EventLoop,
        descriptor: impl Into<std::os::fd::OwnedFd>,
    ) -> io::Result<Self> {
        let core = event_loop.core();
        let Driver::System(system) = &core.driver else {
            return Err(io::Error::new(
                ErrorKind::Unsupported,
                "a script has no descriptors",
            ));
        };
        let token = core.watched.borrow_mut().next_token();
        let mut file = Descriptor::new(descriptor.into())?;
        system.register(&mut file, token).map_err(|error| match error.kind() {
            ErrorKind::PermissionDenied => io::Error::new(
                ErrorKind::InvalidInput,
                "a descriptor that is always ready, as a regular file's, cannot be waited for: \
                 read it in `run_in_executor`",
            ),
            _ => error,
        })?;
        Ok(Self { io: Opened::new(core, token, Stream::File(file)) })
    }

    pub(crate) fn accepted(
        event_loop: &EventLoop,
        mut stream: mio::net::TcpStream,
    ) -> io::Result<Self> {
        let core = event_loop.core();
        let token = core.watched.borrow_mut().next_token();
        if let Driver::System(system) = &core.driver {
            system.register(&mut stream, token)?;
        }
        Ok(Self { io: Opened::new(core, token, Stream::Tcp(stream)) })
    }

    pub(crate) fn scripted(event_loop: &EventLoop, token: Token, wire: Wire) -> Self {
        Self { io: Opened::new(event_loop.core(), token, Stream::Script(wire)) }
    }

    /// `Err` if the connection could not be made.
    ///
    /// # Errors
    ///
    /// Why; [`ErrorKind::NotConnected`] if that is not known yet.
    pub fn check_connected(&self) -> io::Result<()> {
        match self.io.source() {
            Stream::Tcp(stream) => match stream.take_error()? {
                Some(error) => Err(error),
                None => stream.peer_addr().map(drop),
            },
            Stream::Script(wire) => wire.check_connected(),
            #[cfg(unix)]
            _ => Ok(()),
        }
    }

    /// Reads what is there.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WouldBlock`] if that is nothing; else what the system says. Zero bytes are no
    /// error: the other side sends no more.
    pub fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let result = match self.io.source() {
            Stream::Tcp(stream) => (&mut &*stream).read(buffer),
            #[cfg(unix)]
            Stream::Unix(stream) => (&mut &*stream).read(buffer),
            #[cfg(unix)]
            Stream::File(file) => file.read(buffer),
            Stream::Script(wire) => wire.read(buffer),
        };
        self.learn(Reaction::Read, &result, buffer.len());
        result
    }

    /// Writes what there is room for.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WouldBlock`] if that is nothing; else what the system says.
    pub fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        let result = match self.io.source() {
            Stream::Tcp(stream) => (&mut &*stream).write(bytes),
            #[cfg(unix)]
            Stream::Unix(stream) => (&mut &*stream).write(bytes),
            #[cfg(unix)]
            Stream::File(file) => file.write(bytes),
            Stream::Script(wire) => wire.write(bytes),
        };
        self.learn(Reaction::Write, &result, bytes.len());
        result
    }

    /// Sends no more; reading goes on.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn finish(&self) -> io::Result<()> {
        match self.io.source() {
            Stream::Tcp(stream) => stream.shutdown(Shutdown::Write),
            #[cfg(unix)]
            Stream::Unix(stream) => stream.shutdown(Shutdown::Write),
            #[cfg(unix)]
            Stream::File(_) => Err(ErrorKind::Unsupported.into()),
            Stream::Script(wire) => {
                wire.finish();
                Ok(())
            }
        }
    }

    /// Lets the system send small writes at once, as asyncio's transports do. (Nagle's algorithm
    /// would hold them back until the ones before were acknowledged.)
    pub(crate) fn send_at_once(&self) {
        if let Stream::Tcp(stream) = self.io.source() {
            // It fails only if the connection is gone, which the next read finds out.
            let _ = stream.set_nodelay(true);
        }
    }

    /// What was not read is lost, and the other side is told so.
    pub(crate) fn resets_when_closed(&self) {
        #[cfg(unix)]
        if let Stream::Tcp(stream) = self.io.source() {
            // It fails only if the connection is reset already.
            let _ = rustix::net::sockopt::set_socket_linger(stream, Some(Duration::ZERO));
        }
    }

    /// What the result says of the socket.
    fn learn(&self, reaction: Reaction, result: &io::Result<usize>, wanted: usize) {
        match result {
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                self.io.readiness().exhausted(reaction);
            }
            // A terminal gives a line at a time.
            Ok(count) if *count < wanted && *count > 0 && !self.io.source().is_file() => {
                self.io.readiness().fell_short(reaction);
            }
            _ => {}
        }
    }
}

impl Stream {
    fn is_file(&self) -> bool {
        #[cfg(unix)]
        let is_file = matches!(self, Self::File(_));
        #[cfg(not(unix))]
        let is_file = false;
        is_file
    }
}

impl Source for Stream {
    fn close(&mut self, driver: &Driver) {
        match (self, driver) {
            (Self::Tcp(stream), Driver::System(system)) => system.deregister(stream),
            #[cfg(unix)]
            (Self::Unix(stream), Driver::System(system)) => system.deregister(stream),
            #[cfg(unix)]
            (Self::File(file), Driver::System(system)) => system.deregister(file),
            (Self::Script(wire), _) => wire.finish(),
            (_, Driver::Script(_)) => {}
        }
    }
}

impl Pollable for Socket {
    fn token(&self) -> Token {
        self.io.token()
    }

    fn is_of(&self, event_loop: &EventLoop) -> bool {
        self.io.is_of(event_loop)
    }

    fn keep_open(&self) -> Rc<dyn Any> {
        Rc::clone(&self.io) as Rc<dyn Any>
    }
}

impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket").field("number", &self.io.token()).finish_non_exhaustive()
    }
}

#[cfg(unix)]
fn system_pair() -> io::Result<(mio::net::UnixStream, mio::net::UnixStream)> {
    mio::net::UnixStream::pair()
}

#[cfg(unix)]
fn wrapped(stream: mio::net::UnixStream) -> Stream {
    Stream::Unix(stream)
}

/// As Python's `socketpair` where the system has none: a connection of this machine with itself.
#[cfg(not(unix))]
fn system_pair() -> io::Result<(mio::net::TcpStream, mio::net::TcpStream)> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let one = std::net::TcpStream::connect(listener.local_addr()?)?;
    let (other, from) = listener.accept()?;
    if from != one.local_addr()? {
        return Err(io::Error::other("somebody else connected first: try again"));
    }
    one.set_nonblocking(true)?;
    other.set_nonblocking(true)?;
    Ok((mio::net::TcpStream::from_std(one), mio::net::TcpStream::from_std(other)))
}

#[cfg(not(unix))]
fn wrapped(stream: mio::net::TcpStream) -> Stream {
    Stream::Tcp(stream)
}
