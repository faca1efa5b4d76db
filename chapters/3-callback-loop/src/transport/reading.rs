use std::cell::RefCell;
use std::io::ErrorKind;
use std::mem;
use std::rc::Rc;

use super::Transport;
use crate::event_loop::EventLoop;
use crate::watch::Reaction;

impl Transport {
    /// Reads no more, until [`resume_reading`](Self::resume_reading). The other side notices when
    /// the system's own buffers are full.
    pub fn pause_reading(&self) {
        self.inner.is_reading.set(false);
        self.stop_reading();
    }

    /// Reads on.
    pub fn resume_reading(&self) {
        self.inner.is_reading.set(true);
        if let Some((event_loop, _)) = self.open() {
            self.begin_reading(&event_loop);
        }
    }

    pub(super) fn begin_reading(&self, event_loop: &EventLoop) {
        let wants_to = self.inner.is_reading.get() && !self.is_closing();
        if let Some(socket) = self.socket().filter(|_| wants_to) {
            let transport = self.clone();
            let read = move |event_loop: &EventLoop| transport.read_ready(event_loop);
            let read = Rc::new(RefCell::new(read));
            event_loop.add(&socket, Reaction::Read, read, self.inner.made_at);
        }
    }

    pub(super) fn stop_reading(&self) {
        if let Some((event_loop, socket)) = self.open() {
            event_loop.remove_reader(&socket);
        }
    }

    /// Reads once. If more is there, the loop calls again, after the others.
    fn read_ready(&self, event_loop: &EventLoop) {
        let Some(socket) = self.socket() else { return };
        let scratch = &event_loop.core().scratch;
        let mut buffer = scratch.take();
        buffer.resize(READ_AT_ONCE, 0);
        match socket.read(&mut buffer) {
            Ok(0) => self.ended(),
            Ok(count) => {
                self.tell(|protocol| protocol.data(self, &buffer[..count]));
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => self.fail(Some(error)),
        }
        scratch.set(mem::take(&mut buffer));
    }

    fn ended(&self) {
        let stays_open = self.tell(|protocol| protocol.eof(self)).unwrap_or(false);
        if stays_open {
            self.pause_reading();
        } else {
            self.close();
        }
    }
}

/// One buffer serves all connections of a loop: nobody keeps it.
const READ_AT_ONCE: usize = 64 * 1024;
