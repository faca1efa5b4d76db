//! What the trace says of a machine's life.

use std::mem;

use crate::common::panic_of;
use state_machines::Coroutine;
use state_machines::CoroutineState::{self, Complete, Yielded};
use state_machines::{Yielder, here, machine, traced};
use tulip_trace::{Event, Lane, Place, Reading, Record, Where, capture, emit, fold, read};

#[test]
fn a_life_is_resumes_pauses_and_an_end() {
    let told = record(|| {
        let mut echo = traced("echo", Echo::Start);
        assert_eq!(echo.resume(7), Yielded(3));
        assert_eq!(echo.resume(10), Complete(10));
    });
    assert_eq!(
        story(&told),
        ["1 echo <- 7", "echo yields 3", "1 echo <- 10", "echo returns 10"]
    );
}

#[test]
fn making_one_tells_nothing() {
    let told = record(|| drop(traced("echo", Echo::Start)));
    assert_eq!(told.records, []);
}

#[test]
fn sending_nothing_is_not_shown() {
    let told = record(|| {
        let _ = traced("quiet", machine::<(), (), _>(async |_| ())).resume(());
    });
    assert_eq!(story(&told), ["1 quiet", "quiet returns ()"]);
}

#[test]
fn a_long_value_is_cut() {
    let told = record(|| {
        let _ = traced("long", machine::<(), (), _>(async |_| "x".repeat(99))).resume(());
    });
    let Event::CoReturn { out, .. } = &told.records[1].event else {
        panic!("{told:?}");
    };
    assert_eq!(out.chars().count(), 61, "60 characters and an ellipsis: {out}");
    assert!(out.starts_with("\"xxx") && out.ends_with('…'), "{out}");
}

#[test]
fn machines_are_numbered_by_their_first_resumes() {
    let told = record(|| {
        let mut late = traced("late", Echo::Start);
        let mut early = traced("early", Echo::Start);
        let _ = early.resume(1);
        let _ = late.resume(2);
        let _ = early.resume(3);
    });
    let resumes = story(&told).into_iter().filter(|line| line.contains("<-"));
    assert_eq!(
        resumes.collect::<Vec<_>>(),
        ["1 early <- 1", "2 late <- 2", "1 early <- 3"]
    );
}

#[test]
fn a_machine_that_is_resumed_by_another_is_drawn_inside_it() {
    let told = record(|| {
        let mut outer = traced("outer", outer());
        let _ = outer.resume(1);
        let _ = outer.resume(2);
    });
    assert_eq!(
        story(&told),
        [
            "1 outer <- 1",
            "2 middle <- 1",
            "3 inner <- 1",
            "inner yields 3",
            "middle yields 3",
            "outer yields 3",
            "1 outer <- 2",
            "2 middle <- 2",
            "3 inner <- 2",
            "inner returns 2",
            "middle returns 20",
            "outer returns 200",
        ]
    );
    assert_eq!(nests(&told), Ok(()));
}

#[test]
fn the_nest_can_be_seen_at_each_step() {
    let told = record(|| {
        let _ = traced("outer", outer()).resume(1);
    });
    let nest = |step| fold(&told.records, step).stacks[&Lane::Main].clone();
    assert_eq!(
        [1, 2, 3, 4, 5, 6].map(nest),
        [vec![1], vec![1, 2], vec![1, 2, 3], vec![1, 2], vec![1], vec![]]
    );
}

#[test]
fn the_fold_knows_where_each_machine_is_in_its_life() {
    let told = record(|| {
        let mut paused = traced("paused", Echo::Start);
        let _ = paused.resume(1);
        mem::forget(paused);
        let mut done = traced("done", Echo::Start);
        let _ = done.resume(1);
        let _ = done.resume(2);
        let mut dropped = traced("dropped", Echo::Start);
        let _ = dropped.resume(1);
        drop(dropped);
        panic_of(|| traced("panicked", Echo::Done).resume(1));
    });
    let machines = fold(&told.records, u64::MAX).machines;
    let lives = machines.values().map(|machine| (&*machine.name, machine.state.clone()));
    assert_eq!(
        lives.collect::<Vec<_>>(),
        [
            ("paused", Where::Paused("3".to_owned())),
            ("done", Where::Done("2".to_owned())),
            ("dropped", Where::Dropped),
            ("panicked", Where::Panicked),
        ]
    );
}

