//! refused: wrong: nothing went wrong, and `ready` gives the error WouldBlock
//!
//! Drains, and makes an error of it that nothing is left.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io::{self, ErrorKind};

use callback_loop::println;

fn main() -> io::Result<()> {
    let (wire, mut receiver) = (Wire::default(), Receiver::default());
    for text in ["a short line\n", "a line that is longer than the buffer\nand one more\n"]
    {
        println!("{} bytes arrive", text.len());
        wire.arrive(text);
        tell(&wire, &mut receiver)?;
    }
    println!("the other side sends no more");
    wire.finish();
    tell(&wire, &mut receiver)?;
    for line in receiver.lines() {
        println!("received: {line}");
    }
    println!("has it ended? {}", receiver.has_ended());
    Ok(())
}

/// What the loop does for its reader: it calls if there is news, and not otherwise.
pub fn tell(wire: &Wire, receiver: &mut Receiver) -> io::Result<()> {
    while wire.take_news() {
        receiver.ready(wire)?;
    }
    Ok(())
}

/// One side of a connection. Its readiness is edge-triggered: that something has arrived is news
/// once, however much of it is left. (epoll does so if it is asked with `EPOLLET`.)
#[derive(Default)]
pub struct Wire {
    /// What has arrived, packet by packet.
    packets: RefCell<VecDeque<Vec<u8>>>,
    end: Cell<Option<End>>,
    news: Cell<bool>,
}

#[derive(Clone, Copy)]
enum End {
    Finished,
    Reset,
}

impl Wire {
    /// A packet arrives.
    pub fn arrive(&self, packet: &str) {
        self.packets.borrow_mut().push_back(packet.as_bytes().to_vec());
        self.news.set(true);
    }

    /// The other side sends no more.
    pub fn finish(&self) {
        self.end.set(Some(End::Finished));
        self.news.set(true);
    }

    /// The other side breaks the connection.
    pub fn reset(&self) {
        self.end.set(Some(End::Reset));
        self.news.set(true);
    }

    /// Whether something has happened since this was asked last.
    pub fn take_news(&self) -> bool {
        self.news.take()
    }

    /// Reads from the first packet: a read may give less than has arrived, and less than the
    /// buffer holds. Zero bytes are the end; `WouldBlock` says that there is nothing for now.
    pub fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut packets = self.packets.borrow_mut();
        let Some(packet) = packets.front_mut() else {
            return match self.end.get() {
                Some(End::Finished) => Ok(0),
                Some(End::Reset) => Err(ErrorKind::ConnectionReset.into()),
                None => Err(ErrorKind::WouldBlock.into()),
            };
        };
        let count = packet.len().min(buffer.len());
        for (place, byte) in buffer.iter_mut().zip(packet.drain(..count)) {
            *place = byte;
        }
        if packet.is_empty() {
            packets.pop_front();
        }
        Ok(count)
    }
}

/// Puts what it reads together to lines.
#[derive(Default)]
pub struct Receiver {
    received: Vec<u8>,
    has_ended: bool,
}

impl Receiver {
    /// There is news: something arrived, or the other side has finished. Nobody says so twice.
    pub fn ready(&mut self, wire: &Wire) -> io::Result<()> {
        let mut buffer = [0; 16];
        loop {
            match wire.read(&mut buffer) {
                Ok(0) => {
                    self.has_ended = true;
                    return Ok(());
                }
                Ok(count) => self.received.extend_from_slice(&buffer[..count]),

                Err(error) => return Err(error),
            }
        }
    }

    /// The lines that are whole.
    pub fn lines(&self) -> Vec<String> {
        let text = String::from_utf8_lossy(&self.received);
        let whole = text.rfind('\n').map_or("", |end| &text[..end]);
        whole.lines().map(str::to_owned).collect()
    }

    /// Whether the other side has finished.
    pub fn has_ended(&self) -> bool {
        self.has_ended
    }
}
