//! A connection in memory: two sides, and a pipe in each direction.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::{self, ErrorKind};
use std::rc::Rc;

use super::Woken;
use super::world::Ready;
use crate::script::Act;
use crate::watch::Token;

/// One side of a connection.
#[derive(Clone)]
pub(crate) struct Wire {
    pub(super) inbound: Rc<Pipe>,
    pub(super) outbound: Rc<Pipe>,
}

impl Wire {
    pub(crate) fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        self.inbound.read(buffer)
    }

    pub(crate) fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        if self.inbound.end.get() == End::Reset {
            return Err(ErrorKind::ConnectionReset.into());
        }
        self.outbound.write(bytes)
    }

    /// Sends no more.
    pub(crate) fn finish(&self) {
        self.outbound.finish();
    }

    /// `Err` if nobody listened.
    pub(crate) fn check_connected(&self) -> io::Result<()> {
        match self.inbound.end.get() {
            End::Refused => Err(ErrorKind::ConnectionRefused.into()),
            _ => Ok(()),
        }
    }

    /// As the other side has it.
    pub(super) fn turned(&self) -> Self {
        Self { inbound: Rc::clone(&self.outbound), outbound: Rc::clone(&self.inbound) }
    }

    pub(super) fn act(&self, act: &Act) {
        match act {
            Act::Send(bytes) => self.outbound.send(bytes),
            Act::Read(bytes) => self.inbound.take(*bytes),
            Act::ReadOn => self.inbound.read_on(),
            Act::Close => self.finish(),
            Act::Reset => self.outbound.reset(),
        }
    }
}

/// Bytes on their way in one direction.
pub(super) struct Pipe {
    bytes: RefCell<VecDeque<u8>>,
    end: Cell<End>,
    /// Whether the reader takes all that comes.
    pub(super) swallows: Cell<bool>,
    pub(super) writer: Cell<Option<Token>>,
    pub(super) reader: Cell<Option<Token>>,
    /// The other direction, until the connection is accepted.
    pub(super) back: RefCell<Option<Rc<Pipe>>>,
    ready: Rc<Ready>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Open,
    Finished,
    Reset,
    Refused,
}

impl Pipe {
    pub(super) fn new(
        writer: Option<Token>,
        reader: Option<Token>,
        ready: &Rc<Ready>,
    ) -> Self {
        Self {
            bytes: RefCell::default(),
            end: Cell::new(End::Open),
            swallows: Cell::new(false),
            writer: Cell::new(writer),
            reader: Cell::new(reader),
            back: RefCell::default(),
            ready: Rc::clone(ready),
        }
    }

    fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.end.get() {
            End::Reset => return Err(ErrorKind::ConnectionReset.into()),
            End::Refused => return Err(ErrorKind::ConnectionRefused.into()),
            End::Open if self.bytes.borrow().is_empty() => {
                return Err(ErrorKind::WouldBlock.into());
            }
            End::Open | End::Finished => {}
        }
        let was_full = self.room() == 0;
        let mut bytes = self.bytes.borrow_mut();
        let count = buffer.len().min(bytes.len());
        for (place, byte) in buffer.iter_mut().zip(bytes.drain(..count)) {
            *place = byte;
        }
        drop(bytes);
        if was_full && count > 0 {
            self.tell_writer();
        }
        Ok(count)
    }

    fn write(&self, bytes: &[u8]) -> io::Result<usize> {
        match self.end.get() {
            End::Open => {}
            End::Finished => return Err(ErrorKind::BrokenPipe.into()),
            End::Reset => return Err(ErrorKind::ConnectionReset.into()),
            End::Refused => return Err(ErrorKind::NotConnected.into()),
        }
        if self.swallows.get() {
            return Ok(bytes.len());
        }
        let count = bytes.len().min(self.room());
        if count == 0 && !bytes.is_empty() {
            self.forget_room();
            return Err(ErrorKind::WouldBlock.into());
        }
        self.send(&bytes[..count]);
        Ok(count)
    }

    /// A scripted side is not held up by a full pipe.
    fn send(&self, bytes: &[u8]) {
        self.bytes.borrow_mut().extend(bytes);
        self.tell_reader();
    }

    fn take(&self, count: usize) {
        let count = count.min(self.bytes.borrow().len());
        let was_full = self.room() == 0;
        self.bytes.borrow_mut().drain(..count);
        if was_full && count > 0 {
            self.tell_writer();
        }
    }

    fn read_on(&self) {
        self.swallows.set(true);
        self.take(usize::MAX);
    }

    fn finish(&self) {
        if self.end.get() == End::Open {
            self.end.set(End::Finished);
            self.tell_reader();
        }
    }

    fn reset(&self) {
        self.bytes.borrow_mut().clear();
        self.end.set(End::Reset);
        self.tell_reader();
        self.tell_writer();
    }

    pub(super) fn refuse(&self) {
        self.end.set(End::Refused);
    }

    fn room(&self) -> usize {
        ROOM.saturating_sub(self.bytes.borrow().len())
    }

    pub(super) fn tell_reader(&self) {
        let bytes = self.bytes.borrow().len() as u64;
        let ended = self.end.get() != End::Open;
        if let Some(token) = self.reader.get().filter(|_| bytes > 0 || ended) {
            let woken =
                Woken { token, readable: true, writable: false, ended, bytes: Some(bytes) };
            self.ready.borrow_mut().push(woken);
        }
    }

    /// News of room that is on its way is no longer true.
    fn forget_room(&self) {
        let stale =
            |woken: &Woken| Some(woken.token) == self.writer.get() && !woken.readable;
        self.ready.borrow_mut().retain(|woken| !stale(woken));
    }

    fn tell_writer(&self) {
        if let Some(token) = self.writer.get() {
            let woken =
                Woken { token, readable: false, writable: true, ended: false, bytes: None };
            self.ready.borrow_mut().push(woken);
        }
    }
}

/// How many bytes a connection holds on their way.
const ROOM: usize = 64 * 1024;
