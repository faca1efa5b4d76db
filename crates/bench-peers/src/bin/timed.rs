//! The work as it is: what time and memory are measured with.

use std::process::ExitCode;

fn main() -> ExitCode {
    bench_peers::main()
}
