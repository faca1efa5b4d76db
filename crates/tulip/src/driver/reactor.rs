//! The reactor: what the system says about sockets, brought to those who wait for it.

use std::cell::RefCell;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::Duration;

use mio::event::Event;
use mio::{Events, Interest, Poll, Registry, Token};

use super::registered::{Registered, Registration};
use super::source::{ENDED, READ_CLOSED, READABLE, Source, WRITABLE, WRITE_CLOSED};
use super::told;
use crate::inspect::Place;

/// The owner's part: it waits and dispatches.
pub(crate) struct Reactor {
    turn: RefCell<Turn>,
    pub(crate) sources: Arc<Sources>,
}

/// What a turn needs, kept for the next.
struct Turn {
    poll: Poll,
    events: Events,
    woken: Vec<Waker>,
}

/// The sockets of a runtime. They may be opened, used and closed on any thread.
pub(crate) struct Sources {
    registry: Registry,
    table: Mutex<Table>,
}

/// Sockets by token. A token may be given again while an event for its last holder is under way:
/// the new one is then taken to be ready when it may not be, which its next operation mends.
#[derive(Default)]
struct Table {
    sources: Vec<Option<Arc<Source>>>,
    vacant: Vec<usize>,
    ended: bool,
}

/// The token of the descriptor by which other threads end a wait.
const UNPARK: Token = Token(usize::MAX);
/// How many events one wait brings at most.
const EVENTS: usize = 1024;

impl Reactor {
    /// Opens the reactor, and makes what ends its waits.
    pub(super) fn open() -> io::Result<(Self, mio::Waker)> {
        let poll = Poll::new()?;
        let waker = mio::Waker::new(poll.registry(), UNPARK)?;
        let registry = poll.registry().try_clone()?;
        let events = Events::with_capacity(EVENTS);
        let reactor = Self {
            turn: RefCell::new(Turn { poll, events, woken: Vec::new() }),
            sources: Arc::new(Sources { registry, table: Mutex::default() }),
        };
        Ok((reactor, waker))
    }

    /// Waits for events, and wakes those who wait for them. Whether there were any.
    pub(super) fn turn(&self, timeout: Option<Duration>) -> bool {
        let Turn { poll, events, woken } = &mut *self.turn.borrow_mut();
        match poll.poll(events, timeout) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return false,
            Err(error) => panic!("the system refuses to wait for events: {error}"),
        }
        if events.is_empty() {
            return false;
        }
        let table = self.sources.table();
        for event in events.iter() {
            if let Some(Some(source)) = table.sources.get(event.token().0) {
                told::ready(event.token().0);
                source.set(readiness(event), woken);
            }
        }
        drop(table);
        told::wakes(|| woken.drain(..).for_each(Waker::wake));
        true
    }

    /// No event comes any more; whoever waits for one is told.
    pub(super) fn end(&self) {
        let mut woken = Vec::new();
        let mut table = self.sources.table();
        table.ended = true;
        for source in table.sources.iter().flatten() {
            source.set(ENDED, &mut woken);
        }
        drop(table);
        woken.into_iter().for_each(Waker::wake);
    }
}

fn readiness(event: &Event) -> u32 {
    let bit = |bit: u32, is: bool| if is { bit } else { 0 };
    bit(READABLE, event.is_readable() || event.is_error())
        | bit(WRITABLE, event.is_writable() || event.is_error())
        | bit(READ_CLOSED, event.is_read_closed())
        | bit(WRITE_CLOSED, event.is_write_closed())
}

impl Sources {
    /// Has the system watch a socket, which `place` made.
    pub(crate) fn add<S: mio::event::Source>(
        self: &Arc<Self>,
        mut io: S,
        place: Place,
    ) -> io::Result<Registered<S>> {
        let mut table = self.table();
        if table.ended {
            return Err(io::Error::other(
                "the runtime to which this socket belongs has ended",
            ));
        }
        let token = table.vacant.pop().unwrap_or_else(|| {
            table.sources.push(None);
            table.sources.len() - 1
        });
        let source = Arc::new(Source::new(token, Arc::clone(self), place));
        table.sources[token] = Some(Arc::clone(&source));
        drop(table);
        told::watches(token, place);
        // From here on an error forgets the socket again.
        let registration = Registration(source);
        let interest = Interest::READABLE | Interest::WRITABLE;
        self.registry.register(&mut io, Token(token), interest)?;
        Ok(Registered { registration, io })
    }

    /// Has the system watch a socket no more that is about to leave the runtime. One that is
    /// about to be closed leaves by that.
    pub(super) fn remove(&self, io: &mut impl mio::event::Source) -> io::Result<()> {
        self.registry.deregister(io)
    }

    /// Forgets a socket.
    pub(super) fn forget(&self, token: usize) {
        told::forgets(token);
        let mut table = self.table();
        let forgotten = table.sources[token].take();
        table.vacant.push(token);
        drop(table);
        drop(forgotten);
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
