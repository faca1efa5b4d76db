//! Says hello.

fn main() {
    scheduler::println!("hello");
    scheduler::println!("and goodbye");
}
