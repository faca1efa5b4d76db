//! Listings: run, compare, explore, accept.

mod common;

use std::fs;

use common::Clone;

#[test]
fn a_listing_runs_with_the_schedule_and_the_trace_that_were_asked_for() {
    let clone = Clone::new("run");
    clone.run(&["run", "hello-NAME"]).is(0, &["hello\nand goodbye\n"]);
    let race = ["run", "race-NAME", "--virtual"];
    clone.run(&race).is(0, &["there is a letter"]);
    clone.run(&[&race[..], &["--schedule", "2,2"]].concat()).is(1, &["waits for a letter"]);
    clone.run(&[&race[..], &["--schedule", "two"]].concat()).is(2, &["`two`"]);
    clone.run(&[&race[..], &["--trace", "what.json"]].concat()).is(0, &[]);
    assert!(clone.read("what.json").contains("\"task.pick\""));
    clone
        .run(&["run", "one-NAME", "--all", "--virtual"])
        .is(0, &["and goodbye", "there is a letter"]);
}

#[test]
fn a_snapshot_is_compared_byte_by_byte_and_accepted_after_reading() {
    let clone = Clone::new("snap");
    clone.run(&["snap"]).is(0, &["same hello-snap", "same race-snap"]);
    let example = "chapters/1-one/examples/hello-NAME.rs";
    clone.replace(example, "and goodbye", "and good night");
    clone.run(&["snap", "hello-NAME"]).is(
        1,
        &["differs hello-snap", "line 2 differs", "- and goodbye", "+ and good night"],
    );
    clone.run(&["snap"]).is(1, &["1 of 2 print something else"]);

    let snapshot = "chapters/1-one/snapshots/hello-NAME.snap";
    let before = clone.read(snapshot);
    clone.run(&["dev", "accept"]).is(1, &["+ and good night", "Nothing was written."]);
    assert_eq!(clone.read(snapshot), before);
    clone
        .run(&["dev", "accept", "--yes"])
        .is(0, &["wrote chapters/1-one/snapshots/hello-snap.snap"]);
    assert_eq!(clone.read(snapshot), before.replace("and goodbye", "and good night"));
    clone.run(&["dev", "accept", "--yes"]).is(0, &["Nothing is new."]);
    clone.run(&["snap"]).is(0, &[]);
}

#[test]
fn a_listing_that_does_not_build_says_why_and_keeps_no_other_back() {
    let clone = Clone::new("no-build");
    clone.replace("chapters/1-one/examples/hello-NAME.rs", "fn main", "fn man");
    clone
        .run(&["run", "hello-NAME"])
        .is(2, &["`main` function not found", "`git diff` shows what was changed"]);
    clone.run(&["snap", "hello-NAME"]).is(2, &["`main` function not found"]);
    clone.run(&["run", "race-NAME", "--virtual"]).is(0, &["there is a letter"]);
    fs::remove_file(clone.path("chapters/1-one/examples/hello-NAME.rs")).unwrap();
    clone.run(&["run", "hello-NAME"]).is(2, &["hello-no-build"]);
}

#[test]
fn the_shortest_schedule_that_fails_is_found_and_can_be_run_again() {
    let clone = Clone::new("explore");
    let left = clone.run(&["explore", "race-NAME"]);
    left.is(
        1,
        &["it ends in a deadlock", "t2 reader waits for a letter", "schedules were run"],
    );
    let line = left.stdout.lines().find(|line| line.contains("--schedule")).unwrap();
    assert_eq!(line.trim(), "cargo tulip run race-explore --virtual --schedule 2");
    let args: Vec<_> = line.split_whitespace().skip(2).collect();
    clone.run(&args).is(1, &["deadlock: nobody is ready"]);

    clone
        .run(&["explore", "hello-NAME"])
        .is(0, &["1 schedule was run", "There was no choice"]);
}

#[test]
fn a_schedule_that_nobody_follows_is_refused() {
    let clone = Clone::new("deaf");
    let race = "chapters/1-one/examples/race-NAME.rs";
    clone.replace(race, "Kernel::from_env()", "Kernel::new(scheduler::Clock::from_env())");
    let words = [
        "race-deaf follows no schedule",
        "made by `Kernel::from_env()`",
        "cargo tulip run race-deaf",
    ];
    clone.run(&["run", "race-NAME", "--schedule", "2"]).is(2, &words);
    clone.run(&["explore", "race-NAME"]).is(2, &words);
    clone.run(&["run", "race-NAME", "--virtual"]).is(0, &["there is a letter"]);
}

#[test]
fn a_copy_is_explored_too_and_each_way_to_fail_is_found() {
    let clone = Clone::new("explore-copy");
    let program = |assertion: &str| {
        format!(
            "//! Two tasks.
use std::cell::Cell;
use std::rc::Rc;
fn main() {{
    let first = Rc::new(Cell::new(0));
    let mut kernel = scheduler::Kernel::from_env();
    for number in 1..=3 {{
        let first = Rc::clone(&first);
        kernel.spawn(\"task\", async move |_| {{
            if first.get() == 0 {{ first.set(number); }}
            Ok(())
        }});
    }}
    kernel.run().unwrap();
    {assertion}
}}
"
        )
    };
    clone.set_copy(&program("assert!(first.get() != 3, \"the third was first\");"));
    clone.run(&["explore", "double-NAME"]).is(
        1,
        &["it panics: the third was first", "--schedule 3\n", "double-explore-copy.rs:15"],
    );
    clone.set_copy(&program("if first.get() == 2 { loop {} }"));
    clone.run(&["explore", "double-NAME"]).is(1, &["it does not end", "--schedule 2\n"]);
    clone.set_copy(&program("std::process::exit(i32::from(first.get() == 3));"));
    clone.run(&["explore", "double-NAME"]).is(1, &["exit status: 1", "--schedule 3\n"]);
    clone.set_copy(&program(""));
    clone
        .run(&["explore", "double-NAME"])
        .is(0, &["6 schedules were run, and there are no more"]);
    clone
        .run(&["explore", "double-NAME", "--runs", "4"])
        .is(0, &["4 schedules were run; there are more", "--runs 40"]);
    clone.set_copy("fn main() { oops }");
    clone.run(&["explore", "double-NAME"]).is(2, &["your copy does not compile", "oops"]);
}
