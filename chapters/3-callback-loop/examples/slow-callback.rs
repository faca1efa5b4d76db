//! A callback that computes for a quarter of a second. Nobody else runs meanwhile, and the loop
//! can say no more than who queued it.

use std::error::Error;
use std::time::Duration;

use callback_loop::{EventLoop, Trouble, println};

const MS: Duration = Duration::from_millis(1);

fn main() -> Result<(), Box<dyn Error>> {
    let event_loop = EventLoop::from_env()?;
    event_loop.report_slow(MS * 100);
    event_loop.on_trouble(|_, trouble| {
        if let Trouble::Slow { took, queued_at, .. } = trouble {
            println!(
                "slow: {:.2} s, queued at line {}",
                took.as_secs_f64(),
                queued_at.line()
            );
        }
    });

    tick(&event_loop, 5);
    event_loop.call_later(MS * 150, compute);
    event_loop.run_forever()?;
    Ok(())
}

/// Says the time, and asks to be called again in a tenth of a second.
fn tick(event_loop: &EventLoop, left: u32) {
    println!("{:.2} s: tick", event_loop.time().as_secs_f64());
    if left == 0 {
        event_loop.stop();
    } else {
        event_loop.call_later(MS * 100, move |event_loop| tick(event_loop, left - 1));
    }
}

fn compute(event_loop: &EventLoop) {
    println!("{:.2} s: a long sum", event_loop.time().as_secs_f64());
    event_loop.clock().work(MS * 250);
    println!("{:.2} s: the sum is done", event_loop.time().as_secs_f64());
}