#[test]
fn it_stands_where_it_said_here() {
    let told = record(|| {
        let mut echo = traced("echo", Echo::Start);
        let _ = echo.resume(1);
        let _ = echo.resume(2);
    });
    let [begin, pause, end] = ["", "the pause of Echo", "the end of Echo"];
    assert_eq!(places(&told), [begin, pause, pause, end]);
}

#[test]
fn an_async_block_stands_where_it_says_yield() {
    let told = record(|| {
        let mut block = traced(
            "block",
            machine(async |y| {
                y.yield_(1).await; // first pause
                y.yield_(2).await; // second pause
            }),
        );
        for _ in 0..3 {
            let _ = block.resume(());
        }
    });
    let [begin, first, second] = ["", "first pause", "second pause"];
    assert_eq!(places(&told), [begin, first, first, second, second, second]);
}

#[test]
fn one_that_delegates_stands_where_it_says_delegate() {
    let told = record(|| {
        let mut outer = traced(
            "outer",
            machine(async |y| {
                let mut inner = traced("inner", Echo::Start);
                y.delegate(&mut inner, 1).await; // the delegation
            }),
        );
        let _ = outer.resume(0);
        let _ = outer.resume(0);
    });
    let [begin, pause, end] = ["", "the pause of Echo", "the end of Echo"];
    let outer = "the delegation";
    assert_eq!(places(&told), [begin, begin, pause, outer, outer, pause, end, outer]);
}

#[test]
fn the_line_of_an_inner_machine_is_not_taken_for_that_of_the_outer() {
    let told = record(|| {
        let _ = traced("silent", Silent(traced("inner", Echo::Start))).resume(1);
    });
    assert_eq!(places(&told), ["", "", "the pause of Echo", ""]);
}

#[test]
fn the_line_of_the_outer_machine_is_not_taken_for_that_of_an_inner_one() {
    let told = record(|| {
        let first_here = machine::<i32, i32, _>(async |_| {
            here(); // of the outer one
            let silent = machine::<i32, i32, _>(async |_| 1);
            let _ = traced("silent", silent).resume(1);
        });
        let _ = traced("outer", first_here).resume(1);
    });
    assert_eq!(places(&told), ["", "", "", "of the outer one"]);
}

#[test]
fn the_line_of_the_outer_machine_outlives_an_inner_one() {
    let told = record(|| {
        let first_here = machine::<_, i32, _>(async |_| {
            here(); // before the inner one
            let _ = traced("inner", Echo::Start).resume(1);
        });
        let _ = traced("outer", first_here).resume(1);
    });
    assert_eq!(places(&told), ["", "", "the pause of Echo", "before the inner one"]);
}

#[test]
fn the_line_of_the_outer_machine_outlives_an_inner_one_that_panics() {
    let told = record(|| {
        let catching = machine::<i32, i32, _>(async |_| {
            here(); // before the panic
            panic_of(|| traced("inner", Marks).resume(1));
        });
        let _ = traced("outer", catching).resume(1);
    });
    assert_eq!(places(&told), ["", "", "before the panic"]);
}

#[test]
fn a_panic_ends_every_machine_that_it_passes() {
    let told = record(|| {
        let mut outer = traced("outer", Silent(traced("inner", Echo::Done)));
        panic_of(|| outer.resume(1));
    });
    assert_eq!(
        story(&told),
        ["1 outer <- 1", "2 inner <- 1", "inner panics", "outer panics"]
    );
    assert_eq!(nests(&told), Ok(()));
}

