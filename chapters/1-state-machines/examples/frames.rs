//! What a paused machine keeps: what lives across a pause, and nothing else.
//!
//! How many bytes that is, is the compiler's business. Which machine is bigger is not.

#![expect(dead_code, clippy::large_enum_variant, reason = "only sizes are looked at")]

use state_machines::println;

type Numbers = [u64; 100];

fn main() {
    let numbers = size_of::<Numbers>();

    println!("numbers used up before the pause:");
    println!("  smaller than the numbers: {}", size_of::<UsesBefore>() < numbers);
    println!("numbers used after the pause:");
    println!("  smaller than the numbers: {}", size_of::<UsesAfter>() < numbers);
    println!("numbers at one pause, other numbers at the next:");
    println!("  smaller than both: {}", size_of::<UsesTwice>() < 2 * numbers);
    println!("a machine that uses a machine:");
    println!(
        "  smaller than that machine: {}",
        size_of::<Outer>() < size_of::<UsesAfter>()
    );
}

/// ```python
/// def uses_before():
///     total = sum(numbers())
///     yield
///     return total
/// ```
enum UsesBefore {
    Start,
    AtYield { total: u64 },
    Done,
}

/// ```python
/// def uses_after():
///     values = numbers()
///     yield
///     return sum(values)
/// ```
enum UsesAfter {
    Start,
    AtYield { values: Numbers },
    Done,
}

/// ```python
/// def uses_twice():
///     values = numbers()
///     yield
///     values = [sum(values), *numbers()]
///     yield
///     return sum(values)
/// ```
enum UsesTwice {
    Start,
    AtFirst { values: Numbers },
    AtSecond { values: Numbers },
    Done,
}

/// ```python
/// def outer():
///     return (yield from uses_after())
/// ```
enum Outer {
    Start,
    InInner(UsesAfter),
    Done,
}
