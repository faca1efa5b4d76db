//! The rules of stage 2, checked on your kernel: `cargo test --test stage2`.

use std::process::ExitCode;

use my_runtime::adapter::Mine;

fn main() -> ExitCode {
    tulip_conformance::stage2::main::<Mine>()
}
