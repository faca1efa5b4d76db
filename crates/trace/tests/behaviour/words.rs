//! Every word is read back as it was written, and what cannot be read is named.

use std::fmt::Write;

use crate::every_word::every_word;
use proptest::prelude::*;
use tulip_trace::{BadLine, Event, Lane, Place, Reading, capture, emit, read};

#[test]
fn every_word_is_read_back_as_it_was_written() {
    let (events, trace) = every_word();
    let reading = read(&trace);
    assert_eq!(reading.bad, []);
    assert_eq!(reading.program, "every word");
    let read: Vec<_> = reading.records.into_iter().map(|r| (r.lane, r.event)).collect();
    assert_eq!(read, events);
}

#[test]
fn every_line_is_an_event_of_its_own() {
    let (_, trace) = every_word();
    for line in trace.lines().filter(|line| !matches!(*line, "[" | "]")) {
        let event = line.trim_end_matches(',');
        assert!(serde_json::from_str::<serde_json::Value>(event).is_ok(), "{event}");
    }
    assert!(trace.ends_with("\n]\n") && !trace.contains('\r'));
}

/// So that a trace can stand inside a page.
#[test]
fn no_text_ends_a_script_element() {
    let text = "</script>\u{2028}\u{2029}".to_owned();
    let trace =
        capture("<!--", || emit(Lane::Main, || Event::Out { text, src: None })).trace;
    assert!(!trace.contains(['<', '\u{2028}', '\u{2029}']), "{trace}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..<_>::default() })]

    #[test]
    fn any_text_and_any_number_is_read_back(
        task: u32,
        time: u64,
        sent: Option<String>,
        name: String,
        file: String,
        line: u32,
    ) {
        let src = Some(Place { file: file.into(), line });
        let events = [
            Event::TaskRun { task, poll: task, sent, src },
            Event::TimerArm { timer: task, name, task: Some(task), due_us: time, src: None },
        ];
        let recording = capture("any", || {
            for event in &events {
                emit(Lane::Main, || event.clone());
            }
        });
        let reading = read(&recording.trace);
        prop_assert_eq!(reading.bad, []);
        let read: Vec<_> = reading.records.into_iter().map(|record| record.event).collect();
        prop_assert_eq!(read, events);
    }
}

#[test]
fn steps_are_dense_and_begin_with_1() {
    let (_, trace) = every_word();
    let mut last = 0;
    for record in read(&trace).records {
        assert!(record.step == last.max(1) || record.step == last + 1, "{record:?}");
        last = record.step;
    }
}

#[test]
fn the_first_event_begins_a_step_whatever_it_is() {
    let event = || Event::TaskWoken { wake: 1 };
    let trace = capture("late", || emit(Lane::Task(1), event)).trace;
    assert_eq!(read(&trace).records[0].step, 1);
}

#[test]
fn what_a_reader_sees_as_one_thing_is_one_step() {
    let (_, trace) = every_word();
    let mut steps: Vec<String> = Vec::new();
    for record in read(&trace).records {
        let word = record.event.word();
        match steps.get_mut(usize::try_from(record.step - 1).unwrap()) {
            Some(step) => write!(step, " {word}").unwrap(),
            None => steps.push(word.to_owned()),
        }
    }
    for together in [
        "task.new task.ready",
        "task.pick task.run",
        "task.yield task.wait",
        "wake task.woken task.ready",
    ] {
        assert!(steps.iter().any(|step| step == together), "{together} is no step");
    }
}

#[test]
fn a_bad_line_is_named_and_the_rest_is_read() {
    let good = r#"{"ph":"i","pid":2,"tid":1,"ts":1,"now":0,"step":1,"ev":"mark","cat":"book","name":"mark","s":"t","args":{"label":"a"}}"#;
    let damages = [
        (r#""ev":"mark""#, r#""ev":"marc""#, "unknown event `marc`"),
        (r#""ev":"mark""#, r#""ev":7"#, "`ev` is no word"),
        (r#""label":"a""#, r#""label":7"#, "`mark` without a valid `label`"),
        (r#""label":"a""#, "", "`mark` without a valid `label`"),
        (r#""args":{"label":"a"}"#, r#""args":[]"#, "`mark` without a valid `label`"),
        (r#""tid":1"#, r#""tid":2"#, "unknown lane 2"),
        (r#""tid":1"#, r#""tid":4294967296"#, "unknown lane 4294967296"),
        (r#""tid":1,"#, "", "no whole number in `tid`"),
        (r#""now":0"#, r#""now":0.5"#, "no whole number in `now`"),
        (r#""step":1"#, r#""step":"1""#, "no whole number in `step`"),
        (r#""step":1"#, r#""step":0"#, "step 0 cannot come after step 1"),
        (r#""a"}}"#, r#""a"#, "a string has no end at character 115"),
        (good, "", ""),
        (good, "true", "no event: each stands on a line of its own"),
        (good, "a trace", "expected a value, found `a` at character 1"),
        (good, r#"{"traceEvents":[]}"#, "no event of a trace: it has no `ph`"),
    ];
    for (from, to, why) in damages {
        let bad = good.replacen(from, to, 1);
        let reading = read(&format!("[\n{good},\n{bad},\n{good}\n]\n"));
        assert_eq!(reading.records.len(), 2, "{bad}");
        let why = (!why.is_empty()).then(|| BadLine { line: 3, why: why.to_owned() });
        assert_eq!(reading.bad, Vec::from_iter(why), "{bad}");
    }
}

#[test]
fn a_step_that_leaps_too_far_takes_nothing_with_it() {
    let line = |step: u64| {
        format!(
            r#"{{"ph":"i","tid":1,"now":0,"step":{step},"ev":"mark","args":{{"label":"a"}}}}"#
        )
    };
    let steps_and_bad = |steps: &[u64]| {
        let lines: Vec<_> = steps.iter().map(|step| line(*step)).collect();
        let Reading { records, bad, .. } = read(&lines.join("\n"));
        let steps: Vec<_> = records.iter().map(|record| record.step).collect();
        (steps, bad.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    let huge = u64::MAX;
    let says = |line: usize| format!("line {line}: step {huge} cannot come before step 2");
    assert_eq!(steps_and_bad(&[1, huge, 2, 3]), (vec![1, 2, 3], vec![says(2)]));
    assert_eq!(steps_and_bad(&[1, huge, huge, 2]), (vec![1, 2], vec![says(2), says(3)]));
    assert_eq!(steps_and_bad(&[huge, 2, 3]), (vec![2, 3], vec![says(1)]));
    // Who keeps some lines of a trace has gaps, and they may begin anywhere.
    assert_eq!(steps_and_bad(&[7000, 7001, 90_000]), (vec![7000, 7001, 90_000], vec![]));
    // A step too far that could be one goes on: the next is what is wrong.
    let back = "line 3: step 2 cannot come after step 3".to_owned();
    assert_eq!(steps_and_bad(&[1, 3, 2, 4]), (vec![1, 3, 4], vec![back]));
}

#[test]
fn an_event_knows_the_line_of_source_that_it_is_about() {
    let (events, _) = every_word();
    let places: Vec<_> = events
        .iter()
        .map(|(_, event)| (event.word(), event.place().map(|place| place.line)))
        .collect();
    for word in ["task.new", "task.yield", "task.wait", "wake", "timer.arm", "out"] {
        let has_place =
            |(other, place): &(&str, Option<u32>)| *other == word && place.is_some();
        assert!(places.iter().any(has_place), "{word}: {places:?}");
    }
    for word in ["mark", "task.pick", "chan", "full", "loop.park"] {
        let mut of_word = places.iter().filter(|(other, _)| *other == word);
        assert!(of_word.all(|(_, place)| place.is_none()), "{word}: {places:?}");
    }
}

#[test]
fn an_argument_of_the_wrong_kind_is_named() {
    let run = |args: &str| {
        let line = format!(
            r#"{{"ph":"B","tid":101,"now":0,"step":1,"ev":"task.run","name":"run","args":{{{args}}}}}"#
        );
        read(&line).bad.into_iter().map(|bad| bad.why).collect::<String>()
    };
    assert_eq!(run(r#""task":1,"poll":1"#), "");
    for (args, wrong) in [
        (r#""poll":1"#, "task"),
        (r#""task":-1,"poll":1"#, "task"),
        (r#""task":4294967296,"poll":1"#, "task"),
        (r#""task":1,"poll":1.5"#, "poll"),
        (r#""task":1,"poll":1,"sent":2"#, "sent"),
        (r#""task":1,"poll":1,"sent":null"#, "sent"),
        (r#""task":1,"poll":1,"src":"main.rs""#, "src"),
        (r#""task":1,"poll":1,"src":"main.rs:x""#, "src"),
    ] {
        assert_eq!(run(args), format!("`task.run` without a valid `{wrong}`"), "{args}");
    }
}

#[test]
fn a_trace_that_was_cut_gives_all_but_its_last_line() {
    let (_, trace) = every_word();
    let all = read(&trace).records;
    for end in (0..trace.len()).step_by(101).filter(|end| trace.is_char_boundary(*end)) {
        let reading = read(&trace[..end]);
        assert!(all.starts_with(&reading.records), "cut at {end}");
        let whole_lines = trace[..end].matches('\n').count();
        assert!(reading.bad.iter().all(|bad| bad.line == whole_lines + 1), "cut at {end}");
        assert!(reading.bad.len() <= 1, "cut at {end}");
    }
}

#[test]
fn a_file_that_is_no_trace_gives_bad_lines_alone() {
    let cargo_toml = "[package]\nname = \"tulip\"\n\n# a comment\n";
    let reading = read(cargo_toml);
    assert_eq!(reading.records, []);
    let lines: Vec<_> = reading.bad.iter().map(|bad| bad.line).collect();
    assert_eq!(lines, [1, 2, 4]);
    let first = "line 1: expected a value, found `p` at character 2";
    assert_eq!(reading.bad[0].to_string(), first);
}

#[test]
fn events_of_others_are_passed_over() {
    let trace = r#"[
{"ph":"X","pid":1,"tid":1,"ts":1,"dur":2,"name":"theirs"},
{"ph":"M","pid":1,"tid":1,"name":"process_name","args":{"name":"browser"}}
]"#;
    let reading = read(trace);
    assert_eq!((reading.records, reading.bad), (vec![], vec![]));
    assert_eq!(reading.program, "");
}

#[test]
fn line_ends_of_windows_are_read_too() {
    let (_, trace) = every_word();
    assert_eq!(read(&trace.replace('\n', "\r\n")), read(&trace));
}
