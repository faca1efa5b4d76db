//! Who comes first in a turn? Callbacks that are queued, then sockets, then timers; and what is
//! queued meanwhile waits for the next turn.

use std::error::Error;
use std::time::Duration;

use callback_loop::{EventLoop, Script, Socket, println};

const MS: Duration = Duration::from_millis(1);

fn main() -> Result<(), Box<dyn Error>> {
    let event_loop = EventLoop::playing(Script::new())?;

    println!("one turn");
    let (ours, theirs) = Socket::pair(&event_loop)?;
    theirs.write(b"x")?;
    event_loop.call_later(Duration::ZERO, |_| println!("  a timer of no time"));
    event_loop.add_reader(&ours.clone(), move |event_loop| {
        println!("  a socket that is ready");
        event_loop.remove_reader(&ours);
    });
    event_loop.call_soon(|_| println!("  first"));
    event_loop.call_soon(|event_loop| {
        println!("  second, and it queues another");
        event_loop.call_soon(|_| {
            println!("the next turn");
            println!("  the other");
        });
    });
    event_loop.call_soon(|_| println!("  third"));

    event_loop.call_later(MS * 200, |_| println!("200 ms"));
    event_loop.call_later(MS * 100, |_| println!("100 ms"));
    event_loop.call_later(MS * 100, |_| println!("100 ms, set later"));
    event_loop.call_later(MS * 150, |_| println!("never: it is taken back")).cancel();

    let end = event_loop.time() + MS * 300;
    event_loop.call_at(end, |event_loop| {
        println!("the last turn");
        event_loop.call_soon(|_| println!("  never: the loop has stopped"));
        event_loop.stop();
        println!("  stop returns");
    });
    event_loop.call_at(end, |_| println!("  the turn is ended"));
    event_loop.run_forever()?;
    Ok(())
}
