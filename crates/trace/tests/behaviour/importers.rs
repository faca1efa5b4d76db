//! A trace is what Perfetto, `chrome://tracing` and the Firefox Profiler want, and the checker
//! that says so misses nothing.

use crate::every_word::every_word;
use tulip_trace::importers::{Fault, Rule, check};
use tulip_trace::{Event, Lane, capture, emit};

#[test]
fn a_trace_with_every_word_keeps_every_rule() {
    let (events, trace) = every_word();
    for word in Event::WORDS {
        let occurs = events.iter().any(|(_, event)| event.word() == *word);
        assert!(occurs, "`{word}` is missing from the program");
    }
    assert_eq!(check(&trace), []);
}

#[test]
fn a_trace_of_nothing_keeps_every_rule() {
    assert_eq!(check(&capture("nothing", || ()).trace), []);
}

#[test]
fn slices_that_a_stop_leaves_open_are_no_fault() {
    let (_, trace) = every_word();
    let lines: Vec<_> = trace.lines().collect();
    for end in 2..lines.len() {
        let stopped = format!("{}\n]\n", lines[..end].join("\n").trim_end_matches(','));
        assert_eq!(check(&stopped), [], "cut after line {end}");
    }
}

/// Each number of a wake or callback is used twice, as in a program with two loops.
#[test]
fn arrows_keep_apart_what_has_the_same_number() {
    let arrows = || {
        let ready = Event::TaskReady { task: 1, by: "t".into(), wake: Some(1) };
        emit(Lane::Main, || Event::Wake { wake: 1, task: 1, by: "t".into(), src: None });
        emit(Lane::Main, || Event::CbPush { cb: 1, by: "t".into(), src: None });
        emit(Lane::Main, || Event::CbRun { cb: 1 });
        emit(Lane::Task(1), || ready);
        emit(Lane::Main, || Event::CbEnd { end: None });
        emit(Lane::Task(1), || Event::TaskPick { queue_left: 0 });
    };
    let trace = capture("two loops", || [arrows(), arrows()]).trace;
    assert_eq!(check(&trace), []);
    for id in 1..=4 {
        let ends = trace.matches(&format!("\"id\":{id}}}")).count();
        assert_eq!(ends, 2, "arrow {id} has {ends} ends:\n{trace}");
    }
}

#[test]
fn an_arrow_that_began_before_the_record_is_not_drawn() {
    let trace = capture("late", || {
        let by = "t".to_owned();
        emit(Lane::Task(1), || Event::TaskReady { task: 1, by, wake: Some(7) });
        emit(Lane::Main, || Event::CbRun { cb: 7 });
    });
    assert_eq!(check(&trace.trace), []);
    assert!(!trace.trace.contains("\"ph\":\"f\""));
}

#[test]
fn the_trace_that_is_to_be_damaged_is_good() {
    assert_eq!(check(GOOD), []);
}

#[test]
fn the_file_is_a_json_array() {
    for broken in ["", "{}", "[\n{\"ph\":\"M\"},\n]", GOOD.trim_end_matches("]\n")] {
        assert_eq!(check(broken), [Fault { event: 0, rule: Rule::Whole }], "{broken}");
    }
}

