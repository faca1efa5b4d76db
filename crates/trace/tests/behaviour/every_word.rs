//! A program in which everything happens that the trace has a word for.

use std::time::Duration;

use tulip_trace::{Clock, Event, Lane, Place, capture, emit};

/// What happened, and the trace of it.
pub(crate) fn every_word() -> (Vec<(Lane, Event)>, String) {
    let program = program();
    let recording = capture("every word", || {
        let clock = Clock::virtual_time();
        for (at, lane, event) in &program {
            clock.work(Duration::from_millis(*at).saturating_sub(clock.now()));
            emit(*lane, || event.clone());
        }
    });
    let events = program.into_iter().map(|(_, lane, event)| (lane, event)).collect();
    (events, recording.trace)
}

/// When, in milliseconds, on which lane, and what.
///
/// A reader reads a line from a descriptor and sends it to a printer; a watcher is asked to stop
/// when its timer has fired, and does not.
fn program() -> Vec<(u64, Lane, Event)> {
    use Lane::{Main, Resources};

    let (reader, printer, watcher) = (Lane::Task(1), Lane::Task(2), Lane::Task(3));
    let mut program = vec![(0, Main, Event::Mark { label: "the start".into() })];
    program.push((0, Main, Event::LoopTurn { turn: 1 }));
    for (task, name, parent) in
        [(1, "reader", None), (2, "printer", Some(1)), (3, "", None)]
    {
        let lane = Lane::Task(task);
        let name = name.to_owned();
        program.push((0, lane, Event::TaskNew { task, name, parent, src: at(1) }));
        program.push((0, lane, ready(task, "main", None)));
    }
    program.extend([
        // The reader's machines speak, and it waits for a line.
        (0, reader, Event::TaskPick { queue_left: 2 }),
        (0, reader, run(1, 1, None)),
        (0, reader, resume(1, "lines", None, None)),
        (0, reader, resume(2, "bytes", Some("\"\\n\""), None)),
        (0, reader, co_yield("bytes", "0x0a")),
        (0, reader, co_yield("lines", "[10, 20]")),
        (0, reader, Event::Trap { task: 1, trap: "sleep".into(), answer: None }),
        (
            0,
            reader,
            Event::Trap { task: 1, trap: "now".into(), answer: Some("0ns".into()) },
        ),
        (
            0,
            Resources,
            Event::FutNew { fut: 1, name: "line".into(), task: None, src: None },
        ),
        (0, Resources, io_reg(Some(1), at(12))),
        (0, reader, Event::TaskYield { out: "read".into(), end: at(13) }),
        (0, reader, Event::TaskWait { task: 1, why: "fd 3 read".into(), src: at(13) }),
        // The printer waits for the reader's letter.
        (0, printer, Event::TaskPick { queue_left: 1 }),
        (0, printer, run(2, 1, None)),
        (0, printer, Event::TaskYield { out: "park".into(), end: None }),
        (0, printer, Event::TaskWait { task: 2, why: "a letter".into(), src: None }),
        // The watcher sleeps.
        (0, watcher, Event::TaskPick { queue_left: 0 }),
        (0, watcher, run(3, 1, None)),
        (0, Resources, timer_arm(1, "sleep 5ms", 5_000)),
        (0, Resources, timer_arm(2, "give up", 9_000)),
        (0, watcher, Event::TaskYield { out: "sleep 5ms".into(), end: at(30) }),
        (0, watcher, Event::TaskWait { task: 3, why: "timer 1".into(), src: at(30) }),
        (0, Main, Event::LoopTurned { ran: 3 }),
        (0, Main, Event::LoopPark { timeout_us: Some(5_000) }),
        (5, Main, Event::LoopUnpark { cause: "time".into() }),
        // Its timer fires, and wakes it twice.
        (5, Resources, Event::TimerFire { timer: 1, name: "sleep 5ms".into() }),
        (5, Main, wake(1, 3, "timer 1")),
        (5, watcher, Event::TaskWoken { wake: 1 }),
        (5, watcher, ready(3, "timer 1", Some(1))),
        (5, Main, Event::WakeDup { task: 3, by: "main".into() }),
        // The reader's line comes.
        (5, Main, Event::LoopPark { timeout_us: None }),
        (6, Main, Event::LoopUnpark { cause: "fd 3".into() }),
        (6, Resources, io_ready(None)),
        (6, Resources, io_ready(Some(5))),
        (6, Main, Event::CbPush { cb: 1, by: "fd 3".into(), src: at(40) }),
        (6, Main, Event::CbPush { cb: 2, by: "fd 3".into(), src: None }),
        (6, Main, Event::CbRun { cb: 1 }),
        (6, Main, wake(2, 1, "fd 3")),
        (6, reader, Event::TaskWoken { wake: 2 }),
        (6, reader, ready(1, "fd 3", Some(2))),
        (6, Main, Event::CbEnd { end: at(41) }),
        (6, Main, Event::CbSkip { cb: 2 }),
        // It sends the line on, and its machines end in three ways.
        (6, reader, Event::TaskPick { queue_left: 1 }),
        (6, reader, run(1, 2, Some("5 bytes"))),
        (6, Resources, Event::IoDereg { token: 7, name: "fd 3 read".into() }),
        (6, Resources, fut_ready("Ok(\"<b>\")")),
        (6, reader, resume(1, "lines", Some("5"), at(10))),
        (6, reader, resume(3, "broken", None, None)),
        (6, reader, Event::CoPanic { name: "broken".into() }),
        (6, reader, Event::CoReturn { name: "lines".into(), out: "()".into(), end: None }),
        (6, reader, Event::CoDrop { co: 2 }),
        (6, reader, chan("send", 1)),
        (6, reader, wake(3, 2, "reader")),
        (6, printer, Event::TaskWoken { wake: 3 }),
        (6, printer, ready(2, "reader", Some(3))),
        (6, reader, Event::TaskDone { out: "Ok(5)".into(), end: at(20) }),
        // The printer prints it.
        (6, printer, Event::TaskPick { queue_left: 1 }),
        (6, printer, run(2, 2, None)),
        (6, printer, chan("recv", 0)),
        (6, printer, Event::Out { text: "<b>\t\"\u{1f337}\"".into(), src: at(25) }),
        (6, printer, Event::Out { text: String::new(), src: None }),
        (6, printer, Event::TaskDone { out: "()".into(), end: None }),
        // The watcher is asked to stop, and dropped.
        (6, Resources, timer_cancel("main")),
        (6, watcher, Event::TaskCancel { task: 3, by: "main".into(), src: at(50) }),
        (6, watcher, Event::TaskCancel { task: 3, by: "main".into(), src: None }),
        (6, watcher, Event::TaskDrop { task: 3, why: "the loop was dropped".into() }),
        (6, Main, Event::Full { events: u64::MAX }),
    ]);
    program
}

