//! How bytes are read and written, whatever the socket.
//!
//! Each function tries once, as an operation of the driver asks it to. Where the
//! system took or gave less than there was room for, nothing is left, and it is not asked again
//! before the next event: that saves a system call a read. epoll and kqueue both promise that.

mod uninit;

use std::io::{self, IoSlice, Read, Write};

use crate::driver::Try;
use crate::runtime::context;

#[cfg(feature = "hyper")]
pub(crate) use self::uninit::read_cursor;
pub(crate) use self::uninit::read_spare;

pub(crate) fn read(mut io: impl Read, buffer: &mut [u8]) -> io::Result<Try<usize>> {
    let room = room(buffer.len());
    let count = io.read(&mut buffer[..room])?;
    Ok(taken(count, room))
}

pub(crate) fn write(mut io: impl Write, bytes: &[u8]) -> io::Result<Try<usize>> {
    let room = room(bytes.len());
    let count = io.write(&bytes[..room])?;
    Ok(taken(count, room))
}

pub(crate) fn write_vectored(
    mut io: impl Write,
    slices: &[IoSlice<'_>],
) -> io::Result<Try<usize>> {
    let count = io.write_vectored(slices)?;
    Ok(taken(count, slices.iter().map(|slice| slice.len()).sum()))
}

/// How much is asked for at a time: all, but at random less on a runtime that shuffles.
fn room(length: usize) -> usize {
    let less = context::with(|core| {
        let chance =
            core.chance.as_ref().filter(|chance| length > 1 && chance.once_in(4))?;
        Some(1 + chance.below(length - 1))
    });
    less.flatten().unwrap_or(length)
}

fn taken(count: usize, room: usize) -> Try<usize> {
    if 0 < count && count < room { Try::DoneWithLast(count) } else { Try::Done(count) }
}
