//! A loop that is parked, and a thread that has news for it. One call alone wakes it.

use std::error::Error;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use callback_loop::{Clock, EventLoop, println};

fn main() -> Result<(), Box<dyn Error>> {
    let event_loop = EventLoop::new(Clock::real())?;
    event_loop.call_later(Duration::from_secs(3600), |_| println!("an hour is over"));

    println!("loop: it parks for an hour at most");
    let handle = event_loop.handle();
    let (heard, answers) = mpsc::channel();
    let thread = thread::spawn(move || {
        // `event_loop.call_soon` does not compile here: a loop never leaves its thread.
        for news in ["rain", "sun"] {
            thread::sleep(Duration::from_millis(300));
            println!("thread: {news}");
            let heard = heard.clone();
            let tell = move |_: &EventLoop| {
                println!("loop: it heard of {news}");
                heard.send(()).expect("the thread waits for it");
            };
            handle.call_soon_threadsafe(tell).expect("the loop is there");
            answers.recv().expect("the loop answers");
        }
        println!("thread: that is all");
        handle.call_soon_threadsafe(EventLoop::stop).expect("the loop is there");
        handle
    });
    event_loop.run_forever()?;

    let handle = thread.join().expect("the thread does not panic");
    drop(event_loop);
    let late = handle.call_soon_threadsafe(|_| println!("never"));
    println!(
        "a call to a loop that is gone: {}",
        if late.is_err() { "refused" } else { "taken" }
    );
    Ok(())
}
