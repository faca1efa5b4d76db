//! Bad input: a clear message, exit code 2, and nothing of the reader's is lost.

mod common;

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use common::{Clone, left};

/// How often a reset is killed, each time a little later.
const ROUNDS: u32 = 80;

#[test]
fn a_wrong_slug_names_the_nearest() {
    let clone = Clone::new("slugs");
    clone
        .run(&["check", "duble-NAME"])
        .is(2, &["no exercise `duble-slugs`", "did you mean `double-slugs`"]);
    clone.run(&["run", "helo-NAME"]).is(2, &["did you mean `hello-slugs`"]);
    clone.run(&["run", "one", "--all"]).is(2, &["no chapter `one`", "`one-slugs`"]);
    clone
        .run(&["check", "hello-NAME"])
        .is(2, &["is a listing", "cargo tulip run hello-slugs"]);
    clone
        .run(&["snap", "double-NAME"])
        .is(2, &["is an exercise", "cargo tulip check double-slugs"]);
    clone.run(&["explore", "duble-NAME"]).is(2, &["did you mean `double-slugs`"]);
    clone
        .run(&["trace", "show", "double-NAME"])
        .is(2, &["is an exercise", "cargo tulip run double-slugs --trace"]);
    for verb in
        [&["run"][..], &["snap"], &["check"], &["next"], &["explore"], &["trace", "show"]]
    {
        let args = [verb, &["a-page"]].concat();
        clone.run(&args).is(2, &["`a-page` is a page of the book; try `cargo tulip`"]);
    }
    clone.run(&["chekc"]).is(2, &["check"]);
}

#[test]
fn a_broken_course_names_file_line_and_what_was_expected() {
    let clone = Clone::new("broken");
    clone.replace("chapters/course.toml", "kind = \"complete\"", "kind = \"do\"");
    for verb in [&["--no-serve"][..], &["list"], &["check"], &["doctor"]] {
        clone
            .run(verb)
            .is(2, &["chapters/course.toml:28: ", "`do`", "expected one of `complete`"]);
    }
}

#[test]
fn a_broken_source_of_an_exercise_names_its_file_and_line() {
    let clone = Clone::new("cut");
    clone.replace("chapters/1-one/exercises/double-NAME/solution.rs", "    // end\n", "");
    clone.run(&["next"]).is(2, &["error: chapters/1-one/exercises/double-cut/solution.rs: line 15: a line of the starter"]);
    clone.replace("chapters/1-one/exercises/double-NAME/text.md", "A nudge.", "");
    clone.set_copy("fn main() {}");
    clone
        .run(&["hint", "double-NAME"])
        .is(2, &["double-cut/text.md: line 6: hint-1 is empty"]);
}

#[test]
fn a_chapter_that_does_not_compile_is_told_from_the_readers_copy() {
    let clone = Clone::new("chapter");
    clone.set_body("    n + n");
    let manifest = clone.read("practice/one-NAME/Cargo.toml");
    let stands_on = "[dependencies]\none-NAME.path = \"../../chapters/1-one\"";
    clone.write(
        "practice/one-NAME/Cargo.toml",
        &manifest.replace("[dependencies]", stands_on),
    );
    clone.write("chapters/1-one/src/lib.rs", "//! The first chapter.\n\nfn broken( {}\n");
    let words = [
        "compile: the compiler refuses a file of the course",
        "chapters/1-one/src/lib.rs:3:",
        "this is none of your copies",
        "`git restore chapters/1-one/src/lib.rs` takes it back",
    ];
    clone.run(&["check", "double-NAME"]).is(1, &words);
    clone.run(&["run", "double-NAME"]).is(2, &words);
    clone.run(&["run", "hello-NAME"]).is(2, &["the listings do not build", words[1]]);
    for verb in ["list", "next", "hint", "diff"] {
        clone.run(&[verb]).is(0, &[]);
    }
}

#[test]
fn a_schedule_that_nobody_could_follow_is_refused() {
    let clone = Clone::new("schedule");
    let run = |schedule| clone.run(&["run", "hello-NAME", "--schedule", schedule]);
    run("1,two").is(2, &["`two` is no task: write numbers from 1"]);
    run("1,0").is(2, &["`0` is no task"]);
    run("1,2").is(2, &["hello-schedule follows no schedule"]);
    clone.run(&["explore", "hello-NAME", "--runs", "0"]).is(2, &["0 is not in 1.."]);
}