#[test]
fn a_panic_that_is_caught_inside_ends_the_inner_one_alone() {
    let told = record(|| {
        let catching = machine::<i32, i32, _>(async |_| {
            panic_of(|| traced("inner", Echo::Done).resume(1))
        });
        let _ = traced("outer", catching).resume(1);
    });
    let sentence = "`Echo` resumed after completion";
    assert_eq!(
        story(&told),
        [
            "1 outer <- 1",
            "2 inner <- 1",
            "inner panics",
            &format!("outer returns {sentence:?}")
        ]
    );
}

#[test]
fn dropped_at_a_pause_is_told() {
    let told = record(|| {
        let mut echo = traced("echo", Echo::Start);
        let _ = echo.resume(1);
        drop(echo);
    });
    assert_eq!(story(&told), ["1 echo <- 1", "echo yields 3", "1 dropped"]);
}

#[test]
fn dropped_after_its_end_is_not_told() {
    let told = record(|| {
        let mut echo = traced("echo", Echo::AtYield);
        let _ = echo.resume(1);
        drop(echo);
    });
    assert_eq!(story(&told), ["1 echo <- 1", "echo returns 1"]);
}

#[test]
fn resumed_after_its_end_it_is_the_same_machine() {
    let told = record(|| {
        let mut echo = traced("echo", Echo::AtYield);
        let _ = echo.resume(1);
        panic_of(|| echo.resume(2));
        panic_of(|| echo.resume(3));
        let _ = traced("other", Echo::Start).resume(4);
    });
    assert_eq!(
        story(&told),
        [
            "1 echo <- 1",
            "echo returns 1",
            "1 echo <- 2",
            "echo panics",
            "1 echo <- 3",
            "echo panics",
            "2 other <- 4",
            "other yields 3",
            "2 dropped"
        ]
    );
    assert_eq!(nests(&told), Ok(()));
}

#[test]
fn dropped_after_a_panic_is_not_told() {
    let told = record(|| {
        let mut echo = traced("echo", Echo::Done);
        panic_of(|| echo.resume(1));
        drop(echo);
    });
    assert_eq!(story(&told), ["1 echo <- 1", "echo panics"]);
}

#[test]
fn dropped_because_somebody_else_panics_is_told() {
    let told = record(|| {
        panic_of(|| {
            let mut bystander = traced("bystander", Echo::Start);
            let _ = bystander.resume(1);
            traced("culprit", Echo::Done).resume(1)
        });
    });
    assert_eq!(
        story(&told),
        [
            "1 bystander <- 1",
            "bystander yields 3",
            "2 culprit <- 1",
            "culprit panics",
            "1 dropped"
        ]
    );
}

#[test]
fn a_machine_that_cleans_up_after_a_panic_has_not_panicked() {
    struct CleanUp;

    impl Drop for CleanUp {
        fn drop(&mut self) {
            let _ = traced("clean-up", Echo::AtYield).resume(1);
        }
    }

    let told = record(|| {
        panic_of(|| {
            let _clean_up = CleanUp;
            panic!("somewhere else");
        });
    });
    assert_eq!(story(&told), ["1 clean-up <- 1", "clean-up returns 1"]);
}

#[test]
fn values_pass_unchanged_where_nothing_is_recorded() {
    let mut echo = traced("echo", Echo::Start);
    assert_eq!(echo.resume(7), Yielded(3));
    assert_eq!(echo.resume(10), Complete(10));
}

#[test]
fn the_machine_inside_can_be_looked_at() {
    let mut echo = traced("echo", Echo::Start);
    let _ = echo.resume(7);
    assert!(matches!(echo.machine(), Echo::AtYield));
}

/// Not vacuous: a trace that does not nest is found out.
#[test]
fn the_check_of_nesting_refuses_an_end_of_another_machine() {
    let wrong = record(|| {
        let _ = traced("a", Echo::Start).resume(1);
        let (name, out) = ("b".to_owned(), String::new());
        emit(Lane::Main, || Event::CoYield { name, out, end: None });
    });
    assert_eq!(nests(&wrong), Err("`b` ends, and None was resumed last".to_owned()));
}

