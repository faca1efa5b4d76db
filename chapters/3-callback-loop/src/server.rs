use std::cell::RefCell;
use std::fmt;
use std::io::{self, ErrorKind};
use std::panic::Location;
use std::rc::{Rc, Weak};
use std::time::Duration;

use crate::error::Trouble;
use crate::event_loop::{Core, EventLoop};
use crate::listener::Listener;
use crate::promise::Promise;
use crate::protocol::Protocol;
use crate::queue::Scheduled;
use crate::socket::Socket;
use crate::told::At;
use crate::transport::Transport;
use crate::watch::Reaction;

impl EventLoop {
    /// Listens, and makes a [`Transport`] with a protocol of its own of each connection.
    ///
    /// # Errors
    ///
    /// As [`Listener::bind`].
    #[track_caller]
    pub fn create_server(
        &self,
        address: &str,
        make_protocol: impl FnMut() -> Box<dyn Protocol> + 'static,
    ) -> io::Result<Server> {
        let listener = Listener::bind(self, address)?;
        let door = Rc::new(Door {
            core: Rc::downgrade(self.core()),
            listener: listener.clone(),
            make_protocol: RefCell::new(Box::new(make_protocol)),
            pause: RefCell::default(),
            opened_at: Location::caller(),
        });
        door.open(self);
        Ok(Server { door })
    }

    /// Connects, and promises the [`Transport`]. Its protocol is told before the promise is
    /// settled.
    #[track_caller]
    pub fn create_connection(
        &self,
        address: &str,
        protocol: impl Protocol + 'static,
    ) -> Promise<Transport> {
        let at = Location::caller();
        let promise = Promise::labelled(self.core(), "connection", at);
        let socket = match Socket::connect(self, address) {
            Ok(socket) => socket,
            Err(error) => {
                // It is new, so nobody has settled it.
                let _ = promise.set_error(error);
                return promise;
            }
        };
        let mut protocol = Some(protocol);
        self.add_writer(&socket.clone(), {
            let promise = promise.clone();
            move |event_loop| {
                let result = socket.check_connected();
                let is_early = |error: &io::Error| error.kind() == ErrorKind::NotConnected;
                if result.as_ref().is_err_and(is_early) {
                    return;
                }
                event_loop.remove_writer(&socket);
                let Some(protocol) = protocol.take().filter(|_| !promise.is_done()) else {
                    // Nobody waits any more.
                    return;
                };
                connected(event_loop, result, &socket, protocol, &promise, at);
            }
        });
        promise
    }
}

fn connected(
    event_loop: &EventLoop,
    result: io::Result<()>,
    socket: &Socket,
    protocol: impl Protocol + 'static,
    promise: &Promise<Transport>,
    at: At,
) {
    // Who cancels the promise meanwhile finds it cancelled.
    if let Err(error) = result {
        let _ = promise.set_error(error);
        return;
    }
    let core = event_loop.core();
    let transport = Transport::made_at(core, socket.clone(), Box::new(protocol), at);
    let promise = promise.clone();
    // Behind `made`, which is queued.
    core.call_soon(
        Box::new(move |_| {
            let _ = promise.set_result(transport);
        }),
        at,
    );
}

/// Listens until it is dropped. Connections that stand go on.
#[must_use = "it listens until it is dropped"]
pub struct Server {
    door: Rc<Door>,
}

impl Server {
    /// Where it listens.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn address(&self) -> io::Result<String> {
        self.door.listener.address()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.door.close();
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("listener", &self.door.listener).finish()
    }
}

struct Door {
    core: Weak<Core>,
    listener: Listener,
    make_protocol: RefCell<Box<dyn FnMut() -> Box<dyn Protocol>>>,
    /// Until it opens again.
    pause: RefCell<Option<Scheduled>>,
    opened_at: At,
}

impl Door {
    fn open(self: &Rc<Self>, event_loop: &EventLoop) {
        let door = Rc::clone(self);
        let accept =
            Rc::new(RefCell::new(move |event_loop: &EventLoop| door.accept(event_loop)));
        event_loop.add(&self.listener, Reaction::Read, accept, self.opened_at);
    }

    /// Lets everyone in who waits, but not more than a few in a turn: others wait for theirs.
    fn accept(self: &Rc<Self>, event_loop: &EventLoop) {
        for _ in 0..AT_ONCE {
            match self.listener.accept(event_loop) {
                Ok(socket) => {
                    let protocol = (self.make_protocol.borrow_mut())();
                    Transport::made_at(event_loop.core(), socket, protocol, self.opened_at);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(error) if error.kind() == ErrorKind::ConnectionAborted => {}
                Err(error) => return self.rest(event_loop, error),
            }
        }
    }

    /// Who waits cannot be let in: there are no descriptors left. Asking again at once would
    /// find the same, so the door is shut for a second, as asyncio's.
    fn rest(self: &Rc<Self>, event_loop: &EventLoop, error: io::Error) {
        event_loop.report(&Trouble::Accept { error, again_after: REST });
        event_loop.remove_reader(&self.listener);
        let door = Rc::clone(self);
        let core = event_loop.core();
        let again = core.call_at(
            core.clock.now().saturating_add(REST),
            Box::new(move |event_loop| door.open(event_loop)),
            self.opened_at,
        );
        self.pause.replace(Some(again));
    }

    fn close(&self) {
        if let Some(pause) = self.pause.take() {
            pause.cancel();
        }
        if let Some(event_loop) = EventLoop::upgrade(&self.core) {
            event_loop.remove_reader(&self.listener);
        }
    }
}

const AT_ONCE: usize = 100;

const REST: Duration = Duration::from_secs(1);
