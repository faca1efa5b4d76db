//! Who is called when a promise is settled, and when? Whoever waits goes through the queue: the
//! one who settles it is not interrupted, and a callback that comes late waits for its turn, too.

use std::time::Duration;

use callback_loop::{EventLoop, Promise, RunError, println};

fn main() -> Result<(), RunError> {
    let event_loop = EventLoop::from_env()?;
    let promise = Promise::new(&event_loop);
    for name in ["first", "second"] {
        promise.add_done_callback(move |_, promise: &Promise<u32>| {
            println!("{name}: it is {}", promise.result().expect("it is settled"));
        });
    }

    event_loop.call_later(Duration::from_secs(1), move |_| {
        promise.set_result(42).expect("nobody has settled it");
        println!("(set_result returned)");
        println!("settled again: {}", promise.set_result(43).is_ok());
        promise.add_done_callback(|event_loop, promise| {
            println!("late: it is {}", promise.result().expect("it is settled"));
            event_loop.stop();
        });
        println!("(add_done_callback returned)");
    });
    event_loop.run_forever()
}
