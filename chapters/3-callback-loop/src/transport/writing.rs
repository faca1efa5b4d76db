use std::cell::RefCell;
use std::io::{self, ErrorKind};
use std::rc::Rc;

use super::Transport;
use crate::event_loop::EventLoop;
use crate::watch::Reaction;

/// When the protocol is asked to pause, and when to go on, in bytes that wait to be written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    high: usize,
    low: usize,
}

impl Default for Limits {
    /// As asyncio's: 64 KiB, and a quarter of it.
    fn default() -> Self {
        Self { high: 64 * 1024, low: 16 * 1024 }
    }
}

impl Transport {
    /// Writes: as much as there is room for now, and the rest when there is. It never blocks and
    /// never fails; a connection that is closed takes the bytes and forgets them.
    pub fn write(&self, bytes: &[u8]) {
        if self.is_closing() || self.inner.is_finishing.get() {
            return;
        }
        let mut left = bytes;
        if self.inner.buffer.borrow().is_empty() {
            match self.send(bytes) {
                Ok(count) => left = &bytes[count..],
                Err(error) => return self.fail(Some(error)),
            }
            if !left.is_empty() {
                self.wait_for_room();
            }
        }
        self.inner.buffer.borrow_mut().extend_from_slice(left);
        self.tell_to_pause();
    }

    /// Sends no more after what was written. Reading goes on.
    pub fn write_eof(&self) {
        if !self.inner.is_finishing.replace(true) && self.buffered() == 0 {
            self.finish();
        }
    }

    /// How many bytes wait to be written.
    pub fn buffered(&self) -> usize {
        self.inner.buffer.borrow().len()
    }

    /// Asks the protocol to pause when more than `high` bytes wait, and to go on when no more
    /// than `low` do.
    ///
    /// # Panics
    ///
    /// If `low` is above `high`.
    #[track_caller]
    pub fn set_write_buffer_limits(&self, high: usize, low: usize) {
        assert!(low <= high, "the low mark ({low}) lies above the high one ({high})");
        self.inner.limits.set(Limits { high, low });
        self.tell_to_pause();
    }

    pub(super) fn forget_buffer(&self) {
        self.inner.buffer.take();
        if let Some((event_loop, socket)) = self.open() {
            event_loop.remove_writer(&socket);
        }
    }

    /// While the protocol is being told something, it is asked afterwards.
    pub(super) fn tell_to_pause(&self) {
        let is_too_much = self.buffered() > self.inner.limits.get().high;
        let can_be_told = self.inner.protocol.borrow().is_some();
        if is_too_much && can_be_told && !self.inner.is_paused.replace(true) {
            self.tell(|protocol| protocol.pause_writing(self));
        }
    }

    fn wait_for_room(&self) {
        let Some((event_loop, socket)) = self.open() else { return };
        let transport = self.clone();
        let write = Rc::new(RefCell::new(move |_: &EventLoop| transport.write_ready()));
        event_loop.add(&socket, Reaction::Write, write, self.inner.made_at);
    }

    fn write_ready(&self) {
        let sent = self.send(&self.inner.buffer.borrow());
        match sent {
            Ok(count) => drop(self.inner.buffer.borrow_mut().drain(..count)),
            Err(error) => return self.fail(Some(error)),
        }
        if self.buffered() <= self.inner.limits.get().low && self.inner.is_paused.take() {
            self.tell(|protocol| protocol.resume_writing(self));
        }
        // The protocol may have written more.
        if self.buffered() > 0 {
            return;
        }
        self.forget_buffer();
        if self.is_closing() {
            self.lose(None);
        } else if self.inner.is_finishing.get() {
            self.finish();
        }
    }

    fn send(&self, bytes: &[u8]) -> io::Result<usize> {
        let Some(socket) = self.socket() else { return Ok(bytes.len()) };
        match socket.write(bytes) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(0),
            result => result,
        }
    }

    fn finish(&self) {
        if let Some(Err(error)) = self.socket().map(|socket| socket.finish()) {
            self.fail(Some(error));
        }
    }
}
