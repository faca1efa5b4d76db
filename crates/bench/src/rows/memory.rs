//! What a task costs while it waits: bytes of heap, and bytes that are resident.
//!
//! A million tasks wait in a child process, so that neither their memory nor the holes that they
//! leave behind are in the way of other rows. The task that is made last runs last, and looks.

use std::cell::{Cell, OnceCell};
use std::mem;
use std::rc::Rc;
use std::time::Duration;

use scheduler::CoroutineState::{self, Complete, Yielded};
use scheduler::{Clock, Coroutine, Kernel, NewTask, Reply, RunError, Seen, Trap, Wait};

use crate::alloc::Counts;
use crate::row::{Figure, Group, Row, Trouble, Unit};
use crate::{alloc, child, linux};

const TASKS: u32 = 1_000_000;

pub(crate) fn group() -> Group {
    let rows = KINDS.iter().flat_map(|kind| {
        // One child gives both figures.
        let child = Rc::new(OnceCell::<Vec<Option<f64>>>::new());
        [kind.heap_row, kind.resident_row].into_iter().zip(0..).map(move |(name, index)| {
            let child = Rc::clone(&child);
            Row::new(name, Unit::Bytes, move || {
                if child.get().is_none() {
                    let numbers = child::ask(&format!("memory:{}", kind.heap_row), &[])?;
                    child.get_or_init(|| numbers);
                }
                let number = child.get().and_then(|numbers| numbers[index]);
                number.ok_or(Trouble::NotHere)
            })
        })
    });
    // What is allocated is the same each time.
    Group { name: "memory", rows: rows.collect(), rounds: 1, on_request: false, notes }
}

/// Where the bytes are.
fn notes(figures: &[Figure]) -> Vec<String> {
    let lines = KINDS.iter().map(|kind| {
        let boxes = kind.boxes();
        let sum: usize = boxes.iter().sum();
        let row = figures.iter().find(|row| row.name == kind.heap_row);
        #[expect(clippy::cast_precision_loss, reason = "some hundreds")]
        let share = row.and_then(|row| row.value).map_or(String::new(), |heap| {
            format!("; its share of {}: {:.1} B", kind.shares, heap.median - sum as f64)
        });
        format!("\n  {}: {} = {sum} B{share}", kind.heap_row, listed(&boxes, kind.contents))
    });
    vec![format!(
        "memory: what is allocated for one task, in this order{}",
        lines.collect::<String>()
    )]
}

fn listed(boxes: &[usize], contents: &[&str]) -> String {
    // Names that do not fit are worse than none.
    let are_named = boxes.len() == contents.len();
    let boxes = boxes.iter().zip(0..).map(|(size, index)| {
        if are_named { format!("{} {size}", contents[index]) } else { size.to_string() }
    });
    boxes.collect::<Vec<_>>().join(" + ")
}

/// The heap and the resident memory of a million waiting tasks, a task. Runs in the child.
pub(crate) fn measure_here(heap_row: &str) -> Result<[Option<f64>; 2], String> {
    let kind = KINDS.iter().find(|kind| kind.heap_row == heap_row);
    let kind = kind.ok_or_else(|| format!("no tasks for `{heap_row}`"))?;
    let resident_before = linux::peak_resident_bytes();
    let seen = Rc::new(Cell::new(None));
    let look = Look { seen: Rc::clone(&seen) };
    let (ran, _) = alloc::count(|| {
        let mut kernel = Kernel::new(Clock::virtual_time());
        for _ in 0..TASKS {
            (kind.spawn)(&mut kernel);
        }
        kernel.spawn_machine(NewTask::new("look", look));
        kernel.run()
    });
    if let Err(error @ RunError::Schedule(_)) = ran {
        return Err(error.to_string());
    }
    let Sight { heap, resident } = seen.take().ok_or("nobody looked")?;
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    let a_task = |bytes: u64| bytes as f64 / f64::from(TASKS);
    Ok([
        Some(a_task(heap as u64)),
        resident.zip(resident_before).map(|(after, before)| a_task(after - before)),
    ])
}

