//! Who is told when a socket is ready, level-triggered as in asyncio.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::panic::Location;
use std::rc::Rc;

use crate::driver::Woken;
use crate::event_loop::EventLoop;
use crate::opened::Pollable;
use crate::told::{self, At};

/// What is called again and again.
pub(crate) type Repeated = Rc<RefCell<dyn FnMut(&EventLoop)>>;

/// A socket's number in its loop, from 1.
pub(crate) type Token = usize;

/// What a callback wants to do with a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reaction {
    Read,
    Write,
}

impl EventLoop {
    /// Calls back in each turn in which the socket has something to read: bytes, its end, or, of
    /// a listener, a connection. A second call replaces the first (R16).
    ///
    /// It may be called once in vain: a read that filled its buffer may have taken the last byte,
    /// and only the next one finds that out, by [`WouldBlock`](std::io::ErrorKind::WouldBlock).
    /// (asyncio's loop asks the system instead, each time.)
    ///
    /// The loop keeps the socket open until [`remove_reader`](Self::remove_reader).
    ///
    /// # Panics
    ///
    /// If the socket belongs to another loop.
    #[track_caller]
    pub fn add_reader(
        &self,
        socket: &impl Pollable,
        callback: impl FnMut(&Self) + 'static,
    ) {
        self.add(
            socket,
            Reaction::Read,
            Rc::new(RefCell::new(callback)),
            Location::caller(),
        );
    }

    /// Calls back in each turn in which the socket takes bytes.
    ///
    /// # Panics
    ///
    /// If the socket belongs to another loop.
    #[track_caller]
    pub fn add_writer(
        &self,
        socket: &impl Pollable,
        callback: impl FnMut(&Self) + 'static,
    ) {
        self.add(
            socket,
            Reaction::Write,
            Rc::new(RefCell::new(callback)),
            Location::caller(),
        );
    }

    /// Ends [`add_reader`](Self::add_reader); `false` if nobody was told. A callback that is
    /// queued already does not run.
    pub fn remove_reader(&self, socket: &impl Pollable) -> bool {
        self.remove(socket, Reaction::Read)
    }

    /// Ends [`add_writer`](Self::add_writer); `false` if nobody was told.
    pub fn remove_writer(&self, socket: &impl Pollable) -> bool {
        self.remove(socket, Reaction::Write)
    }

    #[track_caller]
    pub(crate) fn add(
        &self,
        socket: &impl Pollable,
        reaction: Reaction,
        callback: Repeated,
        at: At,
    ) {
        assert!(socket.is_of(self), "the socket belongs to another loop: watch it there");
        let watcher = Watcher { callback, at, _open: socket.keep_open() };
        let token = socket.token();
        // What is replaced is dropped when nothing is borrowed any more.
        let before = self.core().watched.borrow_mut().add(token, reaction, watcher);
        if before.is_none() {
            told::watched(token, reaction, at);
        }
    }

    fn remove(&self, socket: &impl Pollable, reaction: Reaction) -> bool {
        if !socket.is_of(self) {
            return false;
        }
        let token = socket.token();
        let before = self.core().watched.borrow_mut().remove(token, reaction);
        if before.is_some() {
            told::unwatched(token, reaction);
        }
        before.is_some()
    }
}

/// The sockets of a loop.
///
/// The system tells of each change once. A callback is promised more: to be called again as long
/// as there is something left. So a socket remembers what it was told, until a read or a write
/// finds that it is no longer so ([`Readiness`]).
#[derive(Default)]
pub(crate) struct Watched {
    sockets: BTreeMap<Token, Rc<Watch>>,
    /// Those of which a callback may have something to do, in the order in which they became so.
    hot: Vec<Rc<Watch>>,
    callbacks: usize,
    last: Token,
}

/// A socket, and who is told of it.
pub(crate) struct Watch {
    token: Token,
    readiness: Rc<Readiness>,
    is_hot: Cell<bool>,
    reader: RefCell<Option<Watcher>>,
    writer: RefCell<Option<Watcher>>,
}

/// Who is told.
pub(crate) struct Watcher {
    callback: Repeated,
    at: At,
    _open: Rc<dyn Any>,
}

impl Watched {
    pub(crate) fn next_token(&mut self) -> Token {
        self.last += 1;
        self.last
    }

    pub(crate) fn open(&mut self, token: Token, readiness: Rc<Readiness>) {
        self.sockets.insert(token, Rc::new(Watch::new(token, readiness)));
    }

    pub(crate) fn close(&mut self, token: Token) {
        self.sockets.remove(&token);
    }

