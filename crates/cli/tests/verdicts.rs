//! Whatever the reader's program does, the check ends, says why, and leaves nothing behind.

#![cfg(unix)]

mod common;

use std::fs;
use std::thread;
use std::time::Duration;

use common::Clone;

#[test]
fn each_way_to_fail_has_its_verdict_with_the_step() {
    let clone = Clone::new("verdicts");
    let (computes, stands_still) = if cfg!(target_os = "linux") {
        ("it computes all the time", "it stands still and computes nothing")
    } else {
        ("no task and no machine runs", "no task and no machine runs")
    };
    for (body, words) in [
        (
            "let twice: u64 = \"\"; twice",
            &[
                "compile: the compiler refuses it",
                "mismatched types",
                "double-verdicts.rs:11",
            ][..],
        ),
        ("n.pow(2)", &["wrong, at the step: double 3", "expected: 6", "got:      9"]),
        (
            "[4][n as usize]",
            &[
                "panic, at the step: double 2",
                "index out of bounds",
                "double-verdicts.rs:11",
            ],
        ),
        (
            "loop { std::hint::black_box(n); }",
            &["hang, at the step: double 2", "not ended after 2 s", computes],
        ),
        (
            "std::thread::sleep(std::time::Duration::MAX); n",
            &["hang, at the step: double 2", stands_still],
        ),
        (
            "double(std::hint::black_box(n)) + 1",
            &["abort, at the step: double 2", "the stack overflowed"],
        ),
        (
            "loop { std::println!(\"{n}\"); }",
            &["flood, at the step: double 2", "prints without end"],
        ),
        (
            "loop { scheduler::println!(\"{n:1000}\"); }",
            &[
                "flood, at the step: double 2",
                "it printed last at practice/",
                "verdicts.rs:11",
            ],
        ),
        (
            "scheduler::println!(\"here\");\nloop { std::hint::black_box(n); }",
            &[
                "hang, at the step: double 2",
                "it printed last at practice/",
                "verdicts.rs:11",
            ],
        ),
        (
            "loop { std::hint::black_box(n); }",
            &["to find the line, put `println!(\"here\");` on those that you suspect"],
        ),
        (
            "std::process::exit(0)",
            &["abort, at the step: double 2", "exit code 0, before its check did"],
        ),
        ("std::process::abort()", &["abort, at the step: double 2", "SIGABRT"]),
        // Waits for input: there is none, and never will be.
        (
            "std::io::read_to_string(std::io::stdin()).unwrap().parse().unwrap()",
            &["panic, at the step: double 2"],
        ),
        ("eprintln!(\"n is {n}\"); n", &["wrong", "it printed:\nn is 2\n"]),
        // The step that went well before says nothing about the one that did not.
        (
            "std::println!(\"n is {n}\"); 4",
            &[
                "wrong, at the step: double 3\n  expected: 6\n  got:      4\n\nit printed:\nn is 3\n",
            ],
        ),
    ] {
        clone.set_body(body);
        clone.run(&["check", "double-NAME"]).is(1, words);
    }
}

#[test]
fn a_check_that_misses_something_says_that_it_does() {
    let clone = Clone::new("missing");
    clone.set_body("    n + n");
    let copy = "practice/one-NAME/src/bin/double-NAME.rs";
    clone.replace(copy, "pub fn double", "fn double");
    clone.run(&["check", "double-NAME"]).is(
        1,
        &[
            "compile",
            "`double` is private",
            "--> chapters/1-one/exercises/double-missing/check.rs:",
            "this is about the check",
            "not as `pub`",
            "`git restore chapters/1-one/exercises/double-missing/check.rs` takes it back",
        ],
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_has_no_more_memory_and_disk_than_is_good_for_it() {
    let clone = Clone::new("limits");
    clone.set_body("std::hint::black_box(vec![1_u8; 2 << 30]).len() as u64");
    clone
        .run(&["check", "double-NAME"])
        .is(1, &["abort", "more memory than a check may have"]);
    clone.set_body("std::fs::write(\"much\", vec![1_u8; 100 << 20]).unwrap(); n");
    clone
        .run(&["check", "double-NAME"])
        .is(1, &["abort", "it wrote more than 64 MiB into a file"]);
    assert!(!clone.root.join("much").exists());
}

#[test]
fn a_hang_shows_who_ran_last_and_who_waits() {
    let clone = Clone::new("hang-shown");
    clone.set_body(
        "let mut kernel = scheduler::Kernel::new(scheduler::Clock::virtual_time());
    kernel.spawn(\"patient\", async |sys| {
        sys.park(scheduler::Wait::for_thing(\"a letter\")).await
    });
    kernel.spawn(\"hog\", async |sys| -> Result<(), scheduler::Cancelled> {
        sys.yield_now().await?;
        loop { std::hint::black_box(()); }
    });
    kernel.run().unwrap();
    n",
    );
    clone.run(&["check", "double-NAME"]).is(
        1,
        &[
            "hang, at the step: double 2",
            "t2 hog runs and does not pause; it stood at practice/one-hang-shown/src/bin/double-hang-shown.rs:16",
            "t1 patient waits for a letter, at practice/",
        ],
    );
}

#[test]
fn what_a_program_starts_ends_with_it_and_its_group_is_its_own() {
    let clone = Clone::new("forks");
    let alive = clone.path("alive");
    // Children in its group and outside of it, that write as long as they live; then it kills
    // its whole group.
    let ticks = format!("while sleep 0.05; do echo x >> {}; done", alive.display());
    clone.set_body(&format!(
        "for shell in [\"{ticks}\", \"setsid sh -c '{ticks}'\"] {{
        std::process::Command::new(\"sh\").args([\"-c\", shell]).spawn().unwrap();
    }}
    while !std::path::Path::new({alive:?}).exists() {{ std::thread::yield_now(); }}
    std::process::Command::new(\"sh\").args([\"-c\", \"kill -KILL 0\"]).status().unwrap();
    n",
    ));
    clone
        .run(&["check", "double-NAME"])
        .is(1, &["abort, at the step: double 2", "SIGKILL"]);
    if cfg!(target_os = "linux") {
        let length = || fs::metadata(&alive).unwrap().len();
        let before = length();
        thread::sleep(Duration::from_millis(300));
        assert_eq!(length(), before, "something lives on");
    }
}

#[test]
fn a_check_that_cannot_tell_its_verdict_is_not_green() {
    let clone = Clone::new("no-verdict");
    clone.set_body("std::fs::remove_file(std::env::var(\"TULIP_VERDICT\").unwrap()).unwrap(); std::process::exit(0)");
    clone.run(&["check", "double-NAME"]).is(1, &["abort"]);
}
