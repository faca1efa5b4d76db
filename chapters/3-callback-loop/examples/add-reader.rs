//! A socket that calls back when there is something to read. Until then nobody asks it.

use std::error::Error;
use std::time::Duration;

use callback_loop::{EventLoop, Script, Socket, println};

fn main() -> Result<(), Box<dyn Error>> {
    let event_loop = EventLoop::playing(Script::new())?;
    let (ours, theirs) = Socket::pair(&event_loop)?;

    let socket = ours.clone();
    event_loop.add_reader(&ours, move |event_loop| {
        let mut buffer = [0; 100];
        let count =
            socket.read(&mut buffer).expect("the loop says that there is something");
        println!("Received: {}", String::from_utf8_lossy(&buffer[..count]));
        println!("remove_reader: {}", event_loop.remove_reader(&socket));
        println!("once more: {}", event_loop.remove_reader(&socket));
        event_loop.stop();
    });

    // The other side, a second later.
    event_loop.call_later(Duration::from_secs(1), move |_| {
        theirs.write(b"abc").expect("there is room for three bytes");
    });
    event_loop.run_forever()?;
    Ok(())
}
