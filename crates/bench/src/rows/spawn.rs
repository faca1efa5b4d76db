//! A task's whole life: made, run once, ended. A thousand at a time, each thousand in a kernel
//! of its own.

use std::mem;

use scheduler::CoroutineState::{self, Complete};
use scheduler::{Clock, Coroutine, Kernel, NewTask, Reply, Trap};

use crate::alloc;
use crate::row::{Group, Row, Trouble, Unit};
use crate::stopwatch::Stopwatch;

const TASKS: u32 = 1_000;
const KERNELS: u32 = 30;

pub(crate) fn group() -> Group {
    let nanos = |name, spawn: fn(&mut Kernel)| {
        Row::new(name, Unit::Nanoseconds, move || {
            let stopwatch = Stopwatch::start();
            for _ in 0..KERNELS {
                lives(spawn)?;
            }
            Ok(stopwatch.nanos_a_step(u64::from(TASKS * KERNELS)))
        })
    };
    let allocations = |name, spawn: fn(&mut Kernel)| {
        Row::new(name, Unit::Allocations, move || {
            let (ran, counts) = alloc::count(|| lives(spawn));
            ran?;
            #[expect(clippy::cast_precision_loss, reason = "some thousands")]
            Ok(counts.allocations as f64 / f64::from(TASKS))
        })
    };
    Group {
        name: "spawn",
        rows: vec![
            nanos("spawn-by-hand", spawn_by_hand),
            nanos("spawn-async", spawn_async).beside("spawn-by-hand"),
            allocations("spawn-by-hand-allocations", spawn_by_hand),
            allocations("spawn-async-allocations", spawn_async),
        ],
        rounds: 15,
        on_request: false,
        notes: |_| Vec::new(),
    }
}

fn lives(spawn: fn(&mut Kernel)) -> Result<(), Trouble> {
    let mut kernel = Kernel::new(Clock::real());
    for _ in 0..TASKS {
        spawn(&mut kernel);
    }
    kernel.run().map_err(|error| Trouble::Failed(error.to_string()))
}

fn spawn_async(kernel: &mut Kernel) {
    kernel.spawn("brief", async |_| Ok(()));
}

fn spawn_by_hand(kernel: &mut Kernel) {
    kernel.spawn_machine(NewTask::new("brief", Brief::Start));
}

/// A machine that ends at once. It has a state all the same, or it would need no box.
enum Brief {
    Start,
    Done,
}

impl Coroutine<Reply> for Brief {
    type Yield = Trap;
    type Return = ();

    fn resume(&mut self, _: Reply) -> CoroutineState<Trap, ()> {
        match mem::replace(self, Self::Done) {
            Self::Start => Complete(()),
            Self::Done => panic!("`Brief` resumed after completion"),
        }
    }
}
