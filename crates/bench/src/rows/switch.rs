//! A switch of the kernel: it serves the trap of one task and runs the next.
//!
//! Each task gives up its turn again and again. The task that runs first in each lap holds the
//! stopwatch: it starts it when all have begun, and stops it some laps later. So making tasks
//! and ending them is not in the figure.

use std::cell::Cell;
use std::mem;
use std::rc::Rc;
use std::time::Duration;
use std::vec::IntoIter;

use scheduler::CoroutineState::{self, Complete, Yielded};
use scheduler::{
    Cancelled, Clock, Coroutine, Kernel, NewTask, Reply, Sys, TaskId, Trap, Wait,
};

use crate::row::{Group, Row, Trouble, Unit};
use crate::rows::memory;
use crate::stopwatch::Stopwatch;

pub(crate) fn group() -> Group {
    Group {
        name: "switch",
        rows: vec![
            row("switch-by-hand-1", 1, spawn_by_hand),
            row("switch-by-hand-1000", 1_000, spawn_by_hand)
                .at_most_times(1.5, "switch-by-hand-1"),
            row("switch-by-hand-1000000", 1_000_000, spawn_by_hand)
                .beside("switch-by-hand-1"),
            mixed_row("switch-by-hand-1000000-mixed", 1_000_000).beside("switch-by-hand-1"),
            row("switch-async-1", 1, spawn_async),
            row("switch-async-1000", 1_000, spawn_async)
                .at_most_times(1.5, "switch-async-1"),
            row("switch-async-1000000", 1_000_000, spawn_async).beside("switch-async-1"),
        ],
        rounds: 7,
        on_request: false,
        notes: |_| vec![what_is_touched()],
    }
}

fn what_is_touched() -> String {
    let [by_hand, from_async] =
        [memory::BY_HAND, memory::ASYNC].map(|kind| kind.boxes().iter().sum::<usize>());
    format!(
        "switch: touches a task's number in the queue, its place in the list, and its boxes \
         (some {by_hand} B by hand,\n  {from_async} B async). A million tasks fit into no cache: \
         where they run in the order in which they were made,\n  the processor fetches the next \
         ones ahead; mixed, each switch waits for memory."
    )
}

/// Tasks that take turns in the order in which they were made.
fn row(name: &'static str, tasks: u32, spawn: fn(&mut Kernel, Laps) -> TaskId) -> Row {
    Row::new(name, Unit::Nanoseconds, move || {
        let timing = Rc::new(Timing::default());
        let mut kernel = Kernel::new(Clock::real());
        for number in 0..tasks {
            spawn(&mut kernel, Laps::of(tasks, (number == 0).then_some(&timing)));
        }
        run(kernel, tasks, &timing)
    })
}

/// Tasks that take turns in an order that has nothing to do with where they lie in memory: they
/// park, and are woken in that order.
fn mixed_row(name: &'static str, tasks: u32) -> Row {
    Row::new(name, Unit::Nanoseconds, move || {
        let timing = Rc::new(Timing::default());
        let mut order: Vec<_> = (0..tasks as usize).collect();
        mix(&mut order);
        let mut kernel = Kernel::new(Clock::real());
        let mut spinners = Vec::new();
        for number in 0..order.len() {
            let laps = Laps::of(tasks, (number == order[0]).then_some(&timing));
            let spin = Spin::ToBeWoken(laps);
            spinners.push(kernel.spawn_machine(NewTask::new("spin", spin)));
        }
        let order: Vec<_> = order.iter().map(|number| spinners[*number]).collect();
        let waker = WakeAll { order: order.into_iter() };
        kernel.spawn_machine(NewTask::new("wake all", waker));
        run(kernel, tasks, &timing)
    })
}

fn run(mut kernel: Kernel, tasks: u32, timing: &Timing) -> Result<f64, Trouble> {
    kernel.run().map_err(|error| Trouble::Failed(error.to_string()))?;
    Ok(timing.nanos_a_lap.get() / f64::from(tasks))
}

/// What a spinning task knows.
struct Laps {
    count: u32,
    /// Only the task that is first in each lap has it.
    timing: Option<Rc<Timing>>,
}

