//! What a check finds, and where its verdict stands.

mod common;

use std::cell::RefCell;
use std::process::ExitCode;
use std::rc::Rc;
use std::time::Duration;
use std::{env, process, thread};

use common::{Child, json};
use exercise::Countdown;
use scheduler::{Clock, Kernel};
use serde_json::json;
use tulip_conformance::{Check, Verdict, explore, judge, run};

/// What a reader might have written.
mod exercise {
    use state_machines::Coroutine;

    #[derive(Debug)]
    pub(crate) struct Countdown(pub(crate) u32);

    impl Countdown {
        pub(crate) fn next(&mut self) -> u32 {
            self.0 = self.0.checked_sub(1).expect("it has ended"); // too far
            self.0
        }

        pub(crate) fn wait_for_ever() -> u32 {
            loop {
                std::thread::park();
            }
        }
    }

    pub(crate) fn resume_after_the_end() {
        let mut machine = state_machines::machine::<(), (), ()>(async |_| ());
        let _ = machine.resume(());
        let _ = machine.resume(()); // once more than it can
    }

    pub(crate) fn borrow_twice(cell: &std::cell::RefCell<u32>) {
        let _first = cell.borrow_mut();
        let _second = cell.borrow_mut(); // the second
    }
}

fn green(check: &mut Check) {
    let mut countdown = Countdown(3);
    check.step("count");
    check.equal(countdown.next(), 2);
    check.that(countdown.next() == 1, "two comes before one");
}

fn wrong(check: &mut Check) {
    check.step("make it");
    let mut countdown = Countdown(3);
    check.step("count \"down\"\nonce");
    check.equal(countdown.next(), 3);
}

fn said(check: &mut Check) {
    check.step("count");
    check.that(Countdown(3).next() == 3, "it begins with the number that it was given");
}

fn panics(check: &mut Check) {
    check.step("count too far");
    check.equal(Countdown(0).next(), 0);
}

fn panics_in_a_library(check: &mut Check) {
    check.step("drive a machine");
    exercise::resume_after_the_end();
}

fn hangs(check: &mut Check) {
    check.step("count");
    check.equal(Countdown(3).next(), 2);
    check.step("wait for the end");
    Countdown::wait_for_ever();
}

fn aborts(check: &mut Check) {
    check.step("count");
    check.step("call itself for ever");
    process::abort();
}

/// The second panic comes while the first is under way, and nobody expected either.
fn panics_while_it_panics(check: &mut Check) {
    struct Loud;

    impl Drop for Loud {
        fn drop(&mut self) {
            panic!("the second");
        }
    }

    check.step("clean up badly");
    check.panics(|| {
        let _loud = Loud;
        panic!("the first");
    });
}

fn prints_no_expected_panic(check: &mut Check) {
    check.step("count too far");
    let panics = check.panics(|| Countdown(0).next());
    check.that(panics, "who counts below zero panics");
}

fn prints_in_each_step(check: &mut Check) {
    for step in ["first", "second"] {
        check.step(step);
        tulip_trace::println!("{step} out");
        eprintln!("{step} error");
    }
    check.fail("it printed");
}

fn prints_under_each_schedule(check: &mut Check) {
    check.step("run two tasks in both orders");
    let explored = explore::in_process(100, |schedule| {
        let order = Rc::new(RefCell::new(String::new()));
        let mut kernel = Kernel::new(Clock::virtual_time());
        kernel.follow(schedule);
        for name in ["a", "b"] {
            let order = Rc::clone(&order);
            kernel.spawn(name, async move |_| {
                tulip_trace::println!("{name} runs");
                order.borrow_mut().push_str(name);
                assert_ne!(*order.borrow(), "ba", "the wrong order");
                Ok(())
            });
        }
        kernel.run()
    });
    check.that(explored.failure.is_none(), explored.to_string());
}

