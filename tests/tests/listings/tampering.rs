//! Would these tests notice? Each of them is shown a file that somebody has tampered with.

use std::fs;
use std::path::PathBuf;

use tulip_course::{Difference, Listing};

use super::{COURSE, RUNS, python, snapshots, temporary, traces};

#[test]
fn a_snapshot_that_was_tampered_with_is_refused() {
    let listing = listing("scheduler");
    let output = &RUNS["scheduler"].stdout;
    let kept = fs::read_to_string(listing.snapshot()).expect("it is kept");
    let fault = |name: &str, text: &str| snapshots::fault(&written(name, text), output);

    assert_eq!(fault("whole.snap", &kept), None);
    for (name, tampered) in [
        ("letter", kept.replace("= 24", "= 25")),
        (
            "order",
            kept.replace(
                "Task B: factorial(3) = 6\nTask C: Compute factorial(4)...",
                "Task C: Compute factorial(4)...\nTask B: factorial(3) = 6",
            ),
        ),
        ("space at the end of a line", kept.replace("start..\n", "start.. \n")),
        ("line end at the end", kept.clone() + "\n"),
        ("no line end at the end", kept.trim_end().to_owned()),
        ("line ends of Windows", kept.replace("...\n", "...\r\n")),
        ("a line less", kept.replace("start..\n", "")),
        ("no header", kept.replace("---\n", "")),
    ] {
        assert_ne!(tampered, kept, "{name}: nothing was changed");
        assert!(fault("tampered.snap", &tampered).is_some(), "{name}: not noticed");
    }
    let missing = snapshots::fault(&temporary("never-written.snap"), output);
    assert!(missing.is_some(), "a snapshot that is missing was not noticed");
}

#[test]
fn the_first_differing_line_is_named() {
    let kept = fs::read_to_string(listing("scheduler").snapshot()).expect("it is kept");
    let path = written("named.snap", &kept.replace("factorial(3) = 6", "factorial(3) = 7"));
    let fault = snapshots::fault(&path, &RUNS["scheduler"].stdout).expect("it differs");
    assert!(fault.contains("line 8 differs"), "{fault}");
    assert!(
        fault.contains("- Task B: factorial(3) = 7\n+ Task B: factorial(3) = 6\n"),
        "{fault}"
    );
}

#[test]
fn a_trace_that_was_tampered_with_is_refused() {
    let listing = listing("scheduler");
    let trace = RUNS["scheduler"].trace.as_deref().expect("it was recorded");
    let kept = fs::read_to_string(listing.trace()).expect("it is kept");

    assert_eq!(traces::fault(&written("whole.json", &kept), trace), None);
    for (name, tampered) in [
        ("a time", kept.replacen("\"now\":1000000", "\"now\":1000001", 1)),
        ("a waker", kept.replacen("\"by\":\"timer 1\"", "\"by\":\"timer 2\"", 1)),
        ("a line of source", kept.replacen("main.rs:", "main.rs:1", 1)),
        ("its end", kept[..kept.len() / 2].to_owned()),
    ] {
        assert_ne!(tampered, kept, "{name}: nothing was changed");
        let fault = traces::fault(&written("tampered.json", &tampered), trace);
        assert!(fault.is_some(), "{name}: not noticed");
    }
}

#[test]
fn a_twin_that_was_tampered_with_is_refused() {
    let stage = listing("state-machines");
    let twin = fs::read_to_string(stage.twin()).expect("it is there");
    let tampered = [
        ("other words", twin.replace("start..", "start...")),
        (
            "another order",
            twin.replace(
                "factorial(\"A\", 2), factorial(\"B\", 3)",
                "factorial(\"B\", 3), factorial(\"A\", 2)",
            ),
        ),
        ("a line more", twin.clone() + "print()\n"),
        // It prints the same words, in twice the time.
        ("another time", twin.replace("time.sleep(1)", "time.sleep(2)")),
        ("an error at the end", twin.clone() + "raise ValueError\n"),
    ];
    let whole = [("whole", twin.clone())];
    let files: Vec<_> = (0..)
        .zip(whole.iter().chain(&tampered))
        .map(|(number, (name, text))| {
            assert!(number == 0 || *text != twin, "{name}: nothing was changed");
            written(&format!("twin-{number}.py"), text)
        })
        .collect();
    let Some(results) = python::run_files("virtual", &files) else { return };

    let faults: Vec<_> = results
        .iter()
        .map(|result| python::fault(stage, &RUNS["state-machines"], result))
        .collect();
    assert_eq!(faults[0], None);
    for ((name, _), fault) in tampered.iter().zip(&faults[1..]) {
        assert!(fault.is_some(), "{name}: not noticed");
    }
}

#[test]
fn a_difference_that_is_not_declared_or_does_not_come_is_refused() {
    let Some(twins) = &*python::TWINS else { return };
    let listing = listing("return-value");
    let (run, twin) = (&RUNS["return-value"], &twins["return-value"]);
    assert_eq!(python::fault(listing, run, twin), None);

    let mut undeclared = listing.clone();
    undeclared.differs.clear();
    assert!(python::fault(&undeclared, run, twin).is_some());

    let mut too_many = listing.clone();
    let never = || vec!["never printed".to_owned()];
    too_many.differs.push(Difference { rust: never(), python: never() });
    assert!(python::fault(&too_many, run, twin).is_some());
}

fn listing(slug: &str) -> &'static Listing {
    let found = COURSE.listings().iter().find(|listing| listing.slug == slug);
    found.expect("the course has it")
}

fn written(name: &str, text: &str) -> PathBuf {
    let path = temporary(name);
    fs::write(&path, text).expect("target/tmp can be written");
    path
}
