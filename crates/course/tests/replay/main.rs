//! Traces told in sentences, a step after the other.

#[path = "../common/mod.rs"]
mod common;
mod words;

use std::collections::BTreeSet;
use std::fmt::Write;

use common::{copied_catalogue, english, replay, trace, traces, without_code};
use serde_json::json;
use tulip_course::{Catalogue, Replay, Selector, state_json};
use tulip_trace::{Event, Lane, Place, capture, emit, fold};
use words::words;

#[test]
fn every_word_has_a_sentence() {
    let told = words();
    let events: Vec<_> =
        told.iter().map(|(lane, event, _)| (*lane, event.clone())).collect();
    let tried: BTreeSet<_> = events.iter().map(|(_, event)| event.word()).collect();
    assert_eq!(tried, Event::WORDS.iter().copied().collect(), "some word is not tried");

    let recording = capture("every word", || {
        for (lane, event) in &events {
            emit(*lane, || event.clone());
        }
    });
    let replay = Replay::read(&recording.trace, &english());
    assert_eq!(replay.bad(), []);
    let sentences: Vec<_> =
        replay.steps().iter().map(|step| step.sentence.to_string()).collect();
    // Several events can be one step, and one sentence; it stands at the last of them.
    let expected: Vec<_> =
        told.iter().map(|(_, _, says)| *says).filter(|says| !says.is_empty()).collect();
    for (sentence, expected) in sentences.iter().zip(&expected) {
        assert_eq!(sentence, expected);
    }
    assert_eq!(sentences.len(), expected.len());
}

/// No sentence waits in the catalogue for an event that never comes.
#[test]
fn every_sentence_is_told_of_some_event() {
    let keys = keys_as_texts("keys");
    let events = words();
    let recording = capture("every word", || {
        for (lane, event, _) in &events {
            emit(*lane, || event.clone());
        }
    });
    let mut step = 0;
    let alone = recording.trace.lines().map(|line| {
        // Each event is a step of its own, so that none is told together with others.
        let Some((before, after)) = line.split_once("\"step\":") else {
            return line.to_owned();
        };
        let (_, after) = after.split_once(',').unwrap();
        step += 1;
        format!("{before}\"step\":{step},{after}")
    });
    let alone = alone.collect::<Vec<_>>().join("\n");
    let mut told = BTreeSet::new();
    for trace in [&recording.trace, &alone] {
        for step in Replay::read(trace, &keys).steps() {
            let sentence = step.sentence.to_string();
            told.extend(
                sentence
                    .split('[')
                    .filter_map(|part| Some(part.split_once(']')?.0.to_owned())),
            );
        }
    }
    for prefix in ["event", "step"] {
        for key in english().under(prefix).keys() {
            let key = format!("{prefix}.{key}");
            assert!(told.contains(&key), "nothing is told by `{key}`");
        }
    }
}