    pub(crate) fn became_ready(&mut self, woken: Woken) {
        let Some(watch) = self.sockets.get(&woken.token) else {
            // It was closed while the news was on its way.
            return;
        };
        let readiness = &watch.readiness;
        readiness.ended.set(readiness.ended.get() || woken.ended);
        for reaction in [Reaction::Read, Reaction::Write] {
            let is_ready = match reaction {
                Reaction::Read => woken.readable,
                Reaction::Write => woken.writable,
            };
            if is_ready {
                readiness.of(reaction).set(true);
                if watch.watcher(reaction).borrow().is_some() {
                    told::ready(woken.token, reaction, woken.bytes);
                }
            }
        }
        watch.becomes_hot(&mut self.hot);
    }

    /// Whether a callback has something to do.
    pub(crate) fn is_hot(&self) -> bool {
        self.hot.iter().any(|watch| watch.has_work())
    }

    /// The callbacks that have something to do: those that were told first come first, as epoll
    /// has them.
    pub(crate) fn hot(&mut self) -> Vec<(Rc<Watch>, Reaction, At)> {
        let mut work = Vec::new();
        self.hot.retain(|watch| {
            let before = work.len();
            for reaction in [Reaction::Read, Reaction::Write] {
                if let Some(at) = watch.due(reaction) {
                    work.push((Rc::clone(watch), reaction, at));
                }
            }
            watch.is_hot.set(work.len() > before);
            watch.is_hot.get()
        });
        work
    }

    pub(crate) fn has_callbacks(&self) -> bool {
        self.callbacks > 0
    }

    fn add(
        &mut self,
        token: Token,
        reaction: Reaction,
        watcher: Watcher,
    ) -> Option<Watcher> {
        let watch = self.sockets.get(&token).expect("an open socket is in the table");
        watch.becomes_hot(&mut self.hot);
        let before = watch.watcher(reaction).replace(Some(watcher));
        self.callbacks += usize::from(before.is_none());
        before
    }

    fn remove(&mut self, token: Token, reaction: Reaction) -> Option<Watcher> {
        let before = self.sockets.get(&token)?.watcher(reaction).take();
        self.callbacks -= usize::from(before.is_some());
        before
    }
}

impl Watch {
    fn new(token: Token, readiness: Rc<Readiness>) -> Self {
        Self {
            token,
            readiness,
            is_hot: Cell::new(false),
            reader: RefCell::default(),
            writer: RefCell::default(),
        }
    }

    pub(crate) fn token(&self) -> Token {
        self.token
    }

    /// Who is to be called now, if anybody still is.
    pub(crate) fn callback(&self, reaction: Reaction) -> Option<Repeated> {
        self.watcher(reaction).borrow().as_ref().map(|watcher| Rc::clone(&watcher.callback))
    }

    fn becomes_hot(self: &Rc<Self>, hot: &mut Vec<Rc<Self>>) {
        if !self.is_hot.replace(true) {
            hot.push(Rc::clone(self));
        }
    }

    fn watcher(&self, reaction: Reaction) -> &RefCell<Option<Watcher>> {
        match reaction {
            Reaction::Read => &self.reader,
            Reaction::Write => &self.writer,
        }
    }

    /// The line that asked to be told, if there is something to tell.
    fn due(&self, reaction: Reaction) -> Option<At> {
        let watcher = self.watcher(reaction).borrow();
        let is_ready = self.readiness.of(reaction).get();
        watcher.as_ref().filter(|_| is_ready).map(|watcher| watcher.at)
    }

    fn has_work(&self) -> bool {
        self.due(Reaction::Read).or(self.due(Reaction::Write)).is_some()
    }
}

/// What a socket was told, as far as it still holds.
#[derive(Debug, Default)]
pub(crate) struct Readiness {
    readable: Cell<bool>,
    writable: Cell<bool>,
    ended: Cell<bool>,
}

impl Readiness {
    fn of(&self, reaction: Reaction) -> &Cell<bool> {
        match reaction {
            Reaction::Read => &self.readable,
            Reaction::Write => &self.writable,
        }
    }

    /// A read or a write would block: there is nothing until the system tells of it again.
    pub(crate) fn exhausted(&self, reaction: Reaction) {
        self.of(reaction).set(false);
    }

    /// A read or a write got less than it asked for, which says the same and saves a call; but
    /// behind the last byte there is still the end to be read.
    pub(crate) fn fell_short(&self, reaction: Reaction) {
        if reaction == Reaction::Write || !self.ended.get() {
            self.exhausted(reaction);
        }
    }
}
