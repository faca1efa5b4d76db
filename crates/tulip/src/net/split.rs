use std::error::Error;
use std::fmt;
use std::io::{IoSlice, Result};
use std::net::Shutdown;
use std::ops::Deref;
use std::sync::Arc;

use super::TcpStream;

/// The side of a connection that reads.
#[derive(Debug)]
pub struct ReadHalf<S: Deref<Target = TcpStream>>(pub(super) S);

/// The side of a connection that writes.
#[derive(Debug)]
pub struct WriteHalf<S: Deref<Target = TcpStream>> {
    pub(super) stream: S,
    /// Whether the peer is told when this is dropped.
    closes: bool,
}

/// A [`ReadHalf`] that owns its share of the connection.
pub type OwnedReadHalf = ReadHalf<Arc<TcpStream>>;
/// A [`WriteHalf`] that owns its share of the connection. When it is dropped, the peer reads the
/// end.
pub type OwnedWriteHalf = WriteHalf<Arc<TcpStream>>;

impl TcpStream {
    /// Two sides that can be used at a time, where a trait asks for `&mut`.
    pub fn split(&mut self) -> (ReadHalf<&Self>, WriteHalf<&Self>) {
        (ReadHalf(self), WriteHalf { stream: self, closes: false })
    }

    /// Two sides that can go to different tasks.
    pub fn into_split(self) -> (OwnedReadHalf, OwnedWriteHalf) {
        let stream = Arc::new(self);
        (ReadHalf(Arc::clone(&stream)), WriteHalf { stream, closes: true })
    }
}

impl<S: Deref<Target = TcpStream>> ReadHalf<S> {
    /// See [`TcpStream::read`].
    #[track_caller]
    pub fn read(&mut self, buffer: &mut [u8]) -> impl Future<Output = Result<usize>> {
        self.0.read(buffer)
    }

    /// See [`TcpStream::read_buf`].
    #[track_caller]
    pub fn read_buf(
        &mut self,
        buffer: &mut Vec<u8>,
    ) -> impl Future<Output = Result<usize>> {
        self.0.read_buf(buffer)
    }

    /// See [`TcpStream::read_exact`].
    #[track_caller]
    pub fn read_exact(&mut self, buffer: &mut [u8]) -> impl Future<Output = Result<()>> {
        self.0.read_exact(buffer)
    }

    /// See [`TcpStream::read_to_end`].
    #[track_caller]
    pub fn read_to_end(
        &mut self,
        buffer: &mut Vec<u8>,
    ) -> impl Future<Output = Result<usize>> {
        self.0.read_to_end(buffer)
    }
}

impl<S: Deref<Target = TcpStream>> WriteHalf<S> {
    /// See [`TcpStream::write`].
    #[track_caller]
    pub fn write(&mut self, bytes: &[u8]) -> impl Future<Output = Result<usize>> {
        self.stream.write(bytes)
    }

    /// See [`TcpStream::write_vectored`].
    #[track_caller]
    pub fn write_vectored(
        &mut self,
        slices: &[IoSlice<'_>],
    ) -> impl Future<Output = Result<usize>> {
        self.stream.write_vectored(slices)
    }

    /// See [`TcpStream::write_all`].
    #[track_caller]
    pub fn write_all(&mut self, bytes: &[u8]) -> impl Future<Output = Result<()>> {
        self.stream.write_all(bytes)
    }

    /// Tells the peer that nothing more comes. It reads the end after what was written before.
    pub fn shutdown(&mut self) -> Result<()> {
        self.stream.shutdown(Shutdown::Write)
    }
}

impl OwnedReadHalf {
    /// The connection whole again, if `write` is its other side.
    pub fn reunite(
        self,
        mut write: OwnedWriteHalf,
    ) -> std::result::Result<TcpStream, ReuniteError> {
        if !Arc::ptr_eq(&self.0, &write.stream) {
            return Err(ReuniteError(self, write));
        }
        write.closes = false;
        drop(write);
        Ok(Arc::into_inner(self.0).expect("a connection has two sides"))
    }
}

impl<S: Deref<Target = TcpStream>> AsRef<TcpStream> for ReadHalf<S> {
    fn as_ref(&self) -> &TcpStream {
        &self.0
    }
}

impl<S: Deref<Target = TcpStream>> AsRef<TcpStream> for WriteHalf<S> {
    fn as_ref(&self) -> &TcpStream {
        &self.stream
    }
}

impl<S: Deref<Target = TcpStream>> Drop for WriteHalf<S> {
    fn drop(&mut self) {
        if self.closes {
            // A peer that has gone already needs not be told.
            let _ = self.shutdown();
        }
    }
}

/// Two sides of different connections; here they are back.
#[derive(Debug)]
pub struct ReuniteError(pub OwnedReadHalf, pub OwnedWriteHalf);

impl fmt::Display for ReuniteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("these are sides of two different connections")
    }
}

impl Error for ReuniteError {}
