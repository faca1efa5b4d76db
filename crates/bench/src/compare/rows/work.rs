//! Rows of work that a runtime does by itself.

use std::process::Command;
use std::rc::Rc;

use super::{ALL, Must, WITH_TIMERS, comparison};
use crate::compare::comparison::Comparison;
use crate::programs::{self, Programs};
use crate::row::{Trouble, Unit};

const OWN_CHANNEL: &[&str] = &["tulip", "tokio", "smol"];

/// In the order of the table.
pub(crate) fn rows(programs: &Rc<Programs>) -> Vec<Comparison> {
    [tasks, messages, sleeps, memory, threads]
        .into_iter()
        .flat_map(|rows| rows(programs))
        .collect()
}

fn tasks(programs: &Rc<Programs>) -> Vec<Comparison> {
    vec![
        row(
            programs,
            "spawn",
            "spawn and join, CPU",
            Unit::Nanoseconds,
            Must::Times(0.2),
            ALL,
            cpu("spawn", 100_000),
        )
        .noting(&[ONE_THREAD]),
        row(
            programs,
            "spawn-allocations",
            "spawn and join, allocations",
            Unit::Allocations,
            // The list of handles and the queue grow a few times.
            Must::AtMost(1.01),
            ALL,
            Work { counted: true, ..once("spawn", 100_000, "allocations") },
        )
        .rounds(1),
        row(
            programs,
            "yield-1",
            "yield by wake_by_ref, one task, CPU",
            Unit::Nanoseconds,
            Must::Times(0.4),
            ALL,
            cpu("yield-1", 1_000_000),
        )
        .noting(&[ONE_THREAD]),
        row(
            programs,
            "yield-1000",
            "yield by wake_by_ref, 1,000 tasks, CPU",
            Unit::Nanoseconds,
            Must::Times(0.4),
            ALL,
            cpu("yield-1000", 1_000_000),
        )
        .noting(&[ONE_THREAD]),
        row(
            programs,
            "yield-own",
            "the runtime's own yield_now, one task, CPU",
            Unit::Nanoseconds,
            Must::Nothing,
            &["tulip", "tokio"],
            cpu("yield-own", 200_000),
        )
        .noting(&[
            "tokio polls its driver at each yield of a lone task, by an epoll_wait; \
                   the row yield-1 is the fair one.",
        ]),
    ]
}

fn messages(programs: &Rc<Programs>) -> Vec<Comparison> {
    vec![
        row(
            programs,
            "ping-pong-futures",
            "a message by futures' mpsc, CPU",
            Unit::Nanoseconds,
            Must::Times(0.8),
            ALL,
            cpu("ping-pong-futures", 200_000),
        ),
        row(
            programs,
            "ping-pong-own",
            "a message by the runtime's own mpsc, CPU",
            Unit::Nanoseconds,
            Must::Times(0.5),
            OWN_CHANNEL,
            cpu("ping-pong-own", 200_000),
        ),
    ]
}

fn sleeps(programs: &Rc<Programs>) -> Vec<Comparison> {
    vec![
        row(
            programs,
            "sleeps",
            "100,000 sleeps within a second, CPU of each",
            Unit::Nanoseconds,
            Must::Times(0.6),
            WITH_TIMERS,
            once("sleeps", 100_000, "cpu"),
        )
        .noting(&[TICKS]),
        row(
            programs,
            "sleep-dropped",
            "a sleep polled and dropped, 100,000 others, a nearer deadline, CPU",
            Unit::Nanoseconds,
            Must::Times(0.6),
            NO_GLOMMIO,
            cpu("sleep-dropped", 1_000_000),
        )
        .noting(&[GLOMMIO_PANICS]),
        row(
            programs,
            "sleep-dropped-first",
            "the same without a nearer deadline",
            Unit::Nanoseconds,
            Must::Nothing,
            NO_GLOMMIO,
            cpu("sleep-dropped-first", 300_000),
        )
        .noting(&[
            "tokio writes to its eventfd where no earlier deadline is known to its driver; \
             the row sleep-dropped is the fair one.",
        ]),
        row(
            programs,
            "lateness-p50",
            "how late a sleep ends, 1,000 within a second, p50",
            Unit::Microseconds,
            Must::Times(1.0),
            WITH_TIMERS,
            once("lateness", 1000, "p50"),
        )
        .noting(&[TICKS]),
        row(
            programs,
            "lateness-p99",
            "how late a sleep ends, 1,000 within a second, p99",
            Unit::Microseconds,
            Must::Times(1.0),
            WITH_TIMERS,
            once("lateness", 1000, "p99"),
        )
        .noting(&[TICKS]),
    ]
}

