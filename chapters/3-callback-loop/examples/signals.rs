//! A signal becomes a callback: it waits for its turn, and interrupts nothing. Press Ctrl-C, or
//! wait: after a second the program sends itself the signal.

#[cfg(unix)]
use {
    callback_loop::{Clock, EventLoop, println},
    signal_hook::consts::{SIGINT, SIGKILL, SIGTERM},
    std::time::Duration,
};

#[cfg(unix)]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    for to_send in [SIGINT, SIGTERM] {
        let event_loop = EventLoop::new(Clock::real())?;
        for (signal, name) in [(SIGINT, "SIGINT"), (SIGTERM, "SIGTERM")] {
            event_loop.add_signal_handler(signal, move |event_loop| {
                println!("got signal {name}: exit");
                event_loop.stop();
            })?;
        }
        let refused = event_loop.add_signal_handler(SIGKILL, |_| ()).is_err();
        println!("SIGKILL is refused: {refused}");

        println!("Event loop running forever, press Ctrl+C to interrupt.");
        println!("pid {}: send SIGINT or SIGTERM to exit.", std::process::id());
        event_loop.call_later(Duration::from_secs(1), move |_| {
            signal_hook::low_level::raise(to_send).expect("there is such a signal");
            println!("(it came, and this callback goes on)");
        });
        event_loop.run_forever()?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn main() {
    callback_loop::println!("this system has no signals that a loop could be told of");
}
