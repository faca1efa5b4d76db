//! A server that sends back what it gets, in capitals, and a client. Neither asks for anything:
//! both are told what happens on their connection.

use std::error::Error;
use std::io;

use callback_loop::{EventLoop, Protocol, Script, Transport, println};

fn main() -> Result<(), Box<dyn Error>> {
    let event_loop = EventLoop::playing(Script::new())?;
    let _server = event_loop.create_server("echo:7", || Box::new(Echo))?;
    let _connected = event_loop.create_connection("echo:7", Client);
    event_loop.run_forever()?;
    Ok(())
}

struct Echo;

impl Protocol for Echo {
    fn made(&mut self, _: &Transport) {
        println!("server: connected");
    }

    fn data(&mut self, transport: &Transport, bytes: &[u8]) {
        println!("server: data {}", String::from_utf8_lossy(bytes));
        transport.write(&bytes.to_ascii_uppercase());
    }

    fn eof(&mut self, _: &Transport) -> bool {
        println!("server: the client sends no more");
        false // so that the transport closes, when all is written
    }

    fn lost(&mut self, _: &EventLoop, error: Option<io::Error>) {
        println!("server: lost, error: {}", error.is_some());
    }
}

struct Client;

impl Protocol for Client {
    fn made(&mut self, transport: &Transport) {
        println!("client: connected");
        transport.write(b"hello");
        transport.write_eof();
    }

    fn data(&mut self, _: &Transport, bytes: &[u8]) {
        println!("client: data {}", String::from_utf8_lossy(bytes));
    }

    fn eof(&mut self, _: &Transport) -> bool {
        println!("client: the server sends no more");
        false
    }

    fn lost(&mut self, event_loop: &EventLoop, error: Option<io::Error>) {
        println!("client: lost, error: {}", error.is_some());
        event_loop.stop();
    }
}
