//! The course of this clone, through the command. Nothing of the reader's is touched.

mod common;

use std::path::Path;
use std::process::{Command, Stdio};

use common::{Left, left};
use serde_json::Value;
use tulip_course::Course;

#[test]
fn all_that_the_course_holds_is_listed() {
    let course = Course::load(root()).unwrap();
    let pages: Value = serde_json::from_str(&run(&["list", "--json"]).stdout).unwrap();
    let slugs = |key: &str| -> Vec<String> {
        let pages = pages.as_array().unwrap().iter();
        let all = pages.flat_map(|page| page[key].as_array().unwrap());
        let mut slugs: Vec<_> =
            all.map(|one| one["slug"].as_str().unwrap().to_owned()).collect();
        slugs.sort();
        slugs
    };
    let mut listings: Vec<_> =
        course.listings().iter().map(|one| one.slug.clone()).collect();
    let mut exercises: Vec<_> =
        course.exercises().iter().map(|one| one.slug.clone()).collect();
    listings.sort();
    exercises.sort();
    assert_eq!(slugs("listings"), listings);
    assert_eq!(slugs("exercises"), exercises);

    let steps = pages.as_array().unwrap().iter().map(|page| &page["yours"]);
    let steps: Vec<_> = steps.filter_map(|step| step["slug"].as_str()).collect();
    let yours = course.pages().iter().filter(|page| page.due && page.stage.is_some());
    assert_eq!(steps, yours.map(|page| &*page.slug).collect::<Vec<_>>());
    assert!(steps.starts_with(&["your-machine", "your-kernel"]), "{steps:?}");
}

#[test]
fn an_exercise_about_python_itself_says_so_where_it_is_listed_and_read() {
    let course = Course::load(root()).unwrap();
    let of_python: Vec<_> =
        course.exercises().iter().filter(|exercise| exercise.is_about_python).collect();
    assert!(!of_python.is_empty());
    for exercise in of_python {
        let text = std::fs::read_to_string(exercise.text()).unwrap();
        assert!(text.contains("asks about Python's grammar"), "{}", exercise.slug);
        let listed = format!("{} (Python's grammar)", exercise.about);
        run(&["list", "--exercises"]).is(0, &[&listed]);
    }
}

#[test]
fn a_listing_prints_its_snapshot_and_is_explored() {
    run(&["snap", "lost-wake-up"]).is(0, &["same lost-wake-up"]);
    // Its first kernel alone follows the schedule; the others deadlock or not as they always do.
    run(&["explore", "lost-wake-up"]).is(
        1,
        &[
            "deadlock",
            "t1 waiter waits for light",
            "cargo tulip run lost-wake-up --virtual\n",
        ],
    );
    run(&["explore", "mailbox"]).is(0, &["and there are no more. None fails."]);
    run(&["explore", "cancel"]).is(0, &["None fails."]);
    // Their tasks are picked, but not by a kernel that could be told whom to pick.
    for slug in ["hog", "wget-tasks"] {
        let refused = format!("{slug} follows no schedule");
        run(&["run", slug, "--virtual", "--schedule", "2"]).is(2, &[&refused]);
        run(&["explore", slug]).is(2, &[&refused]);
    }
}

/// So that it builds, and says what is wrong, while a reader's chapter does not compile.
#[test]
fn the_command_needs_no_chapter() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--package", "tulip-cli", "--edges", "normal", "--prefix", "none"])
        .args(["--format", "{p}", "--offline", "--locked"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).unwrap();
    assert!(tree.contains("tulip-conformance "), "{tree}");
    for chapter in Course::load(root()).unwrap().chapters() {
        let named = format!("{} v", chapter.slug);
        assert!(!tree.lines().any(|line| line.starts_with(&named)), "{tree}");
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the clone")
}

fn run(args: &[&str]) -> Left {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tulip"));
    command.current_dir(root()).stdin(Stdio::null()).args(args);
    left(&mut command)
}