/// A catalogue whose texts are their own keys, between brackets.
fn keys_as_texts(name: &str) -> Catalogue {
    let folder = copied_catalogue(name);
    let english = english();
    let mut texts = String::new();
    for prefix in ["event", "step", "lane", "time"] {
        for (key, text) in english.under(prefix) {
            let places = text.split('{').skip(1).filter_map(|part| part.split_once('}'));
            let places: Vec<_> = places.map(|(place, _)| format!("{{{place}}}")).collect();
            let places = places.join(" ");
            writeln!(texts, "\"{prefix}.{key}\" = \"[{prefix}.{key}]{places}\"").unwrap();
        }
    }
    std::fs::write(folder.join("events.toml"), texts).unwrap();
    Catalogue::load(&folder).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn every_step_of_every_kept_trace_is_told_by_the_catalogue_alone() {
    let (english, pseudo) = (english(), english().pseudo());
    for (slug, trace) in traces() {
        let (told, strange) =
            (Replay::read(&trace, &english), Replay::read(&trace, &pseudo));
        assert_eq!(told.bad(), []);
        assert!(!told.steps().is_empty(), "{slug}");
        for (step, strange) in told.steps().iter().zip(strange.steps()) {
            assert!(!step.sentence.is_empty(), "{slug}, step {}", step.number);
            for text in [&strange.sentence, &strange.label] {
                let plain = without_code(&text.to_html());
                let left = plain.contains(|c: char| c.is_ascii_alphabetic());
                assert!(!left, "{slug}, step {}: {plain}", step.number);
            }
        }
        let lanes = strange.lanes().iter().map(|lane| without_code(&lane.label.to_html()));
        for label in lanes {
            assert!(!label.contains(|c: char| c.is_ascii_alphabetic()), "{label}");
        }
        told.captions(&english, &slug).unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn it_is_told_who_woke_whom_and_whether_anything_happened() {
    let says = |slug: &str, selector: &str| {
        let replay = replay(slug);
        let step = replay.find(&selector.parse::<Selector>().unwrap()).unwrap();
        let step = replay.steps().iter().find(|one| one.number == step).unwrap();
        step.sentence.to_string()
    };
    assert_eq!(
        says("join", "wake a"),
        "t1 child wakes t2 a, which waited for the end of t1 and goes to the end of the ready \
         queue."
    );
    assert_eq!(
        says("join", "wake child"),
        "timer 1 wakes t1 child, which waited for it and goes to the end of the ready queue."
    );
    assert_eq!(
        says("lost-wake-up", "wake.dup"),
        "t2 switch wakes t1 waiter, which does not wait: it is ready already. Nothing happens."
    );
    assert_eq!(
        says("delegation", "co.yield inner"),
        "inner pauses and hands \"i1\" to outer."
    );
    assert_eq!(
        says("return-value", "co.resume echo #3"),
        "echo has ended, and is resumed again, with 20."
    );
    assert_eq!(
        says("foreign-driver", "co.resume C1 #3"),
        "C1 #2 is resumed for the first time, with Ok(Done): its body begins.",
        "machines of one name are told apart"
    );
}

#[test]
fn a_step_knows_its_time_its_lane_and_its_line() {
    let replay = replay("join");
    let step = &replay.steps()[7];
    assert_eq!((step.number, step.now, &*step.time), (8, 0, "0.000 s"));
    assert_eq!((step.lane, step.label.to_string()), (Lane::Task(1), "t1 child".to_owned()));
    let place: Place = "chapters/2-scheduler/examples/join.rs:11".parse().unwrap();
    assert_eq!(step.place, Some(place));
    let (file, (first, last)) = replay.files().into_iter().next().unwrap();
    assert_eq!(file, "chapters/2-scheduler/examples/join.rs");
    assert!(first < last && (first..=last).contains(&11));
    let lanes: Vec<_> = replay.lanes().iter().map(|lane| lane.label.to_string()).collect();
    assert_eq!(lanes, ["main", "t1 child", "t2 a", "t3 b", "t4 late", "timers and I/O"]);
    assert_eq!(replay.program(), "join");
    assert_eq!(replay.state(8), fold(replay.records(), 8));
}

#[test]
fn half_a_trace_is_shown_and_what_is_wrong_is_named() {
    let (whole, english) = (trace("mailbox"), english());
    let steps = Replay::read(&whole, &english).steps().len();
    for end in (0..whole.len()).step_by(97) {
        let replay = Replay::read(&whole[..end], &english);
        assert!(replay.steps().len() <= steps && replay.bad().len() <= 1, "cut at {end}");
    }
    let lines: Vec<_> = whole.lines().collect();
    let turned: Vec<_> = lines.iter().rev().copied().collect();
    let replay = Replay::read(&turned.join("\n"), &english);
    assert!(replay.bad().iter().any(|bad| bad.why.contains("cannot come after step")));
    let foreign = Replay::read("{\"traceEvents\":[]}\nhello\n", &english);
    assert_eq!((foreign.steps().len(), foreign.bad().len()), (0, 2));
    let unknown = whole.replacen("\"ev\":\"chan\"", "\"ev\":\"chant\"", 1);
    let replay = Replay::read(&unknown, &english);
    assert_eq!(replay.bad()[0].why, "unknown event `chant`");
    assert_eq!(replay.steps().len(), steps - 1);
}

#[test]
fn a_state_is_json_for_those_who_fold_in_another_language() {
    let send = replay("send");
    assert_eq!(
        state_json(&send.state(2)),
        json!({
            "step": 2, "now": 0, "running": null, "ready": [], "tasks": {},
            "machines": {"1": {
                "name": "echo", "state": "paused", "what": "3",
                "at": "chapters/1-state-machines/examples/send.rs:42"
            }},
            "stacks": {}, "timers": {}, "watched": {}, "callbacks": [], "callback": null, "futures": {},
            "channels": {}, "parked": null, "output": []
        })
    );
    assert_eq!(state_json(&send.state(1))["stacks"], json!({"main": [1]}));
    let join = replay("join");
    let state = state_json(&join.state(24));
    assert_eq!(state["parked"], json!({"timeout_us": 1_000_000}));
    assert_eq!(
        state["timers"]["1"],
        json!({"name": "until 1s", "due": 1_000_000, "task": 1})
    );
    assert_eq!(state["tasks"]["2"]["what"], "the end of t1");
    assert_eq!(state["output"][0], json!({"now": 0, "text": "child works"}));
}

#[test]
fn a_selector_points_at_what_happens() {
    let replay = replay("lost-wake-up");
    let find = |selector: &str| {
        let selector = selector.parse::<Selector>().map_err(|error| error.to_string())?;
        replay.find(&selector).map_err(|error| error.to_string())
    };
    for (selector, step) in [
        ("out", 1),
        ("task.new", 2),
        ("task.run waiter", 4),
        ("task.run t1 #2", 13),
        ("task.run t1 waiter #3", 26),
        ("  task.yield   waiter ", 7),
        ("trap park for light", 14),
        ("task.wait light", 15),
        ("wake.dup waiter #2", 22),
        ("out light on, somebody woken: false", 11),
        ("task.drop", 17),
    ] {
        assert_eq!(find(selector), Ok(step), "{selector}");
    }
    for (selector, says) in [
        ("task.rnu waiter", "`task.rnu` is no word of the trace; there are: co.resume, "),
        ("task.run nobody", "the trace has it about: `waiter`, `switch`"),
        ("task.run switch #9", "the trace has only 3 of them"),
        ("task.drop #2", "the trace has only one"),
        ("co.yield", "the trace has no `co.yield`"),
        ("task.run #0", "`#0` is no number from 1 on"),
        ("task.run waiter #two", "`#two` is no number"),
        ("", "`` is no word"),
    ] {
        let error = find(selector).unwrap_err();
        assert!(error.contains(says), "{selector}: {error}");
    }
}

#[test]
fn a_caption_that_fits_nowhere_is_refused() {
    for (name, captions, says) in [
        ("fits-nowhere", "\"co.yield ego\" = \"A.\"", "the trace has it about: `echo`"),
        ("fits-no-word", "oops = \"A.\"", "`oops` is no word"),
        (
            "fits-twice",
            "\"co.yield echo\" = \"A.\"\n\"co.yield #1\" = \"B.\"",
            "step 2 has another caption",
        ),
    ] {
        let folder = copied_catalogue(name);
        std::fs::write(folder.join("captions.toml"), format!("[send]\n{captions}\n"))
            .unwrap();
        let catalogue = Catalogue::load(&folder).unwrap();
        let replay = Replay::read(&trace("send"), &catalogue);
        let error = replay.captions(&catalogue, "send").unwrap_err().to_string();
        assert!(error.contains("[send]") && error.contains(says), "{error}");
        assert!(replay.captions(&catalogue, "join").unwrap().is_empty());
    }
}
