use std::any::Any;
use std::fmt;
use std::io::{self, ErrorKind};
use std::rc::Rc;

use crate::driver::Driver;
use crate::driver::world::Backlog;
use crate::event_loop::EventLoop;
use crate::opened::{Opened, Pollable, Source};
use crate::socket::Socket;
use crate::watch::{Reaction, Token};

/// A socket that others connect to.
#[derive(Clone)]
pub struct Listener {
    io: Rc<Opened<Bound>>,
}

enum Bound {
    System(mio::net::TcpListener),
    Script(Rc<Backlog>),
}

impl Listener {
    /// Listens on an address. With port 0 the system chooses one, and
    /// [`address`](Self::address) tells it.
    ///
    /// # Errors
    ///
    /// What the system says: [`ErrorKind::AddrInUse`] if somebody listens there.
    pub fn bind(event_loop: &EventLoop, address: &str) -> io::Result<Self> {
        let core = event_loop.core();
        let token = core.watched.borrow_mut().next_token();
        let bound = match &core.driver {
            Driver::System(system) => {
                let mut listener = system.listen(address)?;
                system.register_listener(&mut listener, token)?;
                Bound::System(listener)
            }
            Driver::Script(world) => Bound::Script(world.listen(address, token)?),
        };
        Ok(Self { io: Opened::new(core, token, bound) })
    }

    /// Where it listens.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn address(&self) -> io::Result<String> {
        match self.io.source() {
            Bound::System(listener) => Ok(listener.local_addr()?.to_string()),
            Bound::Script(backlog) => Ok(backlog.address.clone()),
        }
    }

    /// The next connection.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WouldBlock`] if nobody waits; else what the system says, as that the process
    /// has too many descriptors open. Then somebody still waits, and the loop calls back in each
    /// turn: stop accepting for a while.
    pub fn accept(&self, event_loop: &EventLoop) -> io::Result<Socket> {
        let accepted = match (self.io.source(), &event_loop.core().driver) {
            (Bound::System(listener), _) => {
                let accepted = listener.accept();
                accepted.and_then(|(stream, _)| Socket::accepted(event_loop, stream))
            }
            (Bound::Script(backlog), Driver::Script(world)) => {
                let token = event_loop.core().watched.borrow_mut().next_token();
                let wire = world.accept(backlog, token);
                wire.map(|wire| Socket::scripted(event_loop, token, wire))
            }
            (Bound::Script(_), Driver::System(_)) => {
                let say = "the listener belongs to another loop";
                return Err(io::Error::new(ErrorKind::InvalidInput, say));
            }
        };
        if accepted.as_ref().is_err_and(|error| error.kind() == ErrorKind::WouldBlock) {
            self.io.readiness().exhausted(Reaction::Read);
        }
        accepted
    }
}

impl Source for Bound {
    fn close(&mut self, driver: &Driver) {
        match (self, driver) {
            (Self::System(listener), Driver::System(system)) => {
                system.stop_listening(listener);
            }
            (Self::Script(backlog), Driver::Script(world)) => world.stop_listening(backlog),
            _ => {}
        }
    }
}

impl Pollable for Listener {
    fn token(&self) -> Token {
        self.io.token()
    }

    fn is_of(&self, event_loop: &EventLoop) -> bool {
        self.io.is_of(event_loop)
    }

    fn keep_open(&self) -> Rc<dyn Any> {
        Rc::clone(&self.io) as Rc<dyn Any>
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listener").field("number", &self.io.token()).finish_non_exhaustive()
    }
}
