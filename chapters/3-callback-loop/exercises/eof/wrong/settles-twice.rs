//! refused: panic: on an `Err` value: AlreadySettled
//!
//! Takes it for sure that the end comes once. It comes in each turn, and the second one finds the
//! promise settled.

use std::error::Error;
use std::io::ErrorKind;
use std::time::Duration;

use callback_loop::{EventLoop, Promise, Socket, println};

fn main() -> Result<(), Box<dyn Error>> {
    let event_loop = EventLoop::from_env()?;
    let (ours, theirs) = Socket::pair(&event_loop)?;
    let text = read_to_end(&event_loop, ours);
    event_loop.call_later(Duration::from_secs(1), move |event_loop| {
        let _ = theirs.write(b"The other side says this, and finishes.");
        event_loop.call_later(Duration::from_secs(1), move |_| drop(theirs));
    });
    event_loop.call_later(Duration::from_secs(3), |event_loop| event_loop.stop());
    event_loop.run_forever()?;
    match text.result() {
        Ok(text) => println!("{text}"),
        Err(error) => println!("{error}"),
    }
    println!("many turns? {}", event_loop.turns() > 100);
    Ok(())
}

/// A promise of all that the other side sends until it finishes.
///
/// If the connection breaks before, the promise fails with that error. In either case nobody
/// watches the socket afterwards.
pub fn read_to_end(event_loop: &EventLoop, socket: Socket) -> Promise<String> {
    let promise = Promise::new(event_loop);
    let (text, watched) = (promise.clone(), socket.clone());
    let mut received = Vec::new();
    event_loop.add_reader(&watched, move |event_loop| {
        let mut buffer = [0; 16];
        match socket.read(&mut buffer) {
            Ok(0) => {
                text.set_result(String::from_utf8_lossy(&received).into_owned()).unwrap()
            }
            Ok(count) => received.extend_from_slice(&buffer[..count]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => {
                event_loop.remove_reader(&socket);
                let _ = text.set_error(error);
            }
        }
    });
    promise
}
