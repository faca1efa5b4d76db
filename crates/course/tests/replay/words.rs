//! Every word of the trace, and how it is told.

use tulip_trace::Lane::{Main, Resources};
use tulip_trace::{Event, Lane};

/// What happens, where, and how it is told. Events that are told together with the next one say
/// nothing by themselves.
type Told = (Lane, Event, &'static str);

/// Every word at least once.
pub(crate) fn words() -> Vec<Told> {
    let parts =
        [program(), machines(), first_task(), second_task(), third_task(), resources()];
    parts.into_iter().flatten().collect()
}

fn program() -> Vec<Told> {
    vec![
        (Main, Event::Mark { label: s("start") }, "The program passes the mark start."),
        (Main, out("hello: you"), "main prints: hello: you"),
        (Main, out("  "), "main prints an empty line."),
        (
            Main,
            Event::LoopPark { timeout_us: None },
            "The program parks until something wakes it. Its thread does nothing.",
        ),
        (Main, Event::LoopUnpark { cause: s("time") }, "What ends the park: time"),
        (
            Main,
            Event::LoopPark { timeout_us: Some(1_500_000) },
            "The program parks for 1.5 s at most. Its thread does nothing.",
        ),
        (Main, Event::LoopTurn { turn: 1 }, "The loop begins turn 1."),
        (
            Main,
            Event::LoopPark { timeout_us: Some(1) },
            "Nobody is ready: the loop parks for 0.000001 s at most.",
        ),
    ]
}

fn machines() -> Vec<Told> {
    vec![
        (
            Main,
            resume(1, "outer", None),
            "outer is resumed for the first time: its body begins.",
        ),
        (
            Main,
            resume(2, "inner", Some("1")),
            "outer resumes inner for the first time, with 1: its body begins.",
        ),
        (Main, yields("inner", "3"), "inner pauses and hands 3 to outer."),
        (Main, yields("outer", "3"), "outer pauses and hands out 3."),
        (
            Main,
            resume(1, "outer", Some("9")),
            "outer is resumed with 9 and goes on where it stood.",
        ),
        (
            Main,
            resume(2, "inner", None),
            "outer resumes inner, which goes on where it stood.",
        ),
        (Main, out("from within"), "inner prints: from within"),
        (Main, yields("inner", "()"), "inner pauses."),
        (
            Main,
            resume(2, "inner", Some("5")),
            "outer resumes inner with 5; it goes on where it stood.",
        ),
        (Main, returns("inner", "8"), "inner ends and gives outer its result, 8."),
        (Main, returns("outer", "()"), "outer ends."),
        (
            Main,
            resume(3, "broken", Some("0")),
            "broken is resumed for the first time, with 0: its body begins.",
        ),
        (Main, panics("broken"), "broken panics, and that ends it."),
        (Main, resume(3, "broken", None), "broken has ended, and is resumed again."),
        (Main, panics("broken"), "broken panics, and that ends it."),
        (
            Main,
            resume(3, "broken", Some("1")),
            "broken has ended, and is resumed again, with 1.",
        ),
        (Main, panics("broken"), "broken panics, and that ends it."),
        (
            Main,
            resume(4, "left", None),
            "left is resumed for the first time: its body begins.",
        ),
        (Main, resume(3, "broken", None), "left resumes broken, which has ended."),
        (Main, panics("broken"), "broken panics, and that ends it."),
        (
            Main,
            resume(3, "broken", Some("2")),
            "left resumes broken, which has ended, with 2.",
        ),
        (Main, panics("broken"), "broken panics, and that ends it."),
        (Main, yields("left", "1"), "left pauses and hands out 1."),
        (Main, resume(4, "left", None), "left is resumed and goes on where it stood."),
        (Main, returns("left", "2"), "left ends with the result 2."),
        (Main, Event::CoDrop { co: 4 }, "left is dropped before its end."),
    ]
}

/// It makes the second one, and waits for a timer.
fn first_task() -> Vec<Told> {
    vec![
        (ONE, new(1, "a", None), "main makes t1 a."),
        (
            Main,
            Event::LoopPark { timeout_us: None },
            "Nobody is ready and no timer is armed: the loop parks until something wakes it.",
        ),
        (
            Main,
            Event::LoopPark { timeout_us: Some(250_000) },
            "Nobody is ready: the loop parks for 0.25 s at most.",
        ),
        (Main, Event::LoopTurn { turn: 7 }, ""),
        (
            ONE,
            ready(1, "main"),
            "The loop begins turn 7. main puts t1 a into the ready queue.",
        ),
        (ONE, Event::TaskPick { queue_left: 0 }, ""),
        (ONE, run(1, 1, None), "t1 a is picked and runs for the first time."),
        (
            ONE,
            resume(5, "its machine", None),
            "t1 a resumes its machine for the first time: its body begins.",
        ),
        (
            ONE,
            Event::CoYield { name: s("its machine"), out: s("()"), end: None },
            "its machine pauses.",
        ),
        (
            ONE,
            Event::Trap { task: 1, trap: s("now"), answer: Some(s("3s")) },
            "t1 a asks the kernel: now. The answer comes at once: 3s",
        ),
        (
            ONE,
            Event::Trap { task: 1, trap: s("sleep 2s"), answer: None },
            "t1 a asks the kernel: sleep 2s",
        ),
        (TWO, new(2, "b", Some(1)), ""),
        (TWO, ready(2, "t1"), "t1 a makes t2 b and puts it into the ready queue."),
        (ONE, Event::TaskYield { out: s("sleep 2s"), end: None }, ""),
        (
            ONE,
            Event::TaskWait { task: 1, why: s("timer 1"), src: None },
            "t1 a pauses with sleep 2s and waits for timer 1.",
        ),
        (
            Resources,
            arm(1, Some(1)),
            "Timer 1 is armed for t1 a: until 2s. It is due at 2 s.",
        ),
        (Resources, arm(2, None), "Timer 2 is armed: until 2s. It is due at 2 s."),
        (
            Resources,
            Event::TimerFire { timer: 1, name: s("until 2s") },
            "Timer 1 fires: until 2s",
        ),
        (
            Resources,
            Event::TimerCancel { timer: 2, name: s("until 2s"), cancelled_by: s("t1") },
            "t1 a takes timer 2 back: until 2s",
        ),
        (Main, Event::Wake { wake: 1, task: 1, by: s("timer 1"), src: None }, ""),
        (ONE, Event::TaskWoken { wake: 1 }, ""),
        (
            ONE,
            Event::TaskReady { task: 1, by: s("timer 1"), wake: Some(1) },
            "timer 1 wakes t1 a, which waited for it and goes to the end of the ready queue.",
        ),
    ]
}

/// It wakes whom it finds.
fn second_task() -> Vec<Told> {
    vec![
        (TWO, Event::TaskPick { queue_left: 1 }, ""),
        (
            TWO,
            run(2, 2, Some("42")),
            "t2 b is picked and runs on from where it paused, with \
             the answer 42.",
        ),
        (
            TWO,
            dup(1),
            "t2 b wakes t1 a, which does not wait: it is ready already. Nothing happens.",
        ),
        (TWO, dup(2), "t2 b wakes t2 b, which does not wait: it runs. Nothing happens."),
        (TWO, dup(9), "t2 b wakes t9, which does not wait. Nothing happens."),
        (TWO, chan("send"), "7 goes into the channel mail, which then holds: 1"),
        (TWO, chan("recv"), "7 comes out of the channel mail, which then holds: 1"),
        (TWO, chan("peek"), "peek of 7 at the channel mail, which then holds: 1"),
        (
            TWO,
            Event::TaskCancel { task: 1, by: s("t2"), src: None },
            "t2 b asks t1 a to stop.",
        ),
        (TWO, Event::TaskYield { out: s("sleep 0ns"), end: None }, ""),
        (
            TWO,
            ready(2, "t2"),
            "t2 b pauses with sleep 0ns and goes to the end of the ready queue.",
        ),
        (ONE, Event::TaskPick { queue_left: 1 }, ""),
        (ONE, run(1, 2, None), "t1 a is picked and runs on from where it paused."),
        (ONE, Event::TaskDone { out: s("7"), end: None }, "t1 a ends with the result 7."),
        (TWO, dup(1), "t2 b wakes t1 a, which has ended. Nothing changes."),
        (
            TWO,
            Event::TaskDrop { task: 2, why: s("tired") },
            "t2 b is dropped before its end: tired",
        ),
    ]
}

/// It is woken by the first.
fn third_task() -> Vec<Told> {
    vec![
        (THREE, new(3, "c", None), ""),
        (
            THREE,
            Event::TaskWait { task: 3, why: s("a letter"), src: None },
            "main makes t3 c. t3 c waits for a letter.",
        ),
        (ONE, Event::Wake { wake: 2, task: 3, by: s("t1"), src: None }, ""),
        (THREE, Event::TaskWoken { wake: 2 }, ""),
        (
            THREE,
            Event::TaskReady { task: 3, by: s("t1"), wake: Some(2) },
            "t1 a wakes t3 c, which waited for a letter and goes to the end of the ready \
             queue.",
        ),
        (THREE, Event::TaskYield { out: s("sleep 5"), end: None }, ""),
        (
            THREE,
            Event::TaskWait { task: 3, why: s("sleep 5"), src: None },
            "t3 c waits for sleep 5.",
        ),
        (THREE, Event::TaskDone { out: s("done"), end: None }, "t3 c ends."),
    ]
}

fn resources() -> Vec<Told> {
    vec![
        (
            Main,
            Event::CbPush { cb: 3, by: s("main"), src: None },
            "main queues callback 3.",
        ),
        (Main, Event::CbRun { cb: 3 }, "Callback 3 runs."),
        (
            Main,
            Event::CbSkip { cb: 4 },
            "The turn of callback 4 comes, but it was taken back: nobody is called.",
        ),
        (Main, Event::CbEnd { end: None }, "The callback ends."),
        (Main, Event::LoopTurned { ran: 2 }, "The turn ends. What ran in it: 2"),
        (
            Resources,
            Event::IoReg { token: 4, name: s("fd 3 read"), task: Some(1), src: None },
            "From now on fd 3 read is watched for t1 a.",
        ),
        (
            Resources,
            Event::IoReg { token: 5, name: s("fd 4 write"), task: None, src: None },
            "From now on fd 4 write is watched.",
        ),
        (
            Resources,
            Event::IoReady { token: 4, name: s("fd 3 read"), bytes: Some(5) },
            "fd 3 read is ready. Bytes that wait there: 5",
        ),
        (
            Resources,
            Event::IoReady { token: 4, name: s("fd 3 read"), bytes: None },
            "fd 3 read is ready.",
        ),
        (
            Resources,
            Event::IoDereg { token: 4, name: s("fd 3 read") },
            "fd 3 read is watched no longer.",
        ),
        (
            ONE,
            Event::FutNew { fut: 1, name: s("recv"), task: Some(1), src: None },
            "t1 a makes recv: a place for a result that is to come.",
        ),
        (
            Main,
            Event::FutNew { fut: 2, name: s("join"), task: None, src: None },
            "join is made: a place for a result that is to come.",
        ),
        (
            ONE,
            Event::FutReady { fut: 1, name: s("recv"), out: s("8") },
            "recv has its result: 8.",
        ),
        (
            Main,
            Event::Full { events: 70_000 },
            "The record is full, with 70000 events. What follows is not in it.",
        ),
    ]
}

fn new(task: u32, name: &str, parent: Option<u32>) -> Event {
    Event::TaskNew { task, name: s(name), parent, src: None }
}

fn ready(task: u32, by: &str) -> Event {
    Event::TaskReady { task, by: s(by), wake: None }
}

fn run(task: u32, poll: u32, sent: Option<&str>) -> Event {
    Event::TaskRun { task, poll, sent: sent.map(s), src: None }
}

fn resume(co: u32, name: &str, input: Option<&str>) -> Event {
    Event::CoResume { co, name: s(name), input: input.map(s), src: None }
}

fn yields(name: &str, out: &str) -> Event {
    Event::CoYield { name: s(name), out: s(out), end: None }
}

fn panics(name: &str) -> Event {
    Event::CoPanic { name: s(name) }
}

fn returns(name: &str, out: &str) -> Event {
    Event::CoReturn { name: s(name), out: s(out), end: None }
}

/// A wake by the second task that finds nobody waiting.
fn dup(task: u32) -> Event {
    Event::WakeDup { task, by: s("t2") }
}

fn chan(name: &str) -> Event {
    Event::Chan { name: s(name), chan: s("mail"), value: s("7"), len: 1 }
}

fn out(text: &str) -> Event {
    Event::Out { text: s(text), src: None }
}

fn arm(timer: u32, task: Option<u32>) -> Event {
    Event::TimerArm { timer, name: s("until 2s"), task, due_us: 2_000_000, src: None }
}

fn s(text: &str) -> String {
    text.to_owned()
}

const ONE: Lane = Lane::Task(1);
const TWO: Lane = Lane::Task(2);
const THREE: Lane = Lane::Task(3);
