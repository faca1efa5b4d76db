//! Prediction stops: what is asked before a step, and what there is to choose from.

mod common;

use std::fs;

use common::{copied_catalogue, english, replay, traces, without_code};
use tulip_course::{Catalogue, Replay, Stop, StopKind, StopOption};
use tulip_trace::{Event, Lane};

/// The options as (text, why), the right one first.
fn asked(slug: &str, stop: &str) -> (u64, Vec<(String, String)>) {
    let stops = replay(slug)
        .stops(slug, stop, &english())
        .unwrap_or_else(|error| panic!("{error}"));
    let [stop] = &stops[..] else { panic!("one stop: {stops:?}") };
    let mut options: Vec<_> = stop.options.iter().collect();
    options.sort_by_key(|option| !option.right);
    let options = options.into_iter();
    (stop.step, options.map(|one| (one.text.to_string(), one.why.to_string())).collect())
}

fn has(options: &[(String, String)], text: &str, why: &str) {
    let found = options.iter().find(|(option, _)| option == text);
    let found = found.unwrap_or_else(|| panic!("no option `{text}` in {options:#?}"));
    assert_eq!(found.1, why);
}

#[test]
fn who_runs_next_is_asked_of_tasks() {
    let (step, options) = asked("join", "task.run b=next");
    assert_eq!((step, &*options[0].0), (15, "t3 b"));
    has(&options, "t3 b", "It is first in the ready queue.");
    has(&options, "t4 late", "It is ready, but t3 b became ready before it.");
    has(
        &options,
        "t2 a",
        "It waits for the end of t1, and until that comes nobody picks it.",
    );
    let (_, options) = asked("join", "loop.park=next");
    has(&options, "t1 child", "Nobody was ready. Then timer 1 woke it.");
    let (_, options) = asked("join", "task.run child #2=next");
    has(&options, "t1 child", "It is the only one that is ready.");
}

#[test]
fn a_task_that_a_schedule_names_is_right_for_that_reason() {
    let (step, options) = asked("lost-wake-up", "task.run switch #2=next");
    assert_eq!((step, &*options[0].0), (21, "t2 switch"));
    has(&options, "t2 switch", "It was ready, and the schedule of this run names it.");
    has(
        &options,
        "t1 waiter",
        "It is ready, but the schedule of this run names t2 switch.",
    );
}

#[test]
fn who_runs_next_is_asked_of_machines_where_there_are_no_tasks() {
    let (step, options) = asked("interleave", "co.resume b=next");
    assert_eq!((step, &*options[0].0), (6, "b"));
    has(&options, "b", "The program decides, and resumes b next.");
    has(
        &options,
        "a",
        "It could be: a machine never resumes itself, and the program decides whom it resumes. \
         Here that is b.",
    );
}

#[test]
fn what_is_printed_next_is_chosen_from_what_is_printed() {
    let (step, options) = asked("interleave", "out b1=prints");
    assert_eq!((step, &*options[0].0), (7, "b1"));
    has(&options, "b1", "b prints it, in step 7.");
    has(&options, "a2", "That comes later: a prints it in step 10.");
    has(&options, "a1", "That was printed already: a did it in step 4.");
    assert_eq!(options.len(), 4);
}

#[test]
fn what_comes_out_is_chosen_from_what_goes_in_and_out() {
    let (step, options) = asked("delegation", "co.resume inner #2=value");
    assert_eq!((step, &*options[0].0), (8, "\"i2\""));
    has(&options, "\"i2\"", "That is what inner hands out where it pauses next.");
    has(
        &options,
        "\"A\"",
        "That goes in, in step 7. What comes out is what inner says at its next pause, or at its \
         end.",
    );
    has(
        &options,
        "\"i1\"",
        "That came out before, in step 3. A machine that is resumed goes on from there.",
    );
    has(
        &options,
        "(\"A\", \"B\")",
        "That comes out later, in step 13. One resume runs to the next pause, no further.",
    );
    let (_, options) = asked("return-value", "co.return=value");
    assert_eq!(options[0].1, "echo has no pause left: it ends, and this is its result.");
    let (_, options) = asked("precedence", "co.yield second=value");
    assert_eq!(options[0].0, "nothing");
    assert_eq!(options[0].1, "second pauses, or ends, without a value.");
}

