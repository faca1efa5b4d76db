//! The rules of stage 3, checked on your loop: `cargo test --test stage3`.

use std::process::ExitCode;

use my_runtime::adapter::{Mine, MyLoop};

fn main() -> ExitCode {
    tulip_conformance::stage3::main::<Mine, MyLoop>()
}
