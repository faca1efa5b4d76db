//! No runtime: a bare mio loop, as a yardstick for servers. It stops after a short read, writes
//! at once, and closes a connection whose client does not read; a real server may not.

use std::convert::Infallible;
use std::io::{ErrorKind, Read, Write};

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

use super::Peer;
use crate::requests::{ADDRESS, BLOCK, PAGE, REQUEST, Service, announce};

pub(super) const PEER: Peer =
    Peer { name: "bare-mio", work: |_, _| None, up: None, listening: None, serve };

const LISTENER: Token = Token(usize::MAX);

fn serve(service: Service) -> Option<Infallible> {
    if service.yields || service.buffer == BLOCK {
        return None;
    }
    let mut poll = Poll::new().expect("mio starts");
    let mut listener = TcpListener::bind(ADDRESS.into()).expect("a port is free");
    announce(listener.local_addr());
    let registry = poll.registry();
    registry.register(&mut listener, LISTENER, Interest::READABLE).expect("it is new");
    let mut events = Events::with_capacity(1024);
    let mut streams: Vec<Option<TcpStream>> = Vec::new();
    let mut free = Vec::new();
    let mut buffer = vec![0; service.buffer];
    let page = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{PAGE}", PAGE.len());
    loop {
        poll.poll(&mut events, None).expect("a loop may wait");
        for event in &events {
            if event.token() == LISTENER {
                while let Ok((mut stream, _)) = listener.accept() {
                    stream.set_nodelay(true).expect("it is a TCP stream");
                    let index = free.pop().unwrap_or_else(|| {
                        streams.push(None);
                        streams.len() - 1
                    });
                    let registry = poll.registry();
                    registry
                        .register(&mut stream, Token(index), Interest::READABLE)
                        .expect("it is new");
                    streams[index] = Some(stream);
                }
                continue;
            }
            let index = event.token().0;
            let Some(stream) = &mut streams[index] else { continue };
            let answer = |read: &[u8], stream: &mut TcpStream| {
                if !service.http {
                    return stream.write_all(read);
                }
                let requests = read.len() / REQUEST.len();
                (0..requests).try_for_each(|_| stream.write_all(page.as_bytes()))
            };
            if !serve_one(stream, &mut buffer, answer) {
                streams[index] = None;
                free.push(index);
            }
        }
    }
}

/// Whether the connection goes on.
fn serve_one(
    stream: &mut TcpStream,
    buffer: &mut [u8],
    answer: impl Fn(&[u8], &mut TcpStream) -> std::io::Result<()>,
) -> bool {
    loop {
        match stream.read(buffer) {
            Ok(0) => return false,
            Ok(read) => {
                if answer(&buffer[..read], stream).is_err() {
                    return false;
                }
                if read < buffer.len() {
                    return true;
                }
            }
            Err(error) => return error.kind() == ErrorKind::WouldBlock,
        }
    }
}