fn record(program: impl FnOnce()) -> Reading {
    let told = read(&capture("traced", program).trace);
    assert_eq!(told.bad, []);
    told
}

/// What happened to machines, a line each.
fn story(told: &Reading) -> Vec<String> {
    told.records.iter().map(sentence).collect()
}

fn sentence(record: &Record) -> String {
    match &record.event {
        Event::CoResume { co, name, input: Some(input), .. } => {
            format!("{co} {name} <- {input}")
        }
        Event::CoResume { co, name, .. } => format!("{co} {name}"),
        Event::CoYield { name, out, .. } => format!("{name} yields {out}"),
        Event::CoReturn { name, out, .. } => format!("{name} returns {out}"),
        Event::CoPanic { name } => format!("{name} panics"),
        Event::CoDrop { co } => format!("{co} dropped"),
        other => format!("{other:?}"),
    }
}

/// The lines that resumes, pauses and ends name, by the comments that stand on them.
fn places(told: &Reading) -> Vec<&'static str> {
    let place = |record: &Record| match &record.event {
        Event::CoResume { src: at, .. }
        | Event::CoYield { end: at, .. }
        | Event::CoReturn { end: at, .. } => Some(at.as_ref().map_or("", comment_on)),
        _ => None,
    };
    told.records.iter().filter_map(place).collect()
}

fn comment_on(line: &Place) -> &'static str {
    assert_eq!(line.file, file!().replace('\\', "/"));
    let text = include_str!("traced.rs").lines().nth(line.line as usize - 1);
    let (_, comment) = text.unwrap_or("").split_once("// ").expect("a comment");
    comment
}

/// Whether each end is that of the machine that was resumed last.
fn nests(told: &Reading) -> Result<(), String> {
    let mut running = Vec::new();
    for record in &told.records {
        match &record.event {
            Event::CoResume { name, .. } => running.push(name),
            Event::CoYield { name, .. }
            | Event::CoReturn { name, .. }
            | Event::CoPanic { name } => {
                let last = running.pop();
                if last != Some(name) {
                    return Err(format!("`{name}` ends, and {last:?} was resumed last"));
                }
            }
            _ => {}
        }
    }
    if running.is_empty() { Ok(()) } else { Err(format!("{running:?} never end")) }
}

fn outer() -> impl Coroutine<i32, Yield = i32, Return = i32> {
    machine(async |y| {
        let middle = async |y: Yielder<_, _>| {
            let mut inner = traced("inner", Echo::Start);
            10 * y.delegate(&mut inner, 1).await
        };
        10 * y.delegate(&mut traced("middle", machine(middle)), 1).await
    })
}

/// ```python
/// def echo():
///     return (yield 3)
/// ```
#[derive(Debug)]
enum Echo {
    Start,
    AtYield,
    Done,
}

impl Coroutine<i32> for Echo {
    type Yield = i32;
    type Return = i32;

    fn resume(&mut self, sent: i32) -> CoroutineState<i32, i32> {
        match mem::replace(self, Self::Done) {
            Self::Start => {
                *self = Self::AtYield;
                here(); // the pause of Echo
                Yielded(3)
            }
            Self::AtYield => {
                here(); // the end of Echo
                Complete(sent)
            }
            Self::Done => panic!("`Echo` resumed after completion"),
        }
    }
}

/// Hands everything through, and never says where it stands.
struct Silent<C>(C);

impl<C: Coroutine<i32>> Coroutine<i32> for Silent<C> {
    type Yield = C::Yield;
    type Return = C::Return;

    fn resume(&mut self, sent: i32) -> CoroutineState<C::Yield, C::Return> {
        self.0.resume(sent)
    }
}

/// Says where it stands, and panics.
struct Marks;

impl Coroutine<i32> for Marks {
    type Yield = i32;
    type Return = i32;

    fn resume(&mut self, _: i32) -> CoroutineState<i32, i32> {
        here();
        panic!("after its mark");
    }
}