fn memory(programs: &Rc<Programs>) -> Vec<Comparison> {
    vec![
        row(
            programs,
            "sleeping",
            "memory of a sleeping task",
            Unit::Bytes,
            Must::AtMost(170.0),
            WITH_TIMERS,
            once("sleeping", 1_000_000, "resident"),
        )
        .rounds(3)
        .noting(&[INSPECTION]),
        row(
            programs,
            "pending",
            "memory of a pending task",
            Unit::Bytes,
            Must::AtMost(112.0),
            ALL,
            once("pending", 1_000_000, "resident"),
        )
        .rounds(3)
        .noting(&[INSPECTION]),
    ]
}

fn threads(programs: &Rc<Programs>) -> Vec<Comparison> {
    vec![
        row(
            programs,
            "wake-thread",
            "there and back between a thread and a task, both on one processor, CPU",
            Unit::Nanoseconds,
            Must::Times(1.0),
            ALL,
            cpu("wake-thread", 20_000),
        )
        .noting(&[
            "local-pool parks by a futex and has no I/O to wait for at the same time.",
        ]),
        row(
            programs,
            "spawn-blocking",
            "spawn_blocking and back, on one processor, CPU",
            Unit::Nanoseconds,
            Must::Times(1.0),
            WITH_TIMERS,
            cpu("spawn-blocking", 20_000),
        )
        .noting(&["Nearly all of it is the system's: two futexes, and two changes of threads. Tried \
                   and left: to count the thread as free before the job's result is told saves a \
                   futex now and then, but then a result that nobody wants, and that is slow to \
                   drop, holds up the next job."]),
    ]
}

fn row(
    programs: &Rc<Programs>,
    name: &'static str,
    about: &'static str,
    unit: Unit,
    must: Must,
    peers: &[&'static str],
    work: Work,
) -> Comparison {
    let programs = Rc::clone(programs);
    comparison(name, about, unit, must, peers, move |peer| work.figure(&programs, peer))
}

/// CPU time: the least of three times, the first of which finds a cold heap.
fn cpu(name: &'static str, count: u32) -> Work {
    Work { times: 3, ..once(name, count, "cpu") }
}

fn once(name: &'static str, count: u32, key: &'static str) -> Work {
    Work { name, count, times: 1, key, counted: false }
}

/// Some work of a peer, and the figure that is wanted of it.
#[derive(Clone, Copy)]
struct Work {
    name: &'static str,
    count: u32,
    times: u32,
    key: &'static str,
    counted: bool,
}

impl Work {
    fn figure(self, programs: &Programs, peer: &str) -> Result<f64, Trouble> {
        let program = if self.counted { &programs.counted } else { &programs.timed };
        let (count, times) = (self.count.to_string(), self.times.to_string());
        let mut command = Command::new(program);
        command.args(["work", peer, self.name, &count, &times]);
        programs::figure(&mut command, self.key)
    }
}

const ONE_THREAD: &str = "What monoio and glommio give up for speed: on its own thread a task of \
    theirs is not Send.";
const TICKS: &str = "tulip, tokio and monoio have ticks of a millisecond, which many timers \
    share; smol and glommio arm the system's timer for each deadline, and pay for it in the row \
    sleeps.";
const INSPECTION: &str = "tulip's figure includes what a dump needs: the line of the spawn, and \
    where the task waits.";
const GLOMMIO_PANICS: &str = "glommio 0.9.0 panics in this row.";
const NO_GLOMMIO: &[&str] = &["tulip", "tokio", "smol", "monoio"];
