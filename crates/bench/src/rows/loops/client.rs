//! The client of all servers: many connections, each with one request under way.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A request of so many bytes, and the same bytes as its answer.
const MESSAGE: [u8; 64] = [b'x'; 64];

/// A server that has not answered for so long will not answer.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) struct Client {
    streams: Vec<TcpStream>,
}

impl Client {
    /// Each connection is served once before the next one is made, so that none waits at the
    /// server's door.
    pub(super) fn connect(address: &str, connections: u32) -> io::Result<Self> {
        let mut client = Self { streams: Vec::new() };
        for _ in 0..connections {
            let mut stream = TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            request(&mut stream)?;
            answer(&mut stream)?;
            client.streams.push(stream);
        }
        Ok(client)
    }

    /// So many requests on each connection, on all of them at once.
    pub(super) fn run(&mut self, laps: u32) -> io::Result<()> {
        for _ in 0..laps {
            self.streams.iter_mut().try_for_each(request)?;
            self.streams.iter_mut().try_for_each(answer)?;
        }
        Ok(())
    }
}

fn request(stream: &mut TcpStream) -> io::Result<()> {
    stream.write_all(&MESSAGE)
}

fn answer(stream: &mut TcpStream) -> io::Result<()> {
    let mut answer = [0; MESSAGE.len()];
    stream.read_exact(&mut answer)?;
    let is_ours = answer == MESSAGE;
    is_ours.then_some(()).ok_or_else(|| io::Error::other("the answer is another message"))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::thread;

    use super::*;

    /// What the client says to a server that serves two requests of one connection.
    fn served_by(answer: impl Fn(&mut [u8]) + Send + 'static) -> io::Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?.to_string();
        let server = thread::spawn(move || -> io::Result<()> {
            let (mut stream, _) = listener.accept()?;
            let mut message = MESSAGE;
            for _ in 0..2 {
                stream.read_exact(&mut message)?;
                answer(&mut message);
                stream.write_all(&message)?;
            }
            Ok(())
        });
        let ran = Client::connect(&address, 1).and_then(|mut client| client.run(1));
        // A client that gave up leaves it with an error of its own.
        let _ = server.join();
        ran
    }

    #[test]
    fn an_echo_is_an_answer() {
        served_by(|_| {}).unwrap();
    }

    #[test]
    fn other_bytes_are_none() {
        let error = served_by(|message| message[63] = b'y').unwrap_err();
        assert_eq!(error.to_string(), "the answer is another message");
    }
}
