//! Three downloads as callbacks. Each step leaves the next one with the loop and returns, and
//! what the next one has to know must be kept somewhere: here in a `Download`.
//!
//! Addresses may be given: `cargo run -p callback-loop --example wget-callbacks -- 127.0.0.1:80`

use std::cell::{Cell, RefCell};
use std::env;
use std::error::Error;
use std::io::ErrorKind;
use std::rc::Rc;
use std::time::Duration;

use callback_loop::{EventLoop, Scheduled, Script, Socket, println};

const PATIENCE: Duration = Duration::from_secs(3);

fn main() -> Result<(), Box<dyn Error>> {
    let event_loop = EventLoop::playing(servers())?;
    let mut addresses: Vec<_> = env::args().skip(1).collect();
    if addresses.is_empty() {
        addresses = ["slow:80", "fast:80", "mid:80"].map(str::to_owned).into();
    }
    let left = Rc::new(Cell::new(addresses.len()));
    for address in &addresses {
        wget(&event_loop, address, &left)?;
    }
    event_loop.run_forever()?;
    Ok(())
}

/// Begins a download.
fn wget(
    event_loop: &EventLoop,
    address: &str,
    left: &Rc<Cell<usize>>,
) -> Result<(), Box<dyn Error>> {
    let host = address.trim_end_matches(":80").to_owned();
    println!("wget {host}...");
    let socket = Socket::connect(event_loop, address)?;
    let download = Rc::new(Download {
        host,
        socket: socket.clone(),
        response: RefCell::default(),
        patience: RefCell::default(),
        left: Rc::clone(left),
    });
    let late = Rc::clone(&download);
    let patience = event_loop.call_later(PATIENCE, move |event_loop| {
        late.end(event_loop, Some("no answer"));
    });
    download.patience.replace(Some(patience));
    event_loop.add_writer(&socket, move |event_loop| download.connected(event_loop));
    Ok(())
}

/// What a download has to remember from one callback to the next.
struct Download {
    host: String,
    socket: Socket,
    /// What has come, from the first line on that has no end yet.
    response: RefCell<Vec<u8>>,
    patience: RefCell<Option<Scheduled>>,
    /// How many downloads go on.
    left: Rc<Cell<usize>>,
}

impl Download {
    /// The second step: the connection stands. While it does not yet, the loop calls again.
    fn connected(self: &Rc<Self>, event_loop: &EventLoop) {
        match self.socket.check_connected() {
            Err(error) if error.kind() == ErrorKind::NotConnected => return,
            Err(_) => return self.end(event_loop, Some("nobody is there")),
            Ok(()) => {}
        }
        event_loop.remove_writer(&self.socket);
        let request = format!("GET / HTTP/1.0\r\nHost: {}\r\n\r\n", self.host);
        if self.socket.write(request.as_bytes()).is_err() {
            return self.end(event_loop, Some("the connection broke"));
        }
        let download = Rc::clone(self);
        event_loop
            .add_reader(&self.socket, move |event_loop| download.readable(event_loop));
    }

    /// The third step, again and again: something has come, or the end.
    fn readable(&self, event_loop: &EventLoop) {
        let mut buffer = [0; 1024];
        let count = match self.socket.read(&mut buffer) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => return,
            Err(_) => return self.end(event_loop, Some("the connection broke")),
            // Without this test the loop would call for ever.
            Ok(0) => return self.end(event_loop, Some("the header has no end")),
            Ok(count) => count,
        };
        self.response.borrow_mut().extend_from_slice(&buffer[..count]);
        while let Some(line) = self.next_line() {
            if line.is_empty() {
                return self.end(event_loop, None);
            }
            println!("{} header > {line}", self.host);
        }
    }

    fn next_line(&self) -> Option<String> {
        let mut response = self.response.borrow_mut();
        let end = response.iter().position(|byte| *byte == b'\n')?;
        let line: Vec<_> = response.drain(..=end).collect();
        Some(String::from_utf8_lossy(&line).trim_end().to_owned())
    }

    /// The last step, however it came.
    fn end(&self, event_loop: &EventLoop, trouble: Option<&str>) {
        if let Some(trouble) = trouble {
            println!("{}: {trouble}", self.host);
        }
        event_loop.remove_writer(&self.socket);
        event_loop.remove_reader(&self.socket);
        if let Some(patience) = self.patience.take() {
            patience.cancel();
        }
        self.left.set(self.left.get() - 1);
        if self.left.get() == 0 {
            event_loop.stop();
        }
    }
}

/// Three servers that answer after 300, 100 and 200 milliseconds.
fn servers() -> Script {
    [("slow", 300), ("fast", 100), ("mid", 200)].into_iter().fold(
        Script::new(),
        |script, (name, ms)| {
            let answer = format!(
                "HTTP/1.0 200 OK\r\nServer: {name}-srv\r\nContent-Length: 2\r\n\r\nok"
            );
            let after = Duration::from_millis(ms);
            script
                .server(format!("{name}:80"), |peer| peer.send(after, answer).close(after))
        },
    )
}