impl Laps {
    fn of(tasks: u32, timing: Option<&Rc<Timing>>) -> Self {
        Self { count: (LEAST_SWITCHES / tasks).max(1), timing: timing.cloned() }
    }

    fn start(&self) {
        if let Some(timing) = &self.timing {
            timing.started.set(Some(Stopwatch::start()));
        }
    }

    fn stop(&self) {
        let Some(timing) = &self.timing else { return };
        if let Some(stopwatch) = timing.started.take() {
            timing.nanos_a_lap.set(stopwatch.nanos_a_step(u64::from(self.count)));
        }
    }
}

#[derive(Default)]
struct Timing {
    started: Cell<Option<Stopwatch>>,
    nanos_a_lap: Cell<f64>,
}

fn spawn_async(kernel: &mut Kernel, laps: Laps) -> TaskId {
    kernel.spawn("spin", async move |sys| spin(&sys, &laps).await).id()
}

async fn spin(sys: &Sys, laps: &Laps) -> Result<(), Cancelled> {
    sys.yield_now().await?;
    laps.start();
    for _ in 0..laps.count {
        sys.yield_now().await?;
    }
    laps.stop();
    Ok(())
}

fn spawn_by_hand(kernel: &mut Kernel, laps: Laps) -> TaskId {
    kernel.spawn_machine(NewTask::new("spin", Spin::Start(laps)))
}

/// The same, written by hand.
enum Spin {
    Start(Laps),
    ToBeWoken(Laps),
    Begun(Laps),
    Spinning { lap: u32, laps: Laps },
    Done,
}

impl Coroutine<Reply> for Spin {
    type Yield = Trap;
    type Return = ();

    fn resume(&mut self, _: Reply) -> CoroutineState<Trap, ()> {
        *self = match mem::replace(self, Self::Done) {
            Self::Start(laps) => Self::Begun(laps),
            Self::ToBeWoken(laps) => {
                *self = Self::Begun(laps);
                return Yielded(Trap::Park(Wait::for_thing("its turn")));
            }
            Self::Begun(laps) => {
                laps.start();
                Self::Spinning { lap: 1, laps }
            }
            Self::Spinning { lap, laps } if lap == laps.count => {
                laps.stop();
                return Complete(());
            }
            Self::Spinning { lap, laps } => Self::Spinning { lap: lap + 1, laps },
            Self::Done => panic!("`Spin` resumed after completion"),
        };
        Yielded(Trap::Sleep(Duration::ZERO))
    }
}

/// Wakes tasks in their order of turns, and ends.
struct WakeAll {
    order: IntoIter<TaskId>,
}

impl Coroutine<Reply> for WakeAll {
    type Yield = Trap;
    type Return = ();

    fn resume(&mut self, _: Reply) -> CoroutineState<Trap, ()> {
        self.order.next().map_or(Complete(()), |task| Yielded(Trap::Wake(task)))
    }
}

/// Mixes a list, always in the same way: Fisher and Yates, with xorshift for dice.
fn mix(list: &mut [usize]) {
    let mut dice: u64 = 0x9e37_79b9_7f4a_7c15;
    for end in (1..list.len()).rev() {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        let below_end = dice % (end as u64 + 1);
        list.swap(end, usize::try_from(below_end).unwrap_or(end));
    }
}

/// Some milliseconds of them.
const LEAST_SWITCHES: u32 = 1_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixing_keeps_everything() {
        let mut list: Vec<_> = (0..1_000).collect();
        mix(&mut list);
        assert!(!list.is_sorted());
        list.sort_unstable();
        assert!(list.iter().copied().eq(0..1_000));
    }

    #[test]
    fn every_task_runs_once_a_lap() {
        for spawn in [spawn_by_hand, spawn_async] {
            let mut kernel = Kernel::new(Clock::virtual_time());
            for _ in 0..3 {
                spawn(&mut kernel, Laps { count: 5, timing: None });
            }
            let mut pauses = Vec::new();
            kernel
                .run_watched(|seen| {
                    if let scheduler::Seen::Trap(task, Trap::Sleep(_)) = seen {
                        pauses.push(task.number());
                    }
                })
                .unwrap();
            assert_eq!(pauses, [1, 2, 3].repeat(1 + 5));
        }
    }
}
