//! `TULIP_TRACE` names the file in which a program leaves what happened, however it ends.

use crate::child;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, thread};

use tulip_trace::importers::check;
use tulip_trace::{Event, Lane, capture, emit, is_on, next_id, read};

#[test]
fn a_program_that_nobody_asks_records_nothing() {
    let test = "a_program_that_nobody_asks_records_nothing";
    let mut program = child::program(test, || {
        assert!(!is_on());
        emit(Lane::Main, || unreachable!("no event is made"));
        assert_eq!(next_id("thing"), 0);
    });
    let ended = child::run(&mut program);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
}

#[test]
fn a_program_that_ends_leaves_its_events() {
    let (mut program, file) = recorded("a_program_that_ends_leaves_its_events", || {
        mark("first");
        mark("second");
    });
    assert_eq!(child::run(&mut program).code, Some(0));
    assert_eq!(marks(&file), ["first", "second"]);
    let program = read(&fs::read_to_string(&file).unwrap()).program;
    assert!(program.starts_with("behaviour-"), "the name of this binary, not {program}");
}

#[test]
fn a_program_that_exits_leaves_its_events() {
    let (mut program, file) = recorded("a_program_that_exits_leaves_its_events", || {
        mark("before the exit");
        process::exit(7);
    });
    assert_eq!(child::run(&mut program).code, Some(7));
    assert_eq!(marks(&file), ["before the exit"]);
}

#[test]
fn a_program_that_panics_leaves_its_events() {
    let (mut program, file) = recorded("a_program_that_panics_leaves_its_events", || {
        mark("before the panic");
        panic!("as it should");
    });
    let ended = child::run(&mut program);
    assert_eq!(ended.code, Some(101));
    assert!(ended.stdout.contains("as it should") || ended.stderr.contains("as it should"));
    assert_eq!(marks(&file), ["before the panic"]);
}

#[test]
fn a_program_that_aborts_leaves_its_events() {
    let (mut program, file) = recorded("a_program_that_aborts_leaves_its_events", || {
        mark("before the abort");
        process::abort();
    });
    assert_ne!(child::run(&mut program).code, Some(0));
    assert_eq!(marks(&file), ["before the abort"]);
}

#[test]
fn a_killed_program_leaves_a_file_that_can_be_read() {
    let test = "a_killed_program_leaves_a_file_that_can_be_read";
    let (mut program, file) = recorded(test, || {
        // Not for ever: nobody may be left to kill it.
        for _ in 0..10_000_000 {
            mark("and on");
        }
    });
    for events in [1, 10, 100] {
        let mut running = program.stdout(Stdio::null()).spawn().unwrap();
        let patience = Instant::now() + Duration::from_secs(60);
        // Its first lines are a bracket and the name of a lane.
        let lines = || fs::read_to_string(&file).map_or(0, |text| text.lines().count());
        while lines() < events + 3 && Instant::now() < patience {
            thread::sleep(Duration::from_millis(1));
        }
        running.kill().unwrap();
        running.wait().unwrap();
        let trace = fs::read_to_string(&file).unwrap();
        let reading = read(&trace);
        assert!(reading.records.len() >= events);
        if trace.ends_with("\n]\n") {
            assert!(marks(&file).len() >= events);
        } else {
            // The kill came in the midst of a write. It cuts the last line, and no other.
            let last = trace.lines().count();
            assert!(reading.bad.iter().all(|bad| bad.line == last), "{:?}", reading.bad);
        }
        fs::remove_file(&file).unwrap();
    }
}

/// What is in the file may be longer than what is written over it.
#[test]
fn a_second_run_replaces_the_file() {
    let (mut program, file) = recorded("a_second_run_replaces_the_file", || mark("new"));
    fs::write(&file, "old ".repeat(10_000)).unwrap();
    child::run(&mut program);
    assert_eq!(marks(&file), ["new"]);
}

#[test]
fn the_thread_that_emits_first_records_and_no_other() {
    let test = "the_thread_that_emits_first_records_and_no_other";
    let (mut program, file) = recorded(test, || {
        thread::spawn(|| {
            assert!(is_on());
            mark("first");
        })
        .join()
        .unwrap();
        assert!(!is_on());
        emit(Lane::Main, || unreachable!("this thread comes later"));
        thread::spawn(|| mark("a third thread")).join().unwrap();
    });
    let ended = child::run(&mut program);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert_eq!(marks(&file), ["first"]);
}