fn at(line: u32) -> Option<Place> {
    format!("examples/every: word.rs:{line}").parse().ok()
}

fn ready(task: u32, by: &str, wake: Option<u32>) -> Event {
    Event::TaskReady { task, by: by.into(), wake }
}

fn run(task: u32, poll: u32, sent: Option<&str>) -> Event {
    let src = (poll > 1).then(|| at(13)).flatten();
    Event::TaskRun { task, poll, sent: sent.map(str::to_owned), src }
}

fn resume(co: u32, name: &str, input: Option<&str>, src: Option<Place>) -> Event {
    Event::CoResume { co, name: name.into(), input: input.map(str::to_owned), src }
}

fn co_yield(name: &str, out: &str) -> Event {
    Event::CoYield { name: name.into(), out: out.into(), end: at(10) }
}

fn wake(wake: u32, task: u32, by: &str) -> Event {
    Event::Wake { wake, task, by: by.into(), src: at(60) }
}

fn timer_arm(timer: u32, name: &str, due_us: u64) -> Event {
    Event::TimerArm { timer, name: name.into(), task: Some(3), due_us, src: at(30) }
}

fn timer_cancel(by: &str) -> Event {
    Event::TimerCancel { timer: 2, name: "give up".into(), cancelled_by: by.into() }
}

fn io_reg(task: Option<u32>, src: Option<Place>) -> Event {
    Event::IoReg { token: 7, name: "fd 3 read".into(), task, src }
}

fn io_ready(bytes: Option<u64>) -> Event {
    Event::IoReady { token: 7, name: "fd 3 read".into(), bytes }
}

fn fut_ready(out: &str) -> Event {
    Event::FutReady { fut: 1, name: "line".into(), out: out.into() }
}

fn chan(name: &str, len: u32) -> Event {
    Event::Chan { name: name.into(), chan: "letters".into(), value: "\"<b>\"".into(), len }
}
