//! Connections behind the traits of others.

use std::io::{self, IoSlice};
use std::net::Shutdown;
use std::ops::Deref;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_io::{AsyncRead, AsyncWrite};

use super::{ReadHalf, TcpStream, WriteHalf};
use crate::driver::Direction;
use crate::inspect::Wait;
use crate::io as bytes;

impl TcpStream {
    fn poll_read_alone(
        &self,
        cx: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        self.io.poll_alone(Wait::Read, Direction::Read, cx, |io| bytes::read(io, buffer))
    }

    fn poll_write_alone(
        &self,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.io.poll_alone(Wait::Write, Direction::Write, cx, |io| bytes::write(io, bytes))
    }

    fn poll_write_vectored_alone(
        &self,
        cx: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.io.poll_alone(Wait::Write, Direction::Write, cx, |io| {
            bytes::write_vectored(io, slices)
        })
    }

    /// Closes the side for writing. A peer that has gone already needs not be told.
    fn finish_writing(&self) -> io::Result<()> {
        match self.shutdown(Shutdown::Write) {
            Err(error) if error.kind() == io::ErrorKind::NotConnected => Ok(()),
            result => result,
        }
    }
}

/// The traits of a reader and a writer for one type, of which `$stream` tells the connection.
macro_rules! reader {
    ([$($generics:tt)*] $Type:ty, $stream:expr) => {
        impl<$($generics)*> AsyncRead for $Type {
            fn poll_read(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                buffer: &mut [u8],
            ) -> Poll<io::Result<usize>> {
                let stream: fn(&Self) -> &TcpStream = $stream;
                stream(&self).poll_read_alone(cx, buffer)
            }
        }

        #[cfg(feature = "hyper")]
        impl<$($generics)*> ::hyper::rt::Read for $Type {
            fn poll_read(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                mut cursor: ::hyper::rt::ReadBufCursor<'_>,
            ) -> Poll<io::Result<()>> {
                let stream: fn(&Self) -> &TcpStream = $stream;
                let read = |io: &_| bytes::read_cursor(io, &mut cursor);
                let io = &stream(&self).io;
                io.poll_alone(Wait::Read, Direction::Read, cx, read).map_ok(|_| ())
            }
        }
    };
}

macro_rules! writer {
    ([$($generics:tt)*] $Type:ty, $stream:expr) => {
        impl<$($generics)*> AsyncWrite for $Type {
            fn poll_write(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                bytes: &[u8],
            ) -> Poll<io::Result<usize>> {
                let stream: fn(&Self) -> &TcpStream = $stream;
                stream(&self).poll_write_alone(cx, bytes)
            }

            fn poll_write_vectored(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                slices: &[IoSlice<'_>],
            ) -> Poll<io::Result<usize>> {
                let stream: fn(&Self) -> &TcpStream = $stream;
                stream(&self).poll_write_vectored_alone(cx, slices)
            }

            /// There is nothing to flush: what was written is the system's.
            fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
                Poll::Ready(Ok(()))
            }

            fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
                let stream: fn(&Self) -> &TcpStream = $stream;
                Poll::Ready(stream(&self).finish_writing())
            }
        }

        #[cfg(feature = "hyper")]
        impl<$($generics)*> ::hyper::rt::Write for $Type {
            fn poll_write(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                bytes: &[u8],
            ) -> Poll<io::Result<usize>> {
                AsyncWrite::poll_write(self, cx, bytes)
            }

            fn poll_write_vectored(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                slices: &[IoSlice<'_>],
            ) -> Poll<io::Result<usize>> {
                AsyncWrite::poll_write_vectored(self, cx, slices)
            }

            fn is_write_vectored(&self) -> bool {
                true
            }

            fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
                AsyncWrite::poll_flush(self, cx)
            }

            fn poll_shutdown(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
            ) -> Poll<io::Result<()>> {
                AsyncWrite::poll_close(self, cx)
            }
        }
    };
}

reader!([] TcpStream, |stream| stream);
writer!([] TcpStream, |stream| stream);
reader!([S: Deref<Target = TcpStream>] ReadHalf<S>, |half| half.as_ref());
writer!([S: Deref<Target = TcpStream>] WriteHalf<S>, |half| half.as_ref());
