//! Reads into memory that nobody has written before.
//!
//! The system writes the first `n` bytes of the buffer and says `n`; socket2's `recv` takes the
//! buffer as [`MaybeUninit`](std::mem::MaybeUninit) and passes the number on. All that is left to do here is to tell the
//! buffer's owner that these bytes are initialised: the two `unsafe` blocks.
#![allow(
    unsafe_code,
    reason = "bytes that the system has written become a part of the buffer"
)]

use std::io;

use socket2::SockRef;

use super::{room, taken};
use crate::driver::Try;

/// Reads into what `bytes` has room for, and makes it longer by that.
pub(crate) fn read_spare(
    io: &mio::net::TcpStream,
    bytes: &mut Vec<u8>,
) -> io::Result<Try<usize>> {
    let spare = bytes.spare_capacity_mut();
    let room = room(spare.len());
    let count = SockRef::from(io).recv(&mut spare[..room])?;
    // SAFETY: the system has written `count` bytes from the end of what was there, and `count`
    // is no more than there was room for.
    unsafe { bytes.set_len(bytes.len() + count) };
    Ok(taken(count, room))
}

/// Reads into what `cursor` has room for, and moves it on by that.
#[cfg(feature = "hyper")]
pub(crate) fn read_cursor(
    io: &mio::net::TcpStream,
    cursor: &mut ::hyper::rt::ReadBufCursor<'_>,
) -> io::Result<Try<usize>> {
    let room = cursor.remaining();
    // SAFETY: `recv` writes bytes to the buffer, and never makes one of them uninitialised.
    let count = SockRef::from(io).recv(unsafe { cursor.as_mut() })?;
    // SAFETY: the system has written the first `count` bytes.
    unsafe { cursor.advance(count) };
    Ok(taken(count, room))
}
