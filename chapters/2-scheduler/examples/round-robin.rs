//! Two machines take turns, and nobody counts for them.

use scheduler::{RoundRobin, machine, println, traced};

fn main() {
    let mut turns = RoundRobin::new();
    for name in ["a", "b"] {
        turns.add(traced(
            name,
            machine(async move |y| {
                for step in 1..=3 {
                    println!("{name}{step}");
                    y.yield_(()).await;
                }
            }),
        ));
    }
    turns.run();
}
