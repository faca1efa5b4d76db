//! The command without a verb: the reader's place, and the book until Ctrl-C.

#![cfg(target_os = "linux")]

mod common;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use common::{Clone, assert_stands_still, wait_for};
use rustix::process::{Pid, Signal, kill_process};

#[test]
fn the_book_is_served_until_ctrl_c_and_nobody_outlives_it() {
    let clone = Clone::new("served");
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let (mut child, lines) = served(&clone, &["--port", "7979", "--no-browser"]);
        assert!(lines[0].contains("The first chapter"), "{lines:#?}");
        assert_eq!(
            lines.last().unwrap(),
            "The book is served: serve --port 7979 --no-browser"
        );
        wait_for("it serves", || clone.path("ticks").exists());
        kill_process(Pid::from_child(&child), signal).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(code));
        assert_stands_still(&clone.path("ticks"));
        fs::remove_file(clone.path("ticks")).unwrap();
    }
}

#[test]
fn without_the_book_it_says_where_you_are_and_ends() {
    let clone = Clone::new("no-serve");
    let left = clone.run(&["--no-serve"]);
    left.is(0, &["The first chapter", "Next is double-no-serve"]);
    assert!(!left.stdout.contains("book"), "{}", left.stdout);
    clone.run(&["--json"]).is(0, &["\"next\": \"double-no-serve\""]);
    assert!(!clone.path("ticks").exists());
}

#[test]
fn a_book_that_cannot_be_shown_leaves_the_place_and_says_what_to_do() {
    let clone = Clone::new("no-book");
    let place = "Next is double-no-book";
    clone.write("book/fault.txt", "error: a.md:7: a link to nowhere\n");
    clone.run(&[]).is(
        2,
        &[place, "a.md:7: a link to nowhere", "the reason stands above", "--no-serve"],
    );
    clone.replace("crates/book/src/main.rs", "fn main", "fn man");
    clone.run(&[]).is(
        2,
        &[place, "`main` function not found", "does not build", "git status crates"],
    );
    fs::remove_dir_all(clone.path("crates/book/src")).unwrap();
    clone.run(&[]).is(2, &[place, "does not build"]);
    fs::remove_dir_all(clone.path("crates/book")).unwrap();
    clone.run(&[]).is(2, &[place, "crates/book is missing", "git restore crates/book"]);
}

#[test]
fn a_chapter_that_does_not_compile_keeps_nobody_from_the_book() {
    let clone = Clone::new("chapter");
    clone.replace("chapters/1-one/examples/hello-NAME.rs", "fn main", "fn man");
    clone.write("chapters/1-one/src/lib.rs", "oops");
    let (mut child, _) = served(&clone, &[]);
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    child.wait().unwrap();
}

#[test]
fn a_trace_is_opened_in_the_book_and_a_bad_one_is_refused_before() {
    let clone = Clone::new("open");
    clone.run(&["run", "race-NAME", "--virtual", "--trace", "mine.json"]).is(0, &[]);
    let (mut child, lines) =
        served(&clone, &["trace", "open", "mine.json", "--no-browser"]);
    let trace = PathBuf::from(&clone.root).join("mine.json");
    assert_eq!(
        lines.last().unwrap(),
        &format!("The book is served: serve --no-browser --trace {}", trace.display())
    );
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    child.wait().unwrap();
    clone.write("other.json", "{}\n");
    clone.run(&["trace", "open", "other.json"]).is(2, &["other.json is no trace of Tulip"]);
    clone.run(&["trace", "open", "no.json"]).is(2, &["neither a listing nor a file"]);
}

/// The command, when it serves; and what it said until then.
fn served(clone: &Clone, args: &[&str]) -> (Child, Vec<String>) {
    let mut command: Command = clone.command(args);
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = Vec::new();
    let output = BufReader::new(child.stdout.take().unwrap());
    for line in output.lines().map_while(Result::ok) {
        let serves = line.starts_with("The book is served: ");
        lines.push(line);
        if serves {
            break;
        }
    }
    let serves = lines.last().is_some_and(|line| line.starts_with("The book is served: "));
    if !serves {
        child.wait().unwrap();
        panic!("it ended: {lines:#?}");
    }
    (child, lines)
}