#[test]
fn a_stop_asks_before_the_selected_step_for_the_first_answer_from_there_on() {
    let places = |slug: &str, stop: &str| {
        let stop = replay(slug).stops(slug, stop, &english()).unwrap().remove(0);
        (stop.ask, stop.step)
    };
    assert_eq!(places("send", "co.yield echo #2=value"), (5, 5));
    assert_eq!(places("send", "co.resume echo #2=value"), (4, 5));
    assert_eq!(places("send", "out 3=value"), (3, 5));
    assert_eq!(places("scheduler", "timer.fire #1=next"), (22, 28));
}

#[test]
fn what_cannot_be_asked_is_refused_with_the_reason() {
    for (slug, stops, says) in [
        ("send", "co.yield echo", "expected a selector, `=` and what is asked"),
        (
            "send",
            "co.yield echo=guess",
            "`guess` is no kind of stop; there are: next, prints",
        ),
        ("send", "co.yield ego=value", "the trace has it about: `echo`"),
        ("send", "co.yeld echo=value", "`co.yeld` is no word"),
        ("send", "co.drop=value", "nothing comes out from there on"),
        ("send", "co.drop=prints", "nothing is printed from there on"),
        ("send", "co.drop=next", "nobody runs from there on"),
        ("send", "co.resume=next", "there is nothing to choose from"),
        ("two-stops", "out=next", "nobody runs from there on"),
        (
            "send",
            "co.yield echo=value; co.resume echo=value",
            "another stop asks before step 2 for step 2",
        ),
        (
            "scheduler",
            "timer.fire #1=next; timer.fire #2=next",
            "another stop asks before step 22 for step 28",
        ),
    ] {
        let error = replay(slug).stops(slug, stops, &english()).unwrap_err().to_string();
        assert!(error.contains(says), "{stops}: {error}");
    }
    assert_eq!(replay("send").stops("send", " ; ", &english()).unwrap(), []);
}

#[test]
fn the_catalogue_adds_ideas_that_the_trace_does_not_know() {
    let folder = copied_catalogue("ideas");
    let ideas = r#"
        [send."co.yield echo=value"]
        "0" = "Not an *echo* yet."
        "3" = "The first `yield`."
        "30" = "Nobody multiplies."
        [send."out=prints"]
        "a" = "No."
        "b" = "No."
        "c" = "No."
        "d" = "No."
        [interleave."co.resume b=next"]
        "c" = "There is no third."
        [wget-callbacks."out #4=prints"]
        "mid header > HTTP/1.0 200 OK" = "Asked last."
    "#;
    fs::write(folder.join("predictions.toml"), ideas).unwrap();
    let catalogue = Catalogue::load(&folder).unwrap();
    let stops = |slug: &str, stop: &str| replay(slug).stops(slug, stop, &catalogue);
    let options = |slug: &str, stop: &str| stops(slug, stop).unwrap().remove(0).options;
    let why = |options: &[StopOption], text: &str| {
        let option = options.iter().find(|option| option.text.to_string() == text).unwrap();
        (option.right, option.why.to_string())
    };

    let of_send = options("send", "co.yield echo=value");
    let (is_right, of_three) = why(&of_send, "3");
    assert!(is_right && of_three.ends_with("pauses next. The first yield."), "{of_three}");
    let (is_right, of_zero) = why(&of_send, "0");
    assert!(!is_right && of_zero.ends_with(" Not an echo yet."), "{of_zero}");
    assert_eq!(why(&of_send, "30"), (false, "Nobody multiplies.".to_owned()));
    assert_eq!(
        why(&options("interleave", "co.resume b=next"), "c").1,
        "There is no third."
    );

    // Among four, a line that is only printed later gives way to an idea.
    let of_wget = options("wget-callbacks", "out #4=prints");
    assert_eq!(of_wget.len(), 4);
    assert_eq!(why(&of_wget, "mid header > HTTP/1.0 200 OK").1, "Asked last.");
    let too_many = stops("send", "out=prints").unwrap_err().to_string();
    assert!(too_many.contains("5 options are too many"), "{too_many}");
    // Another stop of the same trace has none of them.
    let other = options("send", "co.yield echo #1=value");
    assert!(other.iter().all(|option| option.text.to_string() != "30"));
}

