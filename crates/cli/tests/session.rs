//! A reader's way through an exercise, verb by verb.

mod common;

use std::fs;

use common::Clone;
use serde_json::Value;

#[test]
fn an_exercise_goes_from_red_to_green_by_a_mistake() {
    let clone = Clone::new("red-to-green");
    clone
        .run(&["--no-serve"])
        .is(0, &["The first chapter", " 0 of  2 exercises", "Next is double-"]);
    clone
        .run(&["next"])
        .is(0, &["Twice as much", "Say what twice a number is.", "Your copy: "]);
    assert!(!fs::read_to_string(clone.copy()).unwrap().contains("n + n"));
    clone.run(&["check"]).is(
        1,
        &[
            "double-red-to-green: panic, at the step: double 2",
            "not yet implemented: say what twice 2 is",
            "in practice/one-red-to-green/src/bin/double-red-to-green.rs:11",
        ],
    );
    clone.run(&["solution"]).is(1, &["is not green yet"]);
    clone.run(&["hint"]).is(0, &["hint 1 of 3", "A nudge."]);
    clone.run(&["hint"]).is(0, &["hint 2 of 3", "Where to look."]);
    clone.run(&["hint", "--again"]).is(0, &["A nudge.", "Where to look."]);

    clone.set_body("    n * n");
    clone
        .run(&["check"])
        .is(1, &["wrong, at the step: double 3", "expected: 6", "got:      9"]);
    clone.run(&["diff"]).is(0, &["-    todo!(", "+    n * n"]);

    clone.set_body("    2 * n");
    clone
        .run(&["check"])
        .is(0, &["green", "An afterword.", "All core exercises are done."]);
    clone.run(&["solution"]).is(0, &["n + n"]);
    clone.run(&["list"]).is(0, &["x* double-red-to-green"]);
    clone.run(&["--no-serve"]).is(0, &[" 1 of  2 exercises, 1 of 1 core"]);
    clone.run(&["run", "double-NAME"]).is(0, &["42\n"]);
}

#[test]
fn a_question_is_answered_by_a_cross() {
    let clone = Clone::new("question");
    clone.run(&["list"]).is(0, &["(after double-question)"]);
    clone.run(&["next", "ask-NAME"]).is(0, &["ask-question.md"]);
    let copy = "practice/one-NAME/src/bin/ask-NAME.md";
    assert!(!clone.read(copy).contains("Three and three"));
    clone.run(&["check"]).is(1, &["open: put an x between the brackets"]);
    clone.replace(copy, "- [ ] five", "- [x] five");
    clone.run(&["check"]).is(1, &["wrong", "That is one more than four."]);
    clone.replace(copy, "- [x] five", "- [ ] five");
    clone.replace(copy, "- [ ] six", "- [x] six");
    clone.run(&["check"]).is(0, &["green", "Three and three.", "An afterword."]);
    clone.run(&["run", "ask-NAME"]).is(2, &["a question, and no program"]);
    clone.run(&["solution"]).is(0, &["six"]);
}

#[test]
fn what_lists_has_json() {
    let clone = Clone::new("json");
    let json = |args: &[&str]| -> Value {
        let left = clone.run(args);
        serde_json::from_str(&left.stdout)
            .unwrap_or_else(|error| panic!("{error}: {left:?}"))
    };
    assert_eq!(json(&["--json"])["next"], "double-json");
    let exercise = &json(&["list", "--json"])[0]["exercises"][0];
    assert_eq!(exercise["slug"], "double-json");
    assert_eq!(exercise["file"], "practice/one-json/src/bin/double-json.rs");
    assert_eq!(json(&["check", "--json"])["kind"], "panic");
    assert_eq!(json(&["check", "--all", "--json"])[0]["slug"], "double-json");
    assert_eq!(json(&["snap", "--json"])[0]["fresh"], true);
    assert_eq!(json(&["doctor", "--json"])[0]["what"], "rustc");
}

#[test]
fn nothing_is_coloured_where_nobody_looks() {
    let clone = Clone::new("colours");
    for args in
        [&["--no-serve"][..], &["list"], &["check"], &["next"], &["diff"], &["--help"]]
    {
        let left = clone.run(args);
        assert!(
            !left.stdout.contains('\u{1b}') && !left.stderr.contains('\u{1b}'),
            "{left:?}"
        );
    }
}

#[test]
fn every_verb_has_help_with_an_example() {
    let clone = Clone::new("help");
    let help = clone.run(&["--help"]).stdout;
    let verbs = help.split_once("Commands:\n").unwrap().1.split_once("\n\n").unwrap().0;
    let verbs: Vec<_> =
        verbs.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(verbs.len(), 16, "{verbs:?}");
    for verb in verbs {
        clone.run(&[verb, "--help"]).is(0, &["Example", "cargo tulip"]);
    }
    for verb in ["accept", "check"] {
        clone.run(&["dev", verb, "--help"]).is(0, &["Example", "cargo tulip dev"]);
    }
    for verb in ["show", "step", "open", "diff"] {
        clone.run(&["trace", verb, "--help"]).is(0, &["Example", "cargo tulip trace"]);
    }
}
