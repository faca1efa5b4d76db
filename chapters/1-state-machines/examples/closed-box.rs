//! The same delegation by async blocks: the compiler writes both enums.
//!
//! `machine` is a closed box for now. Compare its transcript with that of `delegation`: they are
//! equal, line by line.

use state_machines::CoroutineState::{Complete, Yielded};
use state_machines::{Coroutine, Yielder, machine, println, traced};

fn main() {
    let mut outer = traced("outer", machine(outer));
    for sent in ["", "A", "B", ""] {
        match outer.resume(sent) {
            Yielded(value) => println!("{value}"),
            Complete(result) => println!("{result}"),
        }
    }
}

async fn inner(y: Yielder<&'static str, &'static str>) -> (&'static str, &'static str) {
    let a = y.yield_("i1").await;
    let b = y.yield_("i2").await;
    (a, b)
}

async fn outer(y: Yielder<&'static str, &'static str>) -> &'static str {
    let mut inner = traced("inner", machine(inner));
    let (a, b) = y.delegate(&mut inner, "").await;
    println!("inner returned {a} {b}");
    y.yield_("o1").await;
    "done"
}
