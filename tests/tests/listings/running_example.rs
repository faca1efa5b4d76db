//! One program, told again at every stage.

use super::{COURSE, RUNS, report, timed_lines};
use crate::python::TWINS;

/// The printed words alone would not tell a driver that sleeps once a task from one that sleeps
/// once a round: it prints the same, in twice the time.
#[test]
fn every_stage_and_python_print_the_same_lines_at_the_same_times() {
    let expected: Vec<_> = [
        (0, "start.."),
        (0, "Task A: Compute factorial(2)..."),
        (0, "Task B: Compute factorial(2)..."),
        (0, "Task C: Compute factorial(2)..."),
        (1, "Task A: factorial(2) = 2"),
        (1, "Task B: Compute factorial(3)..."),
        (1, "Task C: Compute factorial(3)..."),
        (2, "Task B: factorial(3) = 6"),
        (2, "Task C: Compute factorial(4)..."),
        (3, "Task C: factorial(4) = 24"),
    ]
    .map(|(seconds, line)| (seconds * 1_000_000, line.to_owned()))
    .into();

    let stages = COURSE.listings().iter().filter(|listing| listing.is_main());
    let faults = stages.flat_map(|stage| {
        let trace =
            RUNS[&stage.slug].trace.as_deref().expect("the running example is traced");
        let rust = Some(("Rust", Ok(timed_lines(trace))));
        let python = TWINS.as_ref().map(|twins| ("Python", twins[&stage.slug].clone()));
        let wrong = rust
            .into_iter()
            .chain(python)
            .filter(|(_, lines)| *lines != Ok(expected.clone()));
        wrong.map(|(language, lines)| format!("{} in {language}: {lines:?}", stage.slug))
    });
    report(faults);
}

#[test]
fn every_stage_has_the_running_example() {
    let missing = COURSE.chapters().iter().filter(|chapter| {
        !COURSE
            .listings()
            .iter()
            .any(|listing| listing.is_main() && listing.chapter == chapter.slug)
    });
    report(missing.map(|chapter| format!("{} has no main.rs in the course", chapter.slug)));
}
