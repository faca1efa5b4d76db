//! Connections behind the traits of `futures-io`.

use std::io::{ErrorKind, IoSlice, Result};
use std::net::Shutdown;
use std::ops::Deref;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_io::{AsyncRead, AsyncWrite};

use super::{ReadHalf, TcpStream, WriteHalf};
use crate::inspect::Wait;
use crate::io as bytes;

/// A reader, and how it comes by the connection.
macro_rules! reader {
    ([$($generics:tt)*] $Type:ty, |$this:ident| $stream:expr) => {
        impl<$($generics)*> AsyncRead for $Type {
            fn poll_read(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                buffer: &mut [u8],
            ) -> Poll<Result<usize>> {
                let $this = &*self;
                $stream.io.poll_alone(Wait::Read, cx, |io| bytes::read(io, buffer))
            }
        }
    };
}

/// A writer, and how it comes by the connection.
macro_rules! writer {
    ([$($generics:tt)*] $Type:ty, |$this:ident| $stream:expr) => {
        impl<$($generics)*> AsyncWrite for $Type {
            fn poll_write(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                bytes: &[u8],
            ) -> Poll<Result<usize>> {
                let $this = &*self;
                $stream.io.poll_alone(Wait::Write, cx, |io| bytes::write(io, bytes))
            }

            fn poll_write_vectored(
                self: Pin<&mut Self>,
                cx: &mut Context<'_>,
                slices: &[IoSlice<'_>],
            ) -> Poll<Result<usize>> {
                let $this = &*self;
                let write = |io: &_| bytes::write_vectored(io, slices);
                $stream.io.poll_alone(Wait::Write, cx, write)
            }

            /// There is nothing to flush: what was written is the system's.
            fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<()>> {
                Poll::Ready(Ok(()))
            }

            /// Closes the side for writing. A peer that has gone already needs not be told.
            fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<()>> {
                let $this = &*self;
                Poll::Ready(match $stream.shutdown(Shutdown::Write) {
                    Err(error) if error.kind() == ErrorKind::NotConnected => Ok(()),
                    result => result,
                })
            }
        }
    };
}

reader!([] TcpStream, |stream| stream);
writer!([] TcpStream, |stream| stream);
reader!([S: Deref<Target = TcpStream>] ReadHalf<S>, |half| half.0);
writer!([S: Deref<Target = TcpStream>] WriteHalf<S>, |half| half.stream);
