//! A producer that makes things and a consumer that takes them, without a lock: one of them
//! runs at a time. `resume` goes into the consumer, `Yielded` comes out of it.

use std::mem;

use Consumer::{AtYield, Done, Start};
use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Coroutine, here, println, traced};

fn main() {
    produce(traced("consumer", Start));
}

fn produce(mut consumer: impl Coroutine<u32, Yield = &'static str, Return = ()>) {
    // The consumer runs to its first pause, where it can take something. The 0 goes nowhere.
    let _ready = consumer.resume(0);
    for item in 1..=5 {
        println!("[PRODUCER] Producing {item}...");
        match consumer.resume(item) {
            Yielded(status) => println!("[PRODUCER] Consumer return: {status}"),
            Complete(()) => break,
        }
    }
    // Dropping the consumer stops it; it never ends by itself.
}

/// ```python
/// def consumer():
///     print("init")
///     status = ""
///     while True:
///         item = yield status
///         print(f"[CONSUMER] Consuming {item}...")
///         status = "200 OK"
/// ```
enum Consumer {
    Start,
    AtYield,
    Done,
}

impl Coroutine<u32> for Consumer {
    type Yield = &'static str;
    type Return = ();

    fn resume(&mut self, item: u32) -> CoroutineState<&'static str, ()> {
        let status = match mem::replace(self, Done) {
            Start => {
                println!("init");
                ""
            }
            AtYield => {
                println!("[CONSUMER] Consuming {item}...");
                "200 OK"
            }
            Done => panic!("`Consumer` resumed after completion"),
        };
        *self = AtYield;
        here();
        Yielded(status)
    }
}
