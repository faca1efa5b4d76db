//! An error goes to whoever called. By calls it passes everybody who wants to know; a callback's
//! caller is the loop, and whoever asked for the callback has long returned.

use std::error::Error;
use std::panic;
use std::time::Duration;

use callback_loop::{EventLoop, Trouble, println};

fn main() -> Result<(), Box<dyn Error>> {
    println!("by calls");
    println!("  {}", buy().unwrap_err());

    println!("by callbacks");
    panic::set_hook(Box::new(|_| ())); // the loop tells, below
    let event_loop = EventLoop::from_env()?;
    event_loop.on_trouble(|_, trouble| {
        if let Trouble::Panicked { message, queued_at } = trouble {
            println!("  {message}");
            println!("  (queued at line {})", queued_at.line());
        }
    });
    buy_later(&event_loop);
    event_loop.call_later(Duration::from_secs(2), EventLoop::stop);
    event_loop.run_forever()?;
    Ok(())
}

fn buy() -> Result<u32, String> {
    ask().map_err(|error| error + ", in buy")
}

fn ask() -> Result<u32, String> {
    price("none").map_err(|error| error + ", in ask")
}

fn buy_later(event_loop: &EventLoop) {
    ask_later(event_loop);
}

fn ask_later(event_loop: &EventLoop) {
    event_loop.call_later(Duration::from_secs(1), answer_came);
}

fn answer_came(_: &EventLoop) {
    // There is nobody to return an error to.
    price("none").unwrap_or_else(|error| panic!("{error}, in answer_came"));
}

fn price(answer: &str) -> Result<u32, String> {
    answer.parse().map_err(|_| "no price".to_owned())
}