#[test]
fn without_cargo_it_is_said_what_to_do() {
    let clone = Clone::new("no-cargo");
    for args in [&["run", "hello-NAME"][..], &["check", "double-NAME"]] {
        let mut command = clone.command(args);
        command
            .env("CARGO", clone.path("nowhere/cargo"))
            .env("PATH", clone.path("nowhere"));
        left(&mut command).is(2, &["cannot start ", "cargo tulip doctor"]);
    }
    let mut command = clone.command(&["check", "double-NAME"]);
    clone.set_body("    n + n");
    command.env("TMPDIR", clone.path("nowhere"));
    if cfg!(unix) {
        left(&mut command).is(2, &["cannot write to ", "TMPDIR names another folder"]);
    }
}

#[test]
fn a_copy_that_cannot_be_read_is_told_and_left_alone() {
    let clone = Clone::new("unreadable");
    clone
        .run(&["diff", "double-NAME"])
        .is(2, &["there is no such file", "cargo tulip next double-"]);

    fs::create_dir(clone.copy()).unwrap();
    clone.run(&["check", "double-NAME"]).is(2, &["double-unreadable.rs: cannot be read"]);
    fs::remove_dir(clone.copy()).unwrap();

    let text = b"//! A copy.\n\n// caf\xe9\nfn main() {}\n";
    fs::write(clone.copy(), text).unwrap();
    clone.run(&["check", "double-NAME"]).is(2, &["line 3 is not UTF-8"]);
    assert_eq!(fs::read(clone.copy()).unwrap(), text);
    clone
        .run(&["reset", "double-NAME"])
        .is(0, &["Your file is kept: .tulip/backups/double-unreadable.1.rs"]);
    assert_eq!(fs::read(clone.path(".tulip/backups/double-NAME.1.rs")).unwrap(), text);
}

#[test]
fn line_ends_of_windows_and_a_byte_order_mark_are_fine() {
    let clone = Clone::new("windows");
    clone.set_body("    n + n");
    let text = fs::read_to_string(clone.copy()).unwrap().replace('\n', "\r\n");
    fs::write(clone.copy(), format!("\u{feff}{text}")).unwrap();
    clone.run(&["check", "double-NAME"]).is(0, &["green"]);
    clone.run(&["reset", "double-NAME"]).is(0, &[]);
    let text = fs::read_to_string(clone.copy()).unwrap().replace('\n', "\r\n");
    fs::write(clone.copy(), text).unwrap();
    clone.run(&["diff", "double-NAME"]).is(0, &["is the starter."]);
}

#[test]
fn a_clone_without_practice_says_how_to_bring_it_back() {
    let clone = Clone::new("practice");
    fs::remove_dir_all(clone.path("practice")).unwrap();
    clone
        .run(&["next"])
        .is(2, &["practice/one-practice is missing", "git restore practice"]);
    clone
        .run(&["doctor"])
        .is(1, &["missing practice/one-practice", "git restore practice"]);
}

#[test]
fn a_folder_that_cannot_be_written_has_its_reason_and_its_cure_on_lines_of_their_own() {
    let clone = Clone::new("folder");
    let folder = "practice/one-NAME/src/bin";
    fs::remove_dir_all(clone.path(folder)).ok();
    clone.write(folder, "a file");
    let left = clone.run(&["doctor"]);
    left.is(1, &["        a file stands where a folder should: move practice/one-folder"]);
    let mut lines = left.stdout.lines();
    let line = lines.find(|line| line.contains("your copies cannot be written"));
    let line = line.expect("a line for the folder");
    assert!(line.starts_with("missing practice/one-folder"), "{line}");
    assert!(!line.contains(". ") && !left.stdout.contains("chmod"), "{}", left.stdout);
}

#[test]
fn what_is_missing_for_the_pages_of_the_book_is_named_with_what_mends_it() {
    let clone = Clone::new("nobody");
    let mut command = clone.command(&["doctor"]);
    command.env("PATH", clone.path("nowhere")).env_remove("CHROMIUM");
    left(&mut command).is(
        1,
        &[
            "lacking python: there is none",
            "https://python.org",
            "lacking node: there is none",
            "https://nodejs.org",
            "lacking chromium: there is none",
            "install chromium",
        ],
    );
}

