//! The reactor: what the system says about sockets, brought to those who wait for it.

use std::cell::RefCell;
use std::fmt;
use std::io;
use std::mem;
use std::panic::Location;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Waker;
use std::time::Duration;

use mio::{Events, Interest, Poll, Registry, Token};

use super::source::{Guess, Source};
use super::told;

/// The owner's part: it waits and dispatches.
pub(crate) struct Reactor {
    poll: RefCell<Poll>,
    events: RefCell<Events>,
    woken: RefCell<Vec<Waker>>,
    pub(crate) sources: Arc<Sources>,
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
        let reactor = Self {
            poll: RefCell::new(poll),
            events: RefCell::new(Events::with_capacity(EVENTS)),
            woken: RefCell::default(),
            sources: Arc::new(Sources { registry, table: Mutex::default() }),
        };
        Ok((reactor, waker))
    }

    /// Waits for events, and wakes those who wait for them. Whether there were any.
    pub(super) fn turn(&self, timeout: Option<Duration>) -> bool {
        let mut events = self.events.borrow_mut();
        match self.poll.borrow_mut().poll(&mut events, timeout) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return false,
            Err(error) => panic!("the system refuses to wait for events: {error}"),
        }
        if events.is_empty() {
            return false;
        }
        let mut woken = mem::take(&mut *self.woken.borrow_mut());
        let table = self.sources.table();
        for event in events.iter() {
            if let Some(Some(source)) = table.sources.get(event.token().0) {
                told::ready(event.token().0);
                source.publish(event, &mut woken);
            }
        }
        drop(table);
        drop(events);
        told::wakes(|| wake_all(&mut woken));
        *self.woken.borrow_mut() = woken;
        true
    }

    /// No event comes any more; whoever waits for one is told.
    pub(super) fn end(&self) {
        let mut woken = Vec::new();
        let mut table = self.sources.table();
        table.ended = true;
        for source in table.sources.iter().flatten() {
            source.end(&mut woken);
        }
        drop(table);
        wake_all(&mut woken);
    }
}

impl Sources {
    /// Has the system watch a socket.
    pub(super) fn add(
        self: &Arc<Self>,
        io: &mut impl mio::event::Source,
        guess: Guess,
        place: &'static Location<'static>,
    ) -> io::Result<Arc<Source>> {
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
        let source = Arc::new(Source::new(token, Arc::clone(self), guess, place));
        table.sources[token] = Some(Arc::clone(&source));
        drop(table);
        let interest = Interest::READABLE | Interest::WRITABLE;
        if let Err(error) = self.registry.register(io, Token(token), interest) {
            self.vacate(&source);
            return Err(error);
        }
        told::watches(token, place);
        Ok(source)
    }

    /// Has the system watch a socket no more that is about to leave the runtime. One that is
    /// about to be closed leaves by that.
    pub(super) fn remove(&self, io: &mut impl mio::event::Source) -> io::Result<()> {
        self.registry.deregister(io)
    }

    /// Forgets a socket.
    pub(super) fn forget(&self, source: &Source) {
        told::forgets(source.token);
        self.vacate(source);
    }

    fn vacate(&self, source: &Source) {
        let mut table = self.table();
        let forgotten = table.sources[source.token].take();
        table.vacant.push(source.token);
        drop(table);
        drop(forgotten);
    }

    fn table(&self) -> std::sync::MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wake_all(woken: &mut Vec<Waker>) {
    for waker in woken.drain(..) {
        waker.wake();
    }
}

impl fmt::Debug for Reactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reactor").finish_non_exhaustive()
    }
}

impl fmt::Debug for Sources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources").finish_non_exhaustive()
    }
}
