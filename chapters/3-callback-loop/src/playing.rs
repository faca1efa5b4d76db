//! A script in real time: its servers listen on 127.0.0.1, on a thread and a loop of their own.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};

use crate::Clock;
use crate::address::{Names, parsed};
use crate::driver::Driver;
use crate::event_loop::EventLoop;
use crate::handle::Handle;
use crate::listener::Listener;
use crate::protocol::Protocol;
use crate::script::{Act, Peer, Script};
use crate::socket::Socket;
use crate::transport::Transport;

impl EventLoop {
    /// A loop in the world of a script, with the clock of `TULIP_CLOCK`.
    ///
    /// In virtual time that world is memory, as of [`scripted`](Self::scripted). In real time it
    /// is real: what connects to `fast:80` connects to a server on this machine that does what
    /// the script says, when it says.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn playing(script: Script) -> io::Result<Self> {
        Self::playing_by(Clock::from_env(), script)
    }

    /// As [`playing`](Self::playing), with another clock.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn playing_by(clock: Clock, script: Script) -> io::Result<Self> {
        if clock.is_virtual() {
            return Self::waiting_on(Driver::script(script), clock);
        }
        // The thread that asks first records, and that is to be this one.
        tulip_trace::is_on();
        Self::waiting_on(Driver::system_with(Servers::start(script)?)?, clock)
    }
}

/// The servers of a script. They are gone when this is dropped.
pub(crate) struct Servers {
    pub(crate) names: Names,
    handle: Handle,
    thread: Option<JoinHandle<()>>,
}

type Started = io::Result<(Handle, BTreeMap<String, SocketAddr>)>;

impl Servers {
    fn start(script: Script) -> io::Result<Self> {
        let (sender, started) = mpsc::channel();
        let thread = thread::Builder::new().name("servers".to_owned());
        let thread = thread.spawn(move || serve(script, &sender))?;
        let (handle, found) = started.recv().map_err(io::Error::other)??;
        let names = Names::default();
        for (name, address) in found {
            names.add(name, address);
        }
        Ok(Self { names, handle, thread: Some(thread) })
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        // Whoever is gone already need not be stopped.
        let _ = self.handle.call_soon_threadsafe(EventLoop::stop);
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn serve(script: Script, started: &Sender<Started>) {
    let open = || -> io::Result<_> {
        let event_loop = EventLoop::new(Clock::real())?;
        let mut addresses = BTreeMap::new();
        for (name, peer) in script.servers {
            addresses.insert(name, listen(&event_loop, peer)?);
        }
        let handle = event_loop.handle();
        Ok((event_loop, handle, addresses))
    };
    let (event_loop, handle, addresses) = match open() {
        Ok(opened) => opened,
        Err(error) => return drop(started.send(Err(error))),
    };
    let is_wanted = started.send(Ok((handle, addresses))).is_ok();
    if is_wanted {
        let ran = event_loop.run_forever();
        ran.expect("it is stopped by whoever started it");
    }
}

fn listen(event_loop: &EventLoop, peer: Peer) -> io::Result<SocketAddr> {
    let listener = Listener::bind(event_loop, "127.0.0.1:0")?;
    let door = listener.clone();
    let guests = RefCell::new(Vec::new());
    event_loop.add_reader(&listener, move |event_loop| {
        while let Ok(socket) = door.accept(event_loop) {
            guests.borrow_mut().push(play(event_loop, socket, &peer));
        }
    });
    parsed(&listener.address()?)
}

/// Follows the script with one guest. The connection stays open until somebody ends it, or the
/// loop is gone.
fn play(event_loop: &EventLoop, socket: Socket, peer: &Peer) -> Transport {
    let transport = Transport::new(
        event_loop,
        socket.clone(),
        Player { reads: !peer.reads_by_script() },
    );
    let socket = Rc::new(socket);
    for (at, act) in &peer.acts {
        let (transport, socket, act) = (transport.clone(), Rc::clone(&socket), act.clone());
        event_loop.call_later(*at, move |_| match act {
            Act::Send(bytes) => transport.write(&bytes),
            Act::Read(bytes) => drop(read(&socket, bytes)),
            Act::ReadOn => transport.resume_reading(),
            Act::Close => transport.write_eof(),
            Act::Reset => {
                socket.resets_when_closed();
                transport.abort();
            }
        });
    }
    transport
}

fn read(socket: &Socket, bytes: usize) -> io::Result<()> {
    let mut left = bytes;
    let mut buffer = vec![0; bytes.min(64 * 1024)];
    while left > 0 {
        let wanted = left.min(buffer.len());
        match socket.read(&mut buffer[..wanted])? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            count => left -= count,
        }
    }
    Ok(())
}

/// Reads all that comes, if it reads.
struct Player {
    reads: bool,
}

impl Protocol for Player {
    fn made(&mut self, transport: &Transport) {
        if !self.reads {
            transport.pause_reading();
        }
    }

    fn data(&mut self, _transport: &Transport, _bytes: &[u8]) {}

    fn eof(&mut self, _transport: &Transport) -> bool {
        // It ends what it sends when its script says so.
        true
    }
}
