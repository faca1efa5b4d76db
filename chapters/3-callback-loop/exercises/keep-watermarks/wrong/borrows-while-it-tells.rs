//! refused: panic: RefCell already
//!
//! Holds a borrow of what waits while it tells to go on. Who writes then panics.

use std::cell::{Cell, RefCell};
use std::error::Error;
use std::rc::Rc;
use std::time::Duration;

use callback_loop::{EventLoop, Listener, Script, Socket, println};

fn main() -> Result<(), Box<dyn Error>> {
    let event_loop = EventLoop::scripted(Script::new());
    let listener = Listener::bind(&event_loop, "slow:80")?;
    let socket = Socket::connect(&event_loop, "slow:80")?;
    let outbox = Outbox::new(socket, 4000, 1000, |event_loop, told| {
        println!("{:?}: {told:?}", event_loop.time());
    });
    // More than the way there holds.
    outbox.write(&event_loop, &[b'x'; 70_000]);
    println!("{} bytes wait", outbox.buffered());
    // The other side reads a little every second.
    let slow = listener.accept(&event_loop)?;
    for second in 1..=5 {
        let (slow, outbox) = (slow.clone(), outbox.clone());
        event_loop.call_later(Duration::from_secs(second), move |event_loop| {
            let count = slow.read(&mut [0; 1500]).unwrap_or(0);
            println!("{:?}: {count} bytes read", event_loop.time());
            let tell = move |event_loop: &EventLoop| {
                println!("{:?}: {} bytes wait", event_loop.time(), outbox.buffered());
            };
            event_loop.call_later(Duration::from_millis(500), tell);
        });
    }
    event_loop.call_later(Duration::from_secs(6), |event_loop| event_loop.stop());
    event_loop.run_forever()?;
    Ok(())
}

/// What whoever writes is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// Write no more for now.
    Pause,
    /// Go on.
    Resume,
}

/// Writes what there is room for, and holds the rest until there is. Clones are the same outbox.
#[derive(Clone)]
pub struct Outbox {
    shared: Rc<Shared>,
}

struct Shared {
    socket: Socket,
    /// What could not be written yet, in order.
    waiting: RefCell<Vec<u8>>,
    high: usize,
    low: usize,
    /// It was told to pause, and not yet to go on.
    is_paused: Cell<bool>,
    tell: Box<dyn Fn(&EventLoop, Told)>,
}

impl Outbox {
    /// An outbox that tells to pause when more than `high` bytes wait, and to go on when no more
    /// than `low` do.
    pub fn new(
        socket: Socket,
        high: usize,
        low: usize,
        tell: impl Fn(&EventLoop, Told) + 'static,
    ) -> Self {
        let (waiting, is_paused) = (RefCell::default(), Cell::new(false));
        let tell = Box::new(tell);
        Self { shared: Rc::new(Shared { socket, waiting, high, low, is_paused, tell }) }
    }

    /// Writes what there is room for. The rest waits, behind what waits already.
    pub fn write(&self, event_loop: &EventLoop, bytes: &[u8]) {
        let mut left = bytes;
        if self.buffered() == 0 {
            left = &bytes[self.send(bytes)..];
            if !left.is_empty() {
                self.wait_for_room(event_loop);
            }
        }
        self.shared.waiting.borrow_mut().extend_from_slice(left);
        if self.buffered() > self.shared.high && !self.shared.is_paused.replace(true) {
            (self.shared.tell)(event_loop, Told::Pause);
        }
    }

    /// How many bytes wait.
    pub fn buffered(&self) -> usize {
        self.shared.waiting.borrow().len()
    }

    /// The socket takes bytes again.
    fn room(&self, event_loop: &EventLoop) {
        let mut waiting = self.shared.waiting.borrow_mut();
        let sent = self.send(&waiting);
        waiting.drain(..sent);
        if waiting.is_empty() {
            event_loop.remove_writer(&self.shared.socket);
        }
        if waiting.len() <= self.shared.low && self.shared.is_paused.replace(false) {
            (self.shared.tell)(event_loop, Told::Resume);
        }
    }

    fn wait_for_room(&self, event_loop: &EventLoop) {
        let outbox = self.clone();
        event_loop
            .add_writer(&self.shared.socket, move |event_loop| outbox.room(event_loop));
    }

    /// Writes as much as there is room for, and says how much that was. A broken connection takes
    /// everything.
    fn send(&self, bytes: &[u8]) -> usize {
        use std::io::ErrorKind::WouldBlock;

        match self.shared.socket.write(bytes) {
            Ok(count) => count,
            Err(error) if error.kind() == WouldBlock => 0,
            Err(_) => bytes.len(),
        }
    }
}
