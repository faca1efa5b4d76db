mod reading;
mod writing;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::io;
use std::panic::Location;
use std::rc::{Rc, Weak};
use std::thread;

use crate::event_loop::{Core, EventLoop};
use crate::protocol::Protocol;
use crate::socket::Socket;
use crate::told::At;
use writing::Limits;

/// A connection that reads and writes by itself, and tells a [`Protocol`]: asyncio's transport.
///
/// Clones are the same connection. The loop keeps it until it is lost.
#[derive(Clone)]
pub struct Transport {
    inner: Rc<Inner>,
}

struct Inner {
    core: Weak<Core>,
    /// `None` once it is closed.
    socket: RefCell<Option<Socket>>,
    /// `None` while it is told something, and once it was told that the connection is lost.
    protocol: RefCell<Option<Box<dyn Protocol>>>,
    /// What could not be written yet.
    buffer: RefCell<Vec<u8>>,
    limits: Cell<Limits>,
    /// The protocol was asked to pause.
    is_paused: Cell<bool>,
    is_reading: Cell<bool>,
    /// Nothing more is to be sent after the buffer.
    is_finishing: Cell<bool>,
    is_closing: Cell<bool>,
    is_lost: Cell<bool>,
    made_at: At,
}

impl Transport {
    /// Takes over a connected socket. The protocol is told in the next turn, and reading begins
    /// after that.
    #[track_caller]
    pub fn new(
        event_loop: &EventLoop,
        socket: Socket,
        protocol: impl Protocol + 'static,
    ) -> Self {
        Self::made_at(event_loop.core(), socket, Box::new(protocol), Location::caller())
    }

    pub(crate) fn made_at(
        core: &Rc<Core>,
        socket: Socket,
        protocol: Box<dyn Protocol>,
        made_at: At,
    ) -> Self {
        socket.send_at_once();
        let transport = Self {
            inner: Rc::new(Inner {
                core: Rc::downgrade(core),
                socket: RefCell::new(Some(socket)),
                protocol: RefCell::new(Some(protocol)),
                buffer: RefCell::default(),
                limits: Cell::default(),
                is_paused: Cell::new(false),
                is_reading: Cell::new(true),
                is_finishing: Cell::new(false),
                is_closing: Cell::new(false),
                is_lost: Cell::new(false),
                made_at,
            }),
        };
        let made = transport.clone();
        let begin = move |event_loop: &EventLoop| {
            made.tell(|protocol| protocol.made(&made));
            made.begin_reading(event_loop);
        };
        core.call_soon(Box::new(begin), made_at);
        transport
    }

    /// Closes the connection when all has been written. What comes meanwhile is not read.
    pub fn close(&self) {
        if self.inner.is_closing.replace(true) {
            return;
        }
        self.stop_reading();
        if self.inner.buffer.borrow().is_empty() {
            self.lose(None);
        }
    }

    /// Closes the connection now; what was not written is dropped.
    pub fn abort(&self) {
        self.fail(None);
    }

    /// Whether it is closed, or will be.
    pub fn is_closing(&self) -> bool {
        self.inner.is_closing.get()
    }

    fn fail(&self, error: Option<io::Error>) {
        self.inner.is_closing.set(true);
        self.stop_reading();
        self.forget_buffer();
        self.lose(error);
    }

    /// The protocol is told in the next turn, so never from within a call of its own.
    fn lose(&self, error: Option<io::Error>) {
        if self.inner.is_lost.replace(true) {
            return;
        }
        let Some(core) = self.inner.core.upgrade() else { return };
        let transport = self.clone();
        let lost = move |event_loop: &EventLoop| {
            let protocol = transport.inner.protocol.take();
            transport.inner.socket.take();
            if let Some(mut protocol) = protocol {
                protocol.lost(event_loop, error);
            }
        };
        core.call_soon(Box::new(lost), self.inner.made_at);
    }

    /// Tells the protocol something, and then what its own writes have brought about.
    fn tell<R>(&self, tell: impl FnOnce(&mut dyn Protocol) -> R) -> Option<R> {
        let mut lent = Lent { protocol: self.inner.protocol.take(), transport: self };
        let answer = tell(&mut **lent.protocol.as_mut()?);
        drop(lent);
        self.tell_to_pause();
        Some(answer)
    }

    fn socket(&self) -> Option<Socket> {
        self.inner.socket.borrow().clone()
    }

    /// The loop and the socket, while there are both.
    fn open(&self) -> Option<(EventLoop, Socket)> {
        Some((EventLoop::upgrade(&self.inner.core)?, self.socket()?))
    }
}

/// A protocol that is being told something. It goes back also by a panic; then the connection
/// ends.
struct Lent<'a> {
    protocol: Option<Box<dyn Protocol>>,
    transport: &'a Transport,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        self.transport.inner.protocol.replace(self.protocol.take());
        if thread::panicking() {
            self.transport.fail(Some(io::Error::other("the protocol panicked")));
        }
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("socket", &self.inner.socket.borrow())
            .field("is_closing", &self.is_closing())
            .finish_non_exhaustive()
    }
}