#[test]
fn several_stops_stand_in_the_order_of_their_steps() {
    let stops = "out 10=prints; co.yield echo #1=value;co.resume echo #2=value";
    let asked = replay("send").stops("send", stops, &english()).unwrap();
    let asked: Vec<_> = asked.iter().map(|stop| (stop.step, stop.kind)).collect();
    assert_eq!(asked, [(2, StopKind::Value), (5, StopKind::Value), (6, StopKind::Prints)]);
}

/// Wherever something can be asked, what really happens is the one right option.
#[test]
fn the_right_option_is_always_what_happens() {
    let english = english();
    let mut count = 0;
    for (slug, trace) in traces() {
        let replay = Replay::read(&trace, &english);
        for word in ["task.run", "co.resume", "out", "co.yield", "co.return", "task.done"] {
            for nth in 1.. {
                let kind = match word {
                    "task.run" | "co.resume" => "next",
                    "out" => "prints",
                    _ => "value",
                };
                let stop = format!("{word} #{nth}={kind}");
                match replay.stops(&slug, &stop, &english) {
                    Ok(stops) => {
                        count += 1;
                        check(&slug, &replay, &stops[0]);
                    }
                    Err(error) if error.to_string().contains("the trace has") => break,
                    Err(error) => {
                        let nothing = [
                            "there is nothing to choose from",
                            "nobody runs from there on",
                            "nothing is printed from there on",
                        ];
                        let says = error.to_string();
                        assert!(nothing.iter().any(|word| says.contains(word)), "{says}");
                    }
                }
            }
        }
    }
    assert!(count > 300, "{count}");
}

fn check(slug: &str, replay: &Replay, stop: &Stop) {
    let at = format!("{slug}, step {}", stop.step);
    let right: Vec<_> = stop.options.iter().filter(|option| option.right).collect();
    assert_eq!(right.len(), 1, "{at}");
    let right = right[0].text.to_string();
    assert!((2..=4).contains(&stop.options.len()), "{at}");
    let mut texts: Vec<_> = stop.options.iter().map(|one| one.text.to_string()).collect();
    texts.dedup();
    assert_eq!(texts.len(), stop.options.len(), "{at}: {texts:?}");
    assert!(stop.options.iter().all(|option| !option.why.is_empty()), "{at}");
    let mut of_step = replay.records().iter().filter(|record| record.step == stop.step);
    let happens = of_step.any(|record| match (&record.event, record.lane) {
        (Event::TaskRun { task, .. }, _) => right.starts_with(&format!("t{task} ")),
        (Event::CoResume { name, .. }, _) => right.starts_with(&**name),
        (Event::Out { text, .. }, _) => text.trim() == right,
        (
            Event::CoYield { out, .. }
            | Event::CoReturn { out, .. }
            | Event::TaskYield { out, .. }
            | Event::TaskDone { out, .. },
            Lane::Main | Lane::Task(_),
        ) => *out == right || (out == "()" && right == "nothing"),
        _ => false,
    });
    assert!(happens, "{at}: {right}");
}

#[test]
fn a_stop_is_asked_in_the_language_of_the_catalogue() {
    let pseudo = english().pseudo();
    for (slug, stops) in [
        ("join", "task.run b=next; loop.park=next; out #2=prints; task.done=value"),
        ("precedence", "co.yield second=value; co.resume second=next"),
        ("delegation", "co.resume inner #2=value; out #2=prints"),
    ] {
        for stop in replay(slug).stops(slug, stops, &pseudo).unwrap() {
            let whys = stop.options.iter().flat_map(|option| [&option.text, &option.why]);
            for text in [&stop.question].into_iter().chain(whys) {
                let plain = without_code(&text.to_html());
                let left = plain.contains(|c: char| c.is_ascii_alphabetic());
                assert!(!left, "{slug}, step {}: {plain}", stop.step);
            }
        }
    }
}
