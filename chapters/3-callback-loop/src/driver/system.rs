use std::cell::{Ref, RefCell};
use std::io::{self, ErrorKind};
use std::time::Duration;

use mio::{Events, Interest, Poll, Registry};

use super::Woken;
use crate::Clock;
use crate::address::parsed;
use crate::handle::Inbox;
use crate::playing::Servers;
use crate::told::{self, Cause};
use crate::watch::Token;

/// epoll, kqueue or what the system has, by way of mio.
pub(crate) struct System {
    poll: RefCell<Poll>,
    events: RefCell<Events>,
    /// Of a script that is played on real sockets.
    servers: Option<Servers>,
}

impl System {
    pub(super) fn new(servers: Option<Servers>) -> io::Result<Self> {
        Ok(Self {
            poll: RefCell::new(Poll::new()?),
            events: RefCell::new(Events::with_capacity(1024)),
            servers,
        })
    }

    pub(crate) fn connect(&self, address: &str) -> io::Result<mio::net::TcpStream> {
        let address = match &self.servers {
            Some(servers) => servers.names.find(address)?,
            None => parsed(address)?,
        };
        mio::net::TcpStream::connect(address)
    }

    pub(crate) fn listen(&self, address: &str) -> io::Result<mio::net::TcpListener> {
        let Some(servers) = &self.servers else {
            return mio::net::TcpListener::bind(parsed(address)?);
        };
        let listener = mio::net::TcpListener::bind(servers.names.free(address)?)?;
        servers.names.add(address, listener.local_addr()?);
        Ok(listener)
    }

    pub(crate) fn stop_listening(&self, listener: &mut mio::net::TcpListener) {
        if let (Some(servers), Ok(address)) = (&self.servers, listener.local_addr()) {
            servers.names.forget(address);
        }
        self.deregister(listener);
    }

    pub(super) fn waker(&self) -> io::Result<mio::Waker> {
        mio::Waker::new(&self.registry(), WAKER)
    }

    /// Registered once, for both directions. The system tells of each change once (it is
    /// edge-triggered); [`Watched`](crate::watch::Watched) remembers.
    pub(crate) fn register(
        &self,
        source: &mut impl mio::event::Source,
        token: Token,
    ) -> io::Result<()> {
        let interest = Interest::READABLE | Interest::WRITABLE;
        self.registry().register(source, mio::Token(token), interest)
    }

    pub(crate) fn register_listener(
        &self,
        listener: &mut mio::net::TcpListener,
        token: Token,
    ) -> io::Result<()> {
        self.registry().register(listener, mio::Token(token), Interest::READABLE)
    }

    pub(crate) fn deregister(&self, source: &mut impl mio::event::Source) {
        // It fails only if the system has forgotten the descriptor already.
        let _ = self.registry().deregister(source);
    }

    fn registry(&self) -> Ref<'_, Registry> {
        Ref::map(self.poll.borrow(), Poll::registry)
    }

    pub(super) fn wait(
        &self,
        clock: &Clock,
        timeout: Option<Duration>,
        inbox: &Inbox,
    ) -> io::Result<Vec<Woken>> {
        if timeout == Some(Duration::ZERO) {
            return self.poll(timeout);
        }
        let Some(time) = timeout.filter(|_| clock.is_virtual() && !inbox.expects()) else {
            // Virtual time stands still while a thread works.
            let timeout = timeout.filter(|_| !clock.is_virtual());
            told::parks(timeout);
            let woken = self.poll(timeout)?;
            told::unparks(Cause::of(&woken, inbox));
            return Ok(woken);
        };
        let woken = self.poll(Some(Duration::ZERO))?;
        if woken.is_empty() && inbox.is_empty() {
            clock.sleep_until(clock.now().saturating_add(time));
        }
        Ok(woken)
    }

    fn poll(&self, timeout: Option<Duration>) -> io::Result<Vec<Woken>> {
        let mut events = self.events.borrow_mut();
        // The system counts milliseconds in 32 bits. Who is woken early looks again.
        let timeout = timeout.map(|time| time.min(A_DAY));
        match self.poll.borrow_mut().poll(&mut events, timeout) {
            // A signal came. Whoever wants to know of it has a socket for it.
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(Vec::new()),
            result => result?,
        }
        let ready = events.iter().filter(|event| event.token() != WAKER);
        Ok(ready
            .map(|event| Woken {
                token: event.token().0,
                readable: event.is_readable() || event.is_read_closed() || event.is_error(),
                writable: event.is_writable()
                    || event.is_write_closed()
                    || event.is_error(),
                ended: event.is_read_closed() || event.is_error(),
                bytes: None,
            })
            .collect())
    }
}

const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Sockets count from 1.
const WAKER: mio::Token = mio::Token(0);
