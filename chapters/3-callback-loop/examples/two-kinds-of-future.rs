//! Two kinds of result that is not there yet. A thread's: whoever wants it blocks until it comes.
//! A promise: whoever wants it is called back, and looking never blocks.

use std::error::Error;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use callback_loop::{Clock, EventLoop, Promise, PromiseError, println};

const MS: Duration = Duration::from_millis(1);

fn main() -> Result<(), Box<dyn Error>> {
    println!("from a thread: whoever asks waits");
    let (go, started) = mpsc::channel();
    let (sender, result) = mpsc::channel();
    let worker = thread::spawn(move || {
        started.recv().expect("it is told to go");
        sender.send(7).expect("somebody waits");
    });
    let early = result.recv_timeout(MS * 100);
    println!("  nothing after a moment: {}", early == Err(RecvTimeoutError::Timeout));
    go.send(())?;
    println!("  waited for: {}", result.recv()?);
    worker.join().expect("it does not panic");

    println!("a promise: whoever asks goes on");
    let event_loop = EventLoop::new(Clock::real())?;
    let promise = Promise::new(&event_loop);
    println!("  pending: {}", matches!(promise.result(), Err(PromiseError::Pending)));
    promise.add_done_callback(|_, promise| {
        println!("  called back: {}", promise.result().expect("it is settled"));
    });
    promise.set_result(7)?;
    println!("  (set_result returned)");
    event_loop.run_until_complete(&promise)?;

    println!("a bridge: a thread that settles a promise");
    let job = event_loop.run_in_executor(|| {
        thread::sleep(MS * 100);
        7
    })?;
    println!("  pending: {}", matches!(job.result(), Err(PromiseError::Pending)));
    println!("  waited for by the loop: {}", event_loop.run_until_complete(&job)?);
    Ok(())
}