/// Damages the good trace in one place at a time. The checker names the event and the rule.
#[test]
fn every_planted_fault_is_named() {
    let faults = [
        (2, r#"{"ph":"B""#, r#"7,{"ph":"B""#, Rule::Phase),
        (2, r#""ph":"B","#, "", Rule::Phase),
        (2, r#""ph":"B""#, r#""ph":66"#, Rule::Phase),
        (2, r#""ph":"B""#, r#""ph":"X""#, Rule::Phase),
        (2, r#""name":"turn""#, r#""name":1"#, Rule::Name),
        (3, r#""name":"turn","#, "", Rule::Name),
        (2, r#""name":"turn""#, r#""name":"CpuProfile""#, Rule::ReservedName),
        (2, r#""step":1"#, r#""step":1,"dur":3"#, Rule::Keys),
        (2, r#""step":1"#, r#""step":1,"step":1"#, Rule::Keys),
        (2, r#""ts":1,"now":0"#, r#""now":0,"ts":1"#, Rule::Keys),
        (2, r#""pid":2"#, r#""pid":0"#, Rule::Row),
        (2, r#""tid":1"#, r#""tid":0"#, Rule::Row),
        (2, r#""tid":1"#, r#""tid":"1""#, Rule::Row),
        (2, r#""tid":1,"#, "", Rule::Row),
        (4, r#""tid":101"#, r#""tid":1"#, Rule::SharedTid),
        (4, r#""thread_name""#, r#""lane_name""#, Rule::Metadata),
        (2, r#""cat":"loop","#, "", Rule::Category),
        (12, r#""cat":"wake","#, "", Rule::Category),
        (2, r#""ts":1,"#, "", Rule::Time),
        (2, r#""ts":1"#, r#""ts":1.5"#, Rule::Time),
        (2, r#""ts":1"#, r#""ts":9007199254740993"#, Rule::Time),
        (3, r#""ts":2"#, r#""ts":1"#, Rule::Order),
        (12, r#""ts":5002"#, r#""ts":5003"#, Rule::ArrowTime),
        (2, r#""step":1"#, r#""step":0"#, Rule::Step),
        (2, r#""step":1"#, r#""step":2"#, Rule::Step),
        (3, r#""step":2,"#, "", Rule::Step),
        (8, r#""step":4"#, r#""step":2"#, Rule::Step),
        (8, r#""step":4"#, r#""step":5"#, Rule::Step),
        (11, r#""s":"t","#, "", Rule::Scope),
        (11, r#""s":"t""#, r#""s":"g""#, Rule::Scope),
        (3, r#""tid":1"#, r#""tid":2"#, Rule::EndWithoutBegin),
        (3, r#""name":"turn""#, r#""name":"park""#, Rule::EndOfAnother),
        (3, r#""cat":"loop""#, r#""cat":"task""#, Rule::EndOfAnother),
        (13, r#""name":"wait""#, r#""name":"a""#, Rule::EndOfAnother),
        (3, r#""ran":0"#, r#""turn":1"#, Rule::RepeatedArgument),
        (10, r#""args":{}"#, r#""args":{"task":1}"#, Rule::RepeatedArgument),
        (12, r#","id":1"#, "", Rule::ArrowId),
        (12, r#""id":1"#, r#""id":"w1""#, Rule::ArrowId),
        (17, r#""id":2"#, r#""id":1"#, Rule::ArrowTwice),
        (15, r#""id":1"#, r#""id":2"#, Rule::ArrowWithoutStart),
        (15, r#""bp":"e","#, "", Rule::ArrowUnbound),
        (15, r#""bp":"e""#, r#""bp":"s""#, Rule::ArrowUnbound),
        (12, r#""tid":1"#, r#""tid":2"#, Rule::ArrowInNothing),
        (15, r#""tid":101"#, r#""tid":102"#, Rule::ArrowInNothing),
        (8, r#""id2":{"local":1},"#, "", Rule::AsyncId),
        (9, r#""local":1"#, r#""local":"1""#, Rule::AsyncId),
        (9, r#""local":1"#, r#""local":2"#, Rule::AsyncWithoutBegin),
        (10, r#""local":1"#, r#""local":2"#, Rule::AsyncWithoutBegin),
        (10, r#""cat":"io""#, r#""cat":"timer""#, Rule::AsyncWithoutBegin),
        (10, r#""name":"fd 3""#, r#""name":"fd 4""#, Rule::AsyncWithoutBegin),
        (10, r#""pid":3,"tid":90"#, r#""pid":2,"tid":1"#, Rule::AsyncWithoutBegin),
    ];
    for (event, good, bad, rule) in faults {
        let first = check(&damaged(event, good, bad)).first().copied();
        assert_eq!(first, Some(Fault { event, rule }), "event {event}: {good} -> {bad}");
    }
}

#[test]
fn an_arrow_ends_once() {
    let end = r#"{"ph":"f","bp":"e","pid":1,"tid":101,"ts":5004,"cat":"wake","name":"wakes","id":1},"#;
    let twice = damaged(15, end, &format!("{end}\n{end}"));
    assert_eq!(check(&twice), [Fault { event: 16, rule: Rule::ArrowWithoutStart }]);
}

#[test]
fn a_row_is_begun_again_after_its_end_or_within() {
    let name = || "sleep".to_owned();
    let arm =
        || Event::TimerArm { timer: 1, name: name(), task: None, due_us: 0, src: None };
    let fire = || Event::TimerFire { timer: 1, name: name() };
    let trace = capture("again", || {
        for event in [arm(), fire(), arm(), arm(), fire(), fire()] {
            emit(Lane::Resources, || event);
        }
    });
    assert_eq!(check(&trace.trace), []);
}

#[test]
fn a_fault_says_where_it_is_and_what_is_wrong() {
    let fault = check(&damaged(3, r#""ran":0"#, r#""turn":1"#))[0];
    assert_eq!(fault.to_string(), "event 3: an end repeats an argument of its begin");
}

/// The good trace with `good` replaced by `bad` in that event. It stays JSON as `serde_json`
/// reads it, so that the checker is what refuses it.
fn damaged(event: usize, good: &str, bad: &str) -> String {
    let mut lines: Vec<_> = GOOD.lines().map(str::to_owned).collect();
    assert!(lines[event].contains(good), "event {event} has no {good}");
    lines[event] = lines[event].replacen(good, bad, 1);
    let damaged = lines.join("\n");
    serde_json::from_str::<Vec<serde_json::Value>>(&damaged).expect("still an array");
    damaged
}

/// Event 1 is on the line after the bracket.
const GOOD: &str = r#"[
{"ph":"M","pid":2,"tid":1,"name":"thread_name","args":{"name":"main"},"meta":{"schema":1,"program":"good"}},
{"ph":"B","pid":2,"tid":1,"ts":1,"now":0,"step":1,"ev":"loop.turn","cat":"loop","name":"turn","args":{"turn":1}},
{"ph":"E","pid":2,"tid":1,"ts":2,"now":0,"step":2,"ev":"loop.turned","cat":"loop","name":"turn","args":{"ran":0}},
{"ph":"M","pid":1,"tid":101,"name":"thread_name","args":{"name":"t1 a"}},
{"ph":"B","pid":1,"tid":101,"ts":3,"now":0,"step":3,"ev":"task.new","cat":"task","name":"a","args":{"task":1}},
{"ph":"B","pid":1,"tid":101,"ts":4,"now":0,"step":3,"ev":"task.wait","cat":"task","name":"wait","args":{"task":1,"why":"fd 3"}},
{"ph":"M","pid":3,"tid":90,"name":"thread_name","args":{"name":"timers and I/O"}},
{"ph":"b","pid":3,"tid":90,"ts":5,"now":0,"step":4,"ev":"io.reg","cat":"io","name":"fd 3","id2":{"local":1},"args":{"task":1}},
{"ph":"n","pid":3,"tid":90,"ts":5000,"now":5000,"step":5,"ev":"io.ready","cat":"io","name":"fd 3","id2":{"local":1},"args":{}},
{"ph":"e","pid":3,"tid":90,"ts":5001,"now":5000,"step":6,"ev":"io.dereg","cat":"io","name":"fd 3","id2":{"local":1},"args":{}},
{"ph":"i","pid":2,"tid":1,"ts":5002,"now":5000,"step":7,"ev":"wake","cat":"wake","name":"wake","s":"t","args":{"wake":1,"task":1,"by":"fd 3"}},
{"ph":"s","pid":2,"tid":1,"ts":5002,"cat":"wake","name":"wakes","id":1},
{"ph":"E","pid":1,"tid":101,"ts":5003,"now":5000,"step":7,"ev":"task.woken","cat":"task","name":"wait","args":{"wake":1}},
{"ph":"B","pid":1,"tid":101,"ts":5004,"now":5000,"step":7,"ev":"task.ready","cat":"task","name":"ready","args":{"task":1,"by":"fd 3","wake":1}},
{"ph":"f","bp":"e","pid":1,"tid":101,"ts":5004,"cat":"wake","name":"wakes","id":1},
{"ph":"i","pid":2,"tid":1,"ts":5005,"now":5000,"step":8,"ev":"cb.push","cat":"loop","name":"callback queued","s":"t","args":{"cb":1,"by":"fd 3"}},
{"ph":"s","pid":2,"tid":1,"ts":5005,"cat":"wake","name":"runs","id":2}
]
"#;
