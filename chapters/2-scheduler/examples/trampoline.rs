//! A function that calls itself 100,000 times, on a stack of 256 KiB.
//!
//! A plain call keeps its caller on the stack, and an `await` does too: a machine that is resumed
//! resumes the machine inside it. The trap `Call` hands the callee to the kernel instead, which
//! keeps the callers in a list.

use std::env;
use std::process::{Command, Stdio};
use std::thread;

use scheduler::{Cancelled, Clock, Kernel, Sys, println};

const DEPTH: u32 = 100_000;
const STACK: usize = 256 * 1024;

fn main() {
    if env::args().nth(1).as_deref() == Some("await") {
        return on_small_stack(async |sys| by_await(&sys, DEPTH).await);
    }
    // Who runs out of stack dies on the spot. So a child does.
    let program = env::current_exe().expect("a running program has a file");
    let child = Command::new(program)
        .arg("await")
        .env_remove("TULIP_TRACE")
        .stderr(Stdio::null())
        .status()
        .expect("a program can start itself");
    if !child.success() {
        println!("by await: the stack is too small");
    }
    on_small_stack(async |sys| by_call(sys, DEPTH).await);
}

async fn by_await(sys: &Sys, depth: u32) -> Result<u32, Cancelled> {
    if depth == 0 {
        return Ok(0);
    }
    Ok(1 + Box::pin(by_await(sys, depth - 1)).await?)
}

async fn by_call(sys: Sys, depth: u32) -> Result<u32, Cancelled> {
    if depth == 0 {
        return Ok(0);
    }
    Ok(1 + sys.call(async move |sys| by_call(sys, depth - 1).await).await?)
}

fn on_small_stack(body: impl AsyncFnOnce(Sys) -> Result<u32, Cancelled> + Send + 'static) {
    let thread = thread::Builder::new().stack_size(STACK).spawn(move || {
        let mut kernel = Kernel::new(Clock::virtual_time());
        let depth = kernel.spawn("deep", body);
        kernel.run().expect("nobody waits");
        let depth = depth.result().expect("it has ended").expect("nobody cancels it");
        println!("by call: {depth} deep");
    });
    thread.expect("a thread can be made").join().expect("it does not panic");
}
