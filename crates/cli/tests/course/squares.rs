//! refused: wrong: expected: 6
//!
//! Two times two is two squared, but no other number is so kind.

use scheduler::println;

fn main() {
    println!("{}", double(21));
}

/// Twice `n`.
pub fn double(n: u64) -> u64 {
    n * n
}
