//! Looking at traces: as lines, as JSON, and step by step on a terminal.

#![cfg(target_os = "linux")]

#[path = "../common/mod.rs"]
mod common;
#[path = "../watch/watching.rs"]
mod watching;

use std::fs;

use common::{Clone, wait_for};
use rustix::process::Signal;
use serde_json::Value;
use watching::{Terminal, Watch};

/// A clone with the trace of its racing tasks.
fn traced(name: &'static str) -> Clone {
    let clone = Clone::new(name);
    clone.run(&["run", "race-NAME", "--virtual", "--trace", "race.json"]).is(0, &[]);
    clone
}

#[test]
fn each_step_is_a_line_with_a_column_for_each_task() {
    let clone = traced("show");
    let left = clone.run(&["trace", "show", "race.json"]);
    left.is(0, &[]);
    let expected = [
        "race-show",
        "t1 writer",
        "t2 reader",
        "R runs  Q is in the ready queue  W waits  D done  X dropped  . not there",
        "",
        "step     time  t1 t2  what",
        "   1  0.000 s  Q  .   main makes t1 writer and puts it into the ready queue.  \
         race-show.rs:13",
        "   2  0.000 s  Q  Q   main makes t2 reader and puts it into the ready queue.  \
         race-show.rs:18",
        "   3  0.000 s  R  Q   t1 writer is picked and runs for the first time.",
    ];
    let lines: Vec<_> = left.stdout.lines().collect();
    assert_eq!(&lines[..expected.len()], expected);
    assert!(lines.last().unwrap().contains("D  D   t2 reader ends."), "{}", left.stdout);
    assert_eq!(left.stderr, "");
}

#[test]
fn each_step_is_an_object_with_the_state_after_it() {
    let clone = traced("json");
    let left = clone.run(&["trace", "show", "race.json", "--json"]);
    left.is(0, &[]);
    let steps: Vec<Value> =
        left.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (step, number) in steps.iter().zip(1..) {
        assert_eq!(step["step"], number);
        assert_eq!(step["state"]["step"], number);
    }
    assert_eq!(steps[2]["sentence"], "t1 writer is picked and runs for the first time.");
    assert_eq!(steps[2]["state"]["running"], 1);
    assert_eq!(steps[2]["state"]["tasks"]["2"]["activity"], "ready");
    let last = steps.last().unwrap();
    assert_eq!(last["state"]["output"][1]["text"], "there is a letter");
}

#[test]
fn what_can_be_read_is_shown_and_the_rest_is_named_by_its_line() {
    let clone = traced("cut");
    let whole = clone.read("race.json");
    let cut = &whole[..whole.rfind("\"ev\":\"task.done\"").unwrap()];
    clone.write(
        "race.json",
        &cut.replacen("\"ev\":\"task.pick\"", "\"ev\":\"task.peck\"", 1),
    );
    let left = clone.run(&["trace", "show", "race.json"]);
    left.is(0, &["main makes t1 writer", "unknown event `task.peck`"]);
    let last = format!("warning: race.json: line {}: ", cut.lines().count());
    assert!(left.stderr.contains(&last), "{}", left.stderr);

    clone.write(
        "many.json",
        &format!("{whole}\noops\noops\noops\noops\noops\noops\noops\n"),
    );
    clone.run(&["trace", "show", "many.json"]).is(0, &["2 lines more cannot be read"]);
    clone.write("foreign.json", "{\"traceEvents\": []}\n");
    clone
        .run(&["trace", "show", "foreign.json"])
        .is(2, &["foreign.json is no trace of Tulip: line 1", "--trace FILE` writes one"]);
    let (name, _) = whole.split_once("},\n").unwrap();
    clone.write("quiet.json", &format!("{name}}}\n]\n"));
    clone.run(&["trace", "show", "quiet.json"]).is(0, &["nothing happened"]);
    let theirs =
        "[\n{\"ph\":\"X\",\"pid\":1,\"tid\":1,\"ts\":1,\"dur\":2,\"name\":\"theirs\"}\n]\n";
    for (file, text) in [("empty.json", ""), ("theirs.json", theirs)] {
        clone.write(file, text);
        clone.run(&["trace", "show", file]).is(2, &["it has no event of one"]);
    }
    clone.write("steers.json", &whole.replace("task.pick", "\\u001b[2J"));
    let left = clone.run(&["trace", "show", "steers.json"]);
    left.is(0, &["unknown event `␛[2J`"]);
    assert!(!left.stderr.contains('\u{1b}'), "{}", left.stderr);
    clone.run(&["trace", "show", "hello-NAME"]).is(
        2,
        &["no trace is kept of `hello-cut`", "run hello-cut --trace hello-cut.json"],
    );
    clone.run(&["trace", "show", "no.json"]).is(2, &["neither a listing nor a file"]);
    clone.write("book/catalogue/en/events.toml", "");
    clone
        .run(&["trace", "show", "race.json"])
        .is(2, &["no file has a text for", "git restore book/catalogue"]);
}