/// The machine of the task that is made last.
struct Look {
    seen: Rc<Cell<Option<Sight>>>,
}

struct Sight {
    heap: usize,
    resident: Option<u64>,
}

impl Coroutine<Reply> for Look {
    type Yield = Trap;
    type Return = ();

    fn resume(&mut self, _: Reply) -> CoroutineState<Trap, ()> {
        self.seen.set(Some(Sight {
            heap: alloc::so_far().live,
            resident: linux::peak_resident_bytes(),
        }));
        Complete(())
    }
}

/// Tasks of one kind.
pub(crate) struct Kind {
    heap_row: &'static str,
    resident_row: &'static str,
    spawn: fn(&mut Kernel),
    /// What the boxes of a task hold, in the order in which they are allocated.
    contents: &'static [&'static str],
    /// What else grows with the number of tasks.
    shares: &'static str,
}

pub(crate) const BY_HAND: Kind = Kind {
    heap_row: "memory-by-hand-parked",
    resident_row: "memory-by-hand-parked-resident",
    spawn: |kernel| {
        kernel.spawn_machine(NewTask::new("parked", Parked::Start));
    },
    contents: &["machine", "task"],
    shares: "list and queue",
};

pub(crate) const ASYNC: Kind = Kind {
    heap_row: "memory-async-parked",
    resident_row: "memory-async-parked-resident",
    spawn: |kernel| {
        kernel.spawn("parked", async |sys| sys.park(Wait::for_thing("mail")).await);
    },
    contents: &["result", "window", "future", "machine", "task"],
    shares: "list and queue",
};

const ASLEEP: Kind = Kind {
    heap_row: "memory-async-asleep",
    resident_row: "memory-async-asleep-resident",
    spawn: |kernel| {
        kernel.spawn("asleep", async |sys| sys.sleep(Duration::from_secs(1)).await);
    },
    shares: "list, queue and timers",
    ..ASYNC
};

const KINDS: [Kind; 3] = [BY_HAND, ASYNC, ASLEEP];

impl Kind {
    /// The sizes of what is allocated for one task until it first pauses.
    pub(crate) fn boxes(&self) -> Vec<usize> {
        let mut kernel = Kernel::new(Clock::virtual_time());
        // Makes room in the kernel's lists, and allocates nothing when it runs.
        (BY_HAND.spawn)(&mut kernel);
        let ((), made) = alloc::count(|| (self.spawn)(&mut kernel));
        let mut at_pause = None;
        // The run itself may end in a deadlock: that is no matter here.
        let _ = alloc::count(|| {
            kernel.run_watched(|seen| {
                if let Seen::Trap(..) = seen {
                    at_pause = Some(alloc::so_far());
                }
            })
        });
        let begun = at_pause.iter().flat_map(Counts::sizes);
        made.sizes().iter().chain(begun).copied().collect()
    }
}

/// A machine that waits for what nobody brings.
enum Parked {
    Start,
    AtPark,
    Done,
}

impl Coroutine<Reply> for Parked {
    type Yield = Trap;
    type Return = ();

    fn resume(&mut self, _: Reply) -> CoroutineState<Trap, ()> {
        match mem::replace(self, Self::Done) {
            Self::Start => {
                *self = Self::AtPark;
                Yielded(Trap::Park(Wait::for_thing("mail")))
            }
            Self::AtPark => Complete(()),
            Self::Done => panic!("`Parked` resumed after completion"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_box_has_a_name() {
        for kind in &KINDS {
            assert_eq!(kind.boxes().len(), kind.contents.len(), "{}", kind.heap_row);
        }
    }

    #[test]
    fn boxes_without_matching_names_are_listed_bare() {
        assert_eq!(listed(&[8, 16], &["near", "far"]), "near 8 + far 16");
        assert_eq!(listed(&[8, 16], &["near"]), "8 + 16");
    }
}
