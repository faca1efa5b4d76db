//! The servers that send back what they get: the course's, and a bare mio loop as the floor.

use std::convert::Infallible;
use std::io::{self, ErrorKind, Read, Write};
use std::{process, thread};

use callback_loop::{Clock, EventLoop, Protocol, Transport};
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

/// Serves until whoever started this process is gone.
pub(super) fn serve(who: &str) -> Result<Infallible, String> {
    thread::spawn(|| {
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        process::exit(0);
    });
    let served = match who {
        "tulip" => on_the_course_s_loop(),
        "mio" => on_bare_mio(),
        _ => return Err(format!("unknown server `{who}`")),
    };
    served.map_err(|error| error.to_string())
}

/// Tells whoever started this process where it listens.
fn announce(address: &str) -> io::Result<()> {
    println!("{address}");
    io::stdout().flush()
}

fn on_the_course_s_loop() -> io::Result<Infallible> {
    let event_loop = EventLoop::new(Clock::real())?;
    let server = event_loop.create_server(ANY_PORT, || Box::new(Echo))?;
    announce(&server.address()?)?;
    let ended = event_loop.run_forever();
    Err(io::Error::other(format!("the loop ended: {ended:?}")))
}

struct Echo;

impl Protocol for Echo {
    fn data(&mut self, transport: &Transport, bytes: &[u8]) {
        transport.write(bytes);
    }
}

/// No more than has to be: it stops after a short read, and closes a connection whose client
/// does not read; a real server may not.
fn on_bare_mio() -> io::Result<Infallible> {
    let address = ANY_PORT.parse().map_err(io::Error::other)?;
    let mut poll = Poll::new()?;
    let mut listener = TcpListener::bind(address)?;
    announce(&listener.local_addr()?.to_string())?;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    let mut events = Events::with_capacity(1024);
    let mut streams: Vec<Option<TcpStream>> = Vec::new();
    let mut free = Vec::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        poll.poll(&mut events, None)?;
        for event in &events {
            if event.token() == LISTENER {
                while let Ok((mut stream, _)) = listener.accept() {
                    let index = free.pop().unwrap_or(streams.len());
                    poll.registry().register(
                        &mut stream,
                        Token(index),
                        Interest::READABLE,
                    )?;
                    if index == streams.len() {
                        streams.push(None);
                    }
                    streams[index] = Some(stream);
                }
                continue;
            }
            let Token(index) = event.token();
            let stream = streams[index].as_mut();
            if stream.is_some_and(|stream| !send_back(stream, &mut buffer)) {
                streams[index] = None;
                free.push(index);
            }
        }
    }
}

/// Whether the connection goes on.
fn send_back(stream: &mut TcpStream, buffer: &mut [u8]) -> bool {
    loop {
        match stream.read(buffer) {
            Ok(0) => return false,
            Ok(read) if stream.write_all(&buffer[..read]).is_err() => return false,
            Ok(read) if read < buffer.len() => return true,
            Ok(_) => {}
            Err(error) => return error.kind() == ErrorKind::WouldBlock,
        }
    }
}

const ANY_PORT: &str = "127.0.0.1:0";
const LISTENER: Token = Token(usize::MAX);