/// A thread drops its thread-locals in an order of its own; a machine that lives in one emits
/// when it is dropped.
#[test]
fn events_of_a_thread_that_is_ending_do_no_harm() {
    struct AtExit;

    impl Drop for AtExit {
        fn drop(&mut self) {
            mark("while the thread ends");
            next_id("thing");
        }
    }

    thread_local! {
        static BEFORE: RefCell<Option<AtExit>> = const { RefCell::new(None) };
        static AFTER: RefCell<Option<AtExit>> = const { RefCell::new(None) };
    }

    let test = "events_of_a_thread_that_is_ending_do_no_harm";
    let (mut program, file) = recorded(test, || {
        thread::spawn(|| {
            BEFORE.set(Some(AtExit));
            mark("first");
            AFTER.set(Some(AtExit));
            drop(tulip_trace::Clock::virtual_time());
        })
        .join()
        .unwrap();
    });
    let ended = child::run(&mut program);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert_eq!(marks(&file)[0], "first");
}

#[test]
fn a_full_record_says_so_and_the_program_goes_on() {
    let recording = capture("a loop without end", || {
        for _ in 0..100_005 {
            mark("");
        }
        "went on"
    });
    assert_eq!(recording.result, "went on");
    let lines: Vec<_> = recording.trace.lines().collect();
    // Two brackets, the name of the lane, and the word that says so.
    assert_eq!(lines.len(), 2 + 1 + 100_000 + 1);
    let tail = read(lines[lines.len() - 2]);
    assert_eq!(tail.records[0].event, Event::Full { events: 100_000 });
    assert_eq!(tail.records[0].step, 100_001);
}

#[test]
fn a_folder_that_is_missing_ends_the_program_with_a_sentence() {
    let test = "a_folder_that_is_missing_ends_the_program_with_a_sentence";
    let mut program = child::program(test, || mark("nowhere to go"));
    let file = folder().join("missing").join("trace.json");
    refused(&mut program, &file);
}

#[test]
fn a_folder_instead_of_a_file_ends_the_program_with_a_sentence() {
    let test = "a_folder_instead_of_a_file_ends_the_program_with_a_sentence";
    let mut program = child::program(test, || mark("nowhere to go"));
    refused(&mut program, folder());
    refused(&mut program, Path::new(""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_the_program_with_a_sentence() {
    let test = "a_full_disk_ends_the_program_with_a_sentence";
    let mut program = child::program(test, || mark("nowhere to go"));
    refused(&mut program, Path::new("/dev/full"));
}

#[cfg(unix)]
#[test]
fn a_pipe_ends_the_program_with_a_sentence() {
    let test = "a_pipe_ends_the_program_with_a_sentence";
    let mut program = child::program(test, || mark("nowhere to go"));
    refused(&mut program, Path::new("/dev/stdout"));
}

/// The system refuses to let the file grow, as a disk that is full does.
#[cfg(unix)]
#[test]
fn a_disk_that_runs_full_leaves_what_happened_before() {
    let test = "a_disk_that_runs_full_leaves_what_happened_before";
    let (program, file) = recorded(test, || {
        for _ in 0..10_000 {
            mark("and on");
        }
    });
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$0\" \"$@\""]);
    shell.arg(program.get_program()).args(program.get_args());
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    refused(&mut shell, &file);
    assert!(marks(&file).len() > 10);
}

/// A program that records into a file of its own, and the file.
fn recorded(test: &str, body: impl FnOnce()) -> (Command, PathBuf) {
    let mut program = child::program(test, body);
    let file = folder().join(test).with_extension("json");
    let _ = fs::remove_file(&file);
    program.env("TULIP_TRACE", &file);
    (program, file)
}

/// Runs a program that cannot write to `file`.
fn refused(program: &mut Command, file: &Path) {
    let ended = child::run(program.env("TULIP_TRACE", file));
    assert_eq!(ended.code, Some(2));
    let lines: Vec<_> = ended.stderr.lines().collect();
    let [error, advice] = lines[..] else { panic!("not two lines:\n{}", ended.stderr) };
    let sentence =
        format!("error: cannot write the trace to TULIP_TRACE={}: ", file.display());
    assert!(error.starts_with(&sentence) && error.len() > sentence.len(), "{error}");
    assert_eq!(advice, "Name a file in a folder that exists and that you may write to.");
}

fn mark(label: &str) {
    emit(Lane::Main, || Event::Mark { label: label.to_owned() });
}

/// The marks in a file, which every reader accepts.
fn marks(file: &Path) -> Vec<String> {
    let trace = fs::read_to_string(file).unwrap();
    serde_json::from_str::<Vec<serde_json::Value>>(&trace).expect("an array in JSON");
    assert_eq!(check(&trace), []);
    let reading = read(&trace);
    assert_eq!(reading.bad, []);
    let label = |event| match event {
        Event::Mark { label } => label,
        other => panic!("no mark: {other:?}"),
    };
    reading.records.into_iter().map(|record| label(record.event)).collect()
}

fn folder() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}
