//! A reader that takes one byte of three. Where the system tells of each change once (edge), it
//! hears no more of the other two. Where it tells as long as something is there (level), it does.

use std::error::Error;
use std::io::Read;
use std::time::Duration;

use callback_loop::{EventLoop, Script, Socket, println};

fn main() -> Result<(), Box<dyn Error>> {
    edge()?;
    level()
}

/// mio alone: it hands on what epoll or kqueue says, and asks them for edges.
fn edge() -> Result<(), Box<dyn Error>> {
    println!("edge: abc comes");
    let mut edges = Edges::new()?;
    edges.send(b"abc")?;
    println!("  told: {}, and reads {}", edges.told()?, edges.read_one()?);
    println!("  told: {}", edges.told()?);
    println!("edge: d comes");
    edges.send(b"d")?;
    println!("  told: {}, and reads until there is nothing:", edges.told()?);
    while let Ok(byte) = edges.read_one() {
        println!("  {byte}");
    }
    println!("  told: {}", edges.told()?);
    Ok(())
}

/// Our loop on top of it: it remembers what it was told, until a read finds nothing.
fn level() -> Result<(), Box<dyn Error>> {
    println!("level: abc comes");
    let event_loop = EventLoop::playing(Script::new())?;
    let (ours, theirs) = Socket::pair(&event_loop)?;
    theirs.write(b"abc")?;
    let socket = ours.clone();
    event_loop.add_reader(&ours, move |_| {
        let mut byte = [0];
        match socket.read(&mut byte) {
            Ok(_) => println!("  told, and reads {}", char::from(byte[0])),
            Err(_) => println!("  told, and finds nothing"),
        }
    });
    event_loop.call_later(Duration::from_millis(100), EventLoop::stop);
    event_loop.run_forever()?;
    println!("  told no more");
    Ok(())
}

/// A connection that mio watches.
struct Edges {
    poll: mio::Poll,
    ours: mio::net::TcpStream,
    theirs: std::net::TcpStream,
}

impl Edges {
    fn new() -> std::io::Result<Self> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        let theirs = std::net::TcpStream::connect(listener.local_addr()?)?;
        let (ours, _) = listener.accept()?;
        ours.set_nonblocking(true)?;
        let mut ours = mio::net::TcpStream::from_std(ours);
        let poll = mio::Poll::new()?;
        poll.registry().register(&mut ours, mio::Token(1), mio::Interest::READABLE)?;
        Ok(Self { poll, ours, theirs })
    }

    fn send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        std::io::Write::write_all(&mut self.theirs, bytes)
    }

    /// Whether mio says that there is something to read.
    fn told(&mut self) -> std::io::Result<bool> {
        let mut events = mio::Events::with_capacity(8);
        self.poll.poll(&mut events, Some(Duration::from_millis(100)))?;
        Ok(!events.is_empty())
    }

    fn read_one(&mut self) -> std::io::Result<char> {
        let mut byte = [0];
        self.ours.read_exact(&mut byte)?;
        Ok(char::from(byte[0]))
    }
}
