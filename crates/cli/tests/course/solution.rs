//! Doubles a number.

use scheduler::println;

fn main() {
    println!("{}", double(21));
}

/// Twice `n`.
pub fn double(n: u64) -> u64 {
    // solution
    n + n
    // starter
    // todo!("say what twice {n} is")
    // end
}
