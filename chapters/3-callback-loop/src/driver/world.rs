//! The world of a script: connections in memory.

use std::cell::{Cell, RefCell};
use std::collections::btree_map::OccupiedEntry;
use std::collections::{BTreeMap, VecDeque};
use std::io::{self, ErrorKind};
use std::rc::Rc;
use std::time::Duration;

use super::Woken;
use super::wire::{Pipe, Wire};
use crate::Clock;
use crate::handle::Inbox;
use crate::script::{Act, Peer, Script};
use crate::told::{self, Cause};
use crate::watch::Token;

pub(crate) struct World {
    script: Script,
    /// What is to happen, and when; equal times in the order of the script.
    due: RefCell<BTreeMap<(Duration, u64), (Wire, Act)>>,
    numbered: Cell<u64>,
    listening: RefCell<BTreeMap<String, Rc<Backlog>>>,
    ready: Rc<Ready>,
}

/// Sockets that became ready since the loop looked.
pub(super) type Ready = RefCell<Vec<Woken>>;

/// Who connected, and was not accepted yet.
pub(crate) struct Backlog {
    pub(crate) address: String,
    token: Token,
    waiting: RefCell<VecDeque<Rc<Pipe>>>,
}

impl World {
    pub(super) fn new(script: Script) -> Self {
        Self {
            script,
            due: RefCell::default(),
            numbered: Cell::new(0),
            listening: RefCell::default(),
            ready: Rc::default(),
        }
    }

    pub(super) fn wait(
        &self,
        clock: &Clock,
        timeout: Option<Duration>,
        inbox: &Inbox,
    ) -> Vec<Woken> {
        self.happen(clock.now());
        let is_busy = timeout == Some(Duration::ZERO)
            || !self.ready.borrow().is_empty()
            || !inbox.is_empty();
        if !is_busy {
            self.park(clock, timeout, inbox);
        }
        merged(self.ready.take())
    }

    /// Jumps to the next thing that happens, or to the end of the wait.
    fn park(&self, clock: &Clock, timeout: Option<Duration>, inbox: &Inbox) {
        told::parks(timeout);
        let deadline = timeout.map(|time| clock.now().saturating_add(time));
        let event = self.due.borrow().first_key_value().map(|((at, _), _)| *at);
        match deadline.into_iter().chain(event).min() {
            // Virtual time stands still while a thread works.
            Some(next) if !inbox.expects() => {
                // Not `sleep`, which would tell of a park that only time can end.
                clock.work(next.saturating_sub(clock.now()));
            }
            _ => inbox.wait(),
        }
        self.happen(clock.now());
        told::unparks(Cause::of(&self.ready.borrow(), inbox));
    }

    pub(super) fn may_bring_news(&self) -> bool {
        !self.due.borrow().is_empty() || !self.ready.borrow().is_empty()
    }

    /// Does what is due.
    fn happen(&self, now: Duration) {
        loop {
            let next = {
                let mut due = self.due.borrow_mut();
                due.first_entry()
                    .filter(|next| next.key().0 <= now)
                    .map(OccupiedEntry::remove)
            };
            let Some((wire, act)) = next else { return };
            wire.act(&act);
        }
    }

    /// Two sockets that are connected with each other.
    pub(crate) fn pair(&self, one: Token, other: Token) -> (Wire, Wire) {
        let (out, back) =
            (self.pipe(Some(one), Some(other)), self.pipe(Some(other), Some(one)));
        let wires = (
            Wire { inbound: Rc::clone(&back), outbound: Rc::clone(&out) },
            Wire { inbound: out, outbound: back },
        );
        for token in [one, other] {
            self.writable(token);
        }
        wires
    }

    pub(crate) fn listen(&self, address: &str, token: Token) -> io::Result<Rc<Backlog>> {
        let mut listening = self.listening.borrow_mut();
        if listening.contains_key(address) {
            return Err(ErrorKind::AddrInUse.into());
        }
        let address = address.to_owned();
        let backlog = Rc::new(Backlog { address, token, waiting: RefCell::default() });
        listening.insert(backlog.address.clone(), Rc::clone(&backlog));
        Ok(backlog)
    }

    pub(crate) fn stop_listening(&self, backlog: &Backlog) {
        self.listening.borrow_mut().remove(&backlog.address);
    }

    /// Connects to a listener, to a server of the script, or to nobody.
    pub(crate) fn connect(&self, address: &str, token: Token, now: Duration) -> Wire {
        let outbound = self.pipe(Some(token), None);
        let inbound = self.pipe(None, Some(token));
        let wire = Wire { inbound, outbound };
        if let Some(backlog) = self.listening.borrow().get(address) {
            backlog.waiting.borrow_mut().push_back(Rc::clone(&wire.outbound));
            wire.outbound.back.replace(Some(Rc::clone(&wire.inbound)));
            self.wake(backlog.token, true, false, None);
        } else if let Some(peer) = self.script.servers.get(address) {
            self.follow(peer, &wire.turned(), now);
        } else {
            wire.inbound.refuse();
            self.wake(token, true, true, None);
            return wire;
        }
        self.writable(token);
        wire
    }

    /// The next connection of a listener.
    pub(crate) fn accept(&self, backlog: &Backlog, token: Token) -> io::Result<Wire> {
        let inbound = backlog.waiting.borrow_mut().pop_front();
        let inbound = inbound.ok_or(ErrorKind::WouldBlock)?;
        let outbound = inbound.back.take().expect("it was given when it connected");
        inbound.reader.set(Some(token));
        outbound.writer.set(Some(token));
        let wire = Wire { inbound, outbound };
        wire.inbound.tell_reader();
        self.writable(token);
        Ok(wire)
    }

    fn follow(&self, peer: &Peer, wire: &Wire, now: Duration) {
        wire.inbound.swallows.set(!peer.reads_by_script());
        for (at, act) in &peer.acts {
            let number = self.numbered.get();
            self.numbered.set(number + 1);
            let key = (now.saturating_add(*at), number);
            self.due.borrow_mut().insert(key, (wire.clone(), act.clone()));
        }
    }

    fn pipe(&self, writer: Option<Token>, reader: Option<Token>) -> Rc<Pipe> {
        Rc::new(Pipe::new(writer, reader, &self.ready))
    }

    fn writable(&self, token: Token) {
        self.wake(token, false, true, None);
    }

    fn wake(&self, token: Token, readable: bool, writable: bool, bytes: Option<u64>) {
        let woken = Woken { token, readable, writable, ended: false, bytes };
        self.ready.borrow_mut().push(woken);
    }
}

/// One piece of news a socket, as the system has it.
fn merged(news: Vec<Woken>) -> Vec<Woken> {
    let mut merged: Vec<Woken> = Vec::new();
    for woken in news {
        match merged.iter_mut().find(|known| known.token == woken.token) {
            Some(known) => {
                known.readable |= woken.readable;
                known.writable |= woken.writable;
                known.ended |= woken.ended;
                known.bytes = woken.bytes.or(known.bytes);
            }
            None => merged.push(woken),
        }
    }
    merged
}