#[test]
fn a_reset_keeps_every_copy_under_a_number() {
    let clone = Clone::new("reset");
    clone.run(&["reset", "double-NAME"]).is(0, &["it is the starter now"]);
    clone.run(&["reset", "double-NAME"]).is(0, &["is the starter already"]);
    for number in 1..=3 {
        clone.set_body(&format!("    {number}"));
        let text = fs::read_to_string(clone.copy()).unwrap();
        let backup = format!(".tulip/backups/double-reset.{number}.rs");
        clone.run(&["reset", "double-NAME"]).is(0, &[&backup]);
        assert_eq!(clone.read(&backup), text);
        assert!(fs::read_to_string(clone.copy()).unwrap().contains("todo!"));
    }
}

#[test]
fn a_reset_opens_the_exercise_again() {
    let clone = Clone::new("reopened");
    clone.set_body("    n + n");
    clone.run(&["check", "double-NAME"]).is(0, &["green"]);
    clone.run(&["reset", "double-NAME"]).is(0, &[]);
    clone.run(&["--no-serve"]).is(0, &[" 0 of  2 exercises", "You are at double-reopened"]);
}

/// Whenever it is killed, the reader's text is in the copy or in a backup, and whole.
#[cfg(unix)]
#[test]
fn a_reset_that_is_killed_half_way_loses_nothing() {
    let clone = Clone::new("killed");
    clone.set_body("    // Mine.\n    n + n");
    let mine = fs::read(clone.copy()).unwrap();
    let start = Instant::now();
    clone.run(&["reset", "double-NAME"]).is(0, &[]);
    let took = start.elapsed();
    let starter = fs::read(clone.copy()).unwrap();
    for round in 0..ROUNDS {
        fs::write(clone.copy(), &mine).unwrap();
        let backups = clone.path(".tulip/backups");
        fs::remove_dir_all(&backups).unwrap();
        fs::create_dir(&backups).unwrap();
        let mut command = clone.command(&["reset", "double-NAME"]);
        let mut child = command.stdout(Stdio::null()).spawn().unwrap();
        thread::sleep(took * round / ROUNDS);
        let _ = child.kill();
        child.wait().unwrap();

        let copy = fs::read(clone.copy()).unwrap();
        let kept = fs::read(backups.join("double-killed.1.rs")).unwrap_or_default();
        assert!(copy == mine || kept == mine, "round {round}: the reader's text is gone");
        assert!(copy == mine || copy == starter, "round {round}: the copy is cut off");
    }
}

/// A disk that takes nothing: files may not grow. (The signal that would tell so is ignored, as
/// a full disk sends none.)
#[cfg(unix)]
#[test]
fn on_a_full_disk_it_is_said_what_was_not_written() {
    let clone = Clone::new("full");
    clone.set_body("    // Mine.\n    n + n");
    let mine = fs::read(clone.copy()).unwrap();
    let tulip = env!("CARGO_BIN_EXE_tulip");
    for (verb, file) in [("reset", ".tulip/backups/"), ("next", ".tulip/current")] {
        let mut shell = Command::new("sh");
        let script =
            format!("trap '' XFSZ; ulimit -f 0; exec {tulip} {verb} {}", clone.double());
        shell.current_dir(&clone.root).args(["-c", &script]);
        left(&mut shell)
            .is(2, &["cannot write", file, "What stood there before is unchanged."]);
        assert_eq!(fs::read(clone.copy()).unwrap(), mine);
    }
    fs::remove_file(clone.copy()).unwrap();
    let mut shell = Command::new("sh");
    let script = format!("trap '' XFSZ; ulimit -f 0; exec {tulip} next {}", clone.double());
    shell.current_dir(&clone.root).args(["-c", &script]);
    left(&mut shell).is(2, &["cannot write practice/one-full/src/bin/double-full.rs"]);
    assert!(!clone.copy().exists(), "half a starter is worse than none");
}

#[test]
fn a_progress_file_with_unknown_slugs_is_kept() {
    let clone = Clone::new("unknown");
    clone.write(".tulip/progress", "an-exercise-that-was\n\n  ask-NAME  \r\n");
    clone.run(&["--no-serve"]).is(0, &[" 1 of  2 exercises"]);
    clone.set_body("    n + n");
    clone.run(&["check", "double-NAME"]).is(0, &["green"]);
    assert_eq!(
        clone.read(".tulip/progress"),
        "an-exercise-that-was\nask-unknown\ndouble-unknown\n"
    );
}