#[test]
fn of_a_long_trace_it_is_said_that_it_is_read_and_one_too_long_is_refused_at_once() {
    let clone = traced("long");
    let whole = clone.read("race.json");
    let event = whole.lines().find(|line| line.contains("\"ev\":\"out\"")).unwrap();
    let long = vec![event; (1 << 20) / event.len() + 1].join("\n");
    clone.write("long.json", &whole.replacen(event, &long, 1));
    let left = clone.run(&["trace", "show", "long.json"]);
    left.is(0, &["t2 reader ends."]);
    assert_eq!(left.stderr, "reading long.json, 1 MB ...\n");

    // Nothing is in it: who read it would say that first.
    let file = fs::File::create(clone.path("longer.json")).unwrap();
    file.set_len((16 << 20) + 1).unwrap();
    let left = clone.run(&["trace", "open", "longer.json", "--no-browser"]);
    left.is(
        2,
        &["longer.json: 17 MB are too much for a page: at most 16", "trace step longer"],
    );
    assert!(!left.stderr.contains("reading"), "{}", left.stderr);
}

#[test]
fn two_traces_are_compared_by_what_happened() {
    let clone = traced("diff");
    let race = ["run", "race-NAME", "--virtual"];
    clone.run(&[&race[..], &["--schedule", "2,2", "--trace", "lost.json"]].concat());
    clone.run(&["trace", "diff", "race.json", "race.json"]).is(0, &["The same happened."]);
    clone.run(&["trace", "diff", "race.json", "lost.json"]).is(
        1,
        &[
            "--- race.json",
            "+++ lost.json",
            "-0.000 s  t1 writer is picked and runs for the first time.",
            "+0.000 s  t2 reader pauses with park for a letter and waits for a letter.",
        ],
    );
}

#[test]
fn a_trace_is_stepped_through_forward_and_back() {
    let clone = traced("step");
    clone
        .run(&["trace", "step", "race.json"])
        .is(2, &["needs a terminal", "trace show race.json"]);

    let terminal = Terminal::new();
    terminal.resize(90, 30);
    let mut steps = step(&terminal, &clone);
    steps.shows("race-step  step 1 of ");
    steps.shows("main makes t1 writer");
    steps.shows("race-step.rs");
    steps.press("j");
    steps.shows("step 2 of ");
    steps.press("jj");
    steps.shows("step 4 of ");
    steps.shows("runs    t1 writer");
    steps.press("k");
    steps.shows("step 3 of ");
    steps.press("J");
    steps.shows("step 4 of ");
    steps.press("w");
    steps.shows("Nobody has woken it so far.");
    steps.press("\x1b[F");
    steps.shows("t2 reader ends.");
    steps.press("j");
    steps.shows("This is the last step.");
    steps.press("K");
    steps.shows("t2 reader prints");
    steps.press("\x1b[H");
    steps.shows("step 1 of ");
    steps.press("q");
    assert!(steps.ended().success());
}

#[test]
fn it_fits_whatever_terminal_there_is() {
    let clone = traced("narrow");
    let terminal = Terminal::new();
    terminal.resize(34, 8);
    let mut steps = step(&terminal, &clone);
    steps.shows("race-narrow  step 1 of ");
    steps.shows("main makes t1 writer and puts it");
    terminal.resize(100, 40);
    steps.signal(Signal::WINCH);
    steps.shows("main makes t1 writer and puts it into the ready queue.");
    steps.shows("w who woke it  Home End  q quit");
    terminal.resize(1, 1);
    let drawn = steps.output().len();
    steps.signal(Signal::WINCH);
    // Crossterm forgets keys that come together with the signal, until the next key.
    wait_for("it is drawn anew", || steps.output().len() > drawn);
    steps.press("jjq");
    assert!(steps.ended().success());
}

#[test]
fn the_terminal_is_given_back_as_it_was() {
    let clone = traced("back");
    for (keys, signal, code) in [
        ("q", None, 0),
        ("\x1b", None, 0),
        ("\x03", None, 130),
        ("", Some(Signal::INT), 130),
        ("", Some(Signal::TERM), 143),
        ("", Some(Signal::HUP), 129),
    ] {
        let terminal = Terminal::new();
        terminal.resize(80, 24);
        let before = terminal.mode();
        let mut steps = step(&terminal, &clone);
        steps.shows("step 1 of ");
        assert_ne!(terminal.mode().local_modes, before.local_modes);
        steps.press(keys);
        if let Some(signal) = signal {
            steps.signal(signal);
        }
        assert_eq!(steps.ended().code(), Some(code), "{keys:?} {signal:?}");
        steps.shows("\x1b[?1049l");
        let after = terminal.mode();
        assert_eq!(after.local_modes, before.local_modes, "{keys:?} {signal:?}");
        assert_eq!(after.input_modes, before.input_modes, "{keys:?} {signal:?}");
        assert_eq!(after.output_modes, before.output_modes, "{keys:?} {signal:?}");
        assert!(steps.output().contains("\x1b[?25h"), "the cursor is shown again");
    }
}

#[test]
fn what_a_trace_says_cannot_steer_the_terminal() {
    let clone = traced("steer");
    let trace =
        clone.read("race.json").replace("is there a letter?", "\\u001b]0;oops\\u0007");
    fs::write(clone.path("race.json"), trace).unwrap();
    let left = clone.run(&["trace", "show", "race.json"]);
    left.is(0, &["␛]0;oops␇"]);
    assert!(!left.stdout.contains('\x1b'), "{:?}", left.stdout);
    let terminal = Terminal::new();
    terminal.resize(90, 30);
    let mut steps = step(&terminal, &clone);
    steps.press("G");
    steps.shows("␛]0;oops␇");
    steps.press("q");
    steps.ended();
    assert!(!steps.output().contains("\x1b]0;"));
}

fn step(terminal: &Terminal, clone: &Clone) -> Watch {
    Watch::of(terminal, clone.command(&["trace", "step", "race.json"]))
}
