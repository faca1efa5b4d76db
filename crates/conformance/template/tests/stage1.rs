//! The rules of stage 1, checked on your machines: `cargo test --test stage1`.

use std::process::ExitCode;

use my_runtime::adapter::Mine;

fn main() -> ExitCode {
    tulip_conformance::stage1::main::<Mine>()
}
