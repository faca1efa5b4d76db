//! The work with an allocator that counts: what allocations are measured with.

use std::process::ExitCode;

use bench_peers::Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() -> ExitCode {
    bench_peers::main()
}
