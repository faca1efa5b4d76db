//! Stands for the program of the book: it does what it is told to, and says what that was.

use std::io::Write;
use std::{env, fs, process, thread, time::Duration};

fn main() {
    let args: Vec<_> = env::args().skip(1).collect();
    if let Ok(fault) = fs::read_to_string("book/fault.txt") {
        eprint!("{fault}");
        process::exit(1);
    }
    if args[0] == "check" {
        return;
    }
    println!("The book is served: {}", args.join(" "));
    loop {
        let ticks = fs::File::options().append(true).create(true).open("ticks");
        ticks.and_then(|mut ticks| ticks.write_all(b"x")).expect("the clone can be written");
        thread::sleep(Duration::from_millis(1));
    }
}
