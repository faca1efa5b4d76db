//! A server that reads nothing for a second. What is written fills the connection, then our own
//! memory, until the transport asks us to pause; and when the server reads, it asks us to go on.

use std::cell::Cell;
use std::error::Error;
use std::io;
use std::rc::Rc;
use std::time::Duration;

use callback_loop::{EventLoop, Protocol, Script, Transport, println};

const KIB: usize = 1024;

fn main() -> Result<(), Box<dyn Error>> {
    let sleepy =
        Script::new().server("sleepy:9", |peer| peer.read_from(Duration::from_secs(1)));
    let event_loop = EventLoop::playing(sleepy)?;
    let may_write = Rc::new(Cell::new(true));
    let writer = Writer { may_write: Rc::clone(&may_write) };
    let connected = event_loop.create_connection("sleepy:9", writer);
    connected.add_done_callback(|event_loop, connected| {
        let transport = connected.result().expect("the server is there");
        fill(event_loop, transport, may_write);
    });
    event_loop.run_forever()?;
    Ok(())
}

/// Writes a piece in each turn, as long as it may.
fn fill(event_loop: &EventLoop, transport: Transport, may_write: Rc<Cell<bool>>) {
    if may_write.get() {
        transport.write(&vec![0; 32 * KIB]);
        event_loop.call_soon(|event_loop| fill(event_loop, transport, may_write));
    }
}

struct Writer {
    may_write: Rc<Cell<bool>>,
}

impl Protocol for Writer {
    fn made(&mut self, _: &Transport) {
        println!("connected");
    }

    fn data(&mut self, _: &Transport, _: &[u8]) {}

    fn pause_writing(&mut self, transport: &Transport) {
        println!("pause: more than 64 KiB wait: {}", transport.buffered() > 64 * KIB);
        self.may_write.set(false);
    }

    fn resume_writing(&mut self, transport: &Transport) {
        println!("resume: at most 16 KiB wait: {}", transport.buffered() <= 16 * KIB);
        transport.write(b"the end");
        transport.close();
    }

    fn lost(&mut self, event_loop: &EventLoop, error: Option<io::Error>) {
        println!("lost, error: {}", error.is_some());
        event_loop.stop();
    }
}