type Program = (&'static str, fn(&mut Check));

const PROGRAMS: &[Program] = &[
    ("green", green),
    ("wrong", wrong),
    ("said", said),
    ("panics", panics),
    ("panics_in_a_library", panics_in_a_library),
    ("hangs", hangs),
    ("aborts", aborts),
    ("panics_while_it_panics", panics_while_it_panics),
    ("prints_no_expected_panic", prints_no_expected_panic),
    ("prints_in_each_step", prints_in_each_step),
    ("prints_under_each_schedule", prints_under_each_schedule),
];

/// Not a test: what the children of the tests below run.
#[test]
fn child() {
    let Ok(name) = env::var("CHILD") else { return };
    let program = PROGRAMS.iter().find(|program| program.0 == name).expect("it is listed");
    let code = run(program.1);
    let number = [0, 1, 101].into_iter().find(|number| code == ExitCode::from(*number));
    process::exit(number.expect("one of the three").into());
}

#[test]
fn what_holds_is_green() {
    let child = Child::of("green").ends();
    assert_eq!(child.code, Some(0));
    assert_eq!(json(&child.verdict), json!({ "kind": "green" }));
    assert_eq!(child.errors, "");
}

#[test]
fn a_failed_expectation_is_in_the_file_and_nowhere_else() {
    let child = Child::of("wrong").ends();
    assert_eq!(child.code, Some(1));
    assert_eq!(
        json(&child.verdict),
        json!({
            "kind": "wrong", "step": "count \"down\"\nonce", "expected": "3", "got": "2",
            "says": null,
        })
    );
    assert_eq!(child.errors, "");
}

#[test]
fn a_condition_that_does_not_hold_is_told_in_its_sentence() {
    let child = Child::of("said").ends();
    assert_eq!(child.code, Some(1));
    assert_eq!(
        json(&child.verdict),
        json!({
            "kind": "wrong", "step": "count", "expected": null, "got": null,
            "says": "it begins with the number that it was given",
        })
    );
    assert_eq!(child.errors, "");
}

#[test]
fn a_panic_names_the_line_of_the_reader() {
    let child = Child::of("panics").ends();
    assert_eq!(child.code, Some(101));
    assert_eq!(
        json(&child.verdict),
        json!({
            "kind": "panic", "step": "count too far", "says": "it has ended",
            "file": "crates/conformance/tests/verdict.rs", "line": line_of("// too far"),
        })
    );
    assert!(child.errors.contains("it has ended"), "{}", child.errors);
}

#[test]
fn a_panic_inside_a_library_names_the_line_of_the_reader_that_called_it() {
    let child = Child::of("panics_in_a_library").ends();
    let verdict = json(&child.verdict);
    assert_eq!(verdict["says"], "machine resumed after completion");
    assert_eq!(verdict["line"], line_of("// once more than it can"));
    assert_eq!(verdict["file"], "crates/conformance/tests/verdict.rs");
}

#[test]
fn a_program_that_is_killed_leaves_its_step() {
    let child = Child::of("hangs").killed_at("wait for the end");
    assert_eq!(
        json(&child.verdict),
        json!({ "kind": "running", "step": "wait for the end" })
    );
}

#[test]
fn a_program_that_aborts_leaves_its_step() {
    let child = Child::of("aborts").ends();
    assert_ne!(child.code, Some(0));
    assert_eq!(
        json(&child.verdict),
        json!({ "kind": "running", "step": "call itself for ever" })
    );
}

#[test]
fn the_panics_that_abort_a_program_are_printed() {
    let child = Child::of("panics_while_it_panics").ends();
    assert_eq!(
        json(&child.verdict),
        json!({ "kind": "running", "step": "clean up badly" })
    );
    let first = child.errors.find("a panic (the first), and on the way out of it another:");
    let second = child.errors.find("the second");
    assert!(first.is_some() && first < second, "{}", child.errors);
}

#[test]
fn an_expected_panic_is_not_printed() {
    let child = Child::of("prints_no_expected_panic").ends();
    assert_eq!(json(&child.verdict), json!({ "kind": "green" }));
    assert_eq!(child.errors, "");
}

#[test]
fn what_is_printed_in_the_last_step_can_be_told_from_the_rest() {
    let child = Child::of("prints_in_each_step").ends();
    assert_eq!(child.errors, "first error\nsecond error\n");
    assert_eq!(child.last, ["second out\n", "second error\n"]);
}

#[test]
fn of_a_search_the_run_that_fails_is_shown() {
    let child = Child::of("prints_under_each_schedule").ends();
    let says = json(&child.verdict)["says"].to_string();
    assert!(says.contains("under the schedule 2, the shortest that fails"), "{says}");
    assert!(says.contains("\\n2 schedules were run"), "{says}");
    assert_eq!(child.last, ["b runs\na runs\n", ""]);
}

#[test]
fn without_a_file_the_verdict_is_told_in_words() {
    let child = Child::of("said").without_a_file();
    assert_eq!(child.code, Some(1));
    assert_eq!(
        child.errors,
        "wrong, at the step: count\n  it begins with the number that it was given\n"
    );
}

#[test]
fn a_verdict_that_cannot_be_written_ends_the_program_with_a_sentence() {
    let child = Child::of("green").writes_to("no-such-folder/verdict");
    assert_eq!(child.code, Some(2));
    assert!(
        child.errors.starts_with(
            "error: cannot write the verdict to TULIP_VERDICT=no-such-folder/verdict: "
        ),
        "{}",
        child.errors
    );
}

#[test]
fn a_verdict_has_no_step_before_the_first_one() {
    let verdict = judge(|check| check.equal(1, 2));
    assert_eq!(verdict.to_string(), "wrong\n  expected: 2\n  got:      1");
}

#[test]
fn a_borrow_that_is_taken_twice_names_the_second() {
    let verdict = judge(|_| exercise::borrow_twice(&RefCell::new(0)));
    let Verdict::Panic { line, .. } = verdict else { panic!("{verdict}") };
    assert_eq!(line, Some(line_of("// the second")));
}

#[test]
fn a_panic_that_a_loop_has_caught_and_reported_names_its_line() {
    let caught = || {
        let loop_turns = || exercise::borrow_twice(&RefCell::new(0));
        let _ = std::panic::catch_unwind(loop_turns);
    };
    let verdict = judge(|check| {
        caught();
        check.reported(
            "a callback panicked: RefCell already borrowed; it was queued somewhere",
        );
    });
    let Verdict::Panic { line, says, .. } = verdict else { panic!("{verdict}") };
    assert_eq!(line, Some(line_of("// the second")));
    assert!(says.starts_with("RefCell already"), "{says}");

    let verdict = judge(|check| {
        caught();
        check.reported("a callback took too long");
    });
    assert_eq!(verdict.to_string(), "wrong\n  a callback took too long");
}

#[test]
fn a_value_without_end_is_cut() {
    let verdict = judge(|check| check.equal(vec![1; 1_000_000], vec![]));
    let Verdict::Wrong { got: Some(got), .. } = verdict else { panic!("{verdict}") };
    assert_eq!(got.chars().count(), 1001);
    assert!(got.ends_with('…'));
}

#[test]
fn verdicts_of_two_threads_do_not_mix() {
    let verdicts = ["a", "b"].map(|name| {
        thread::spawn(move || {
            judge(|check| {
                check.step(name);
                check.panics(|| panic!("{name}"));
                thread::sleep(Duration::from_millis(10));
                std::panic::panic_any(7);
            })
        })
    });
    let steps = verdicts.map(|verdict| verdict.join().unwrap().to_string());
    assert!(steps[0].starts_with("panic, at the step: a\n  a panic without words\n  in "));
    assert!(steps[1].starts_with("panic, at the step: b\n  a panic without words\n  in "));
}

/// The line of this file that ends with that comment.
fn line_of(comment: &str) -> u32 {
    let lines = include_str!("verdict.rs").lines();
    let line = lines.zip(1..).find(|(text, _)| text.trim_end().ends_with(comment));
    line.expect("the comment stands here").1
}
