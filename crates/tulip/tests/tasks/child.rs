//! What a program says on its own output: run as a child of the test.

use std::env;
use std::process::{Command, Output};

use tulip::task::yield_now;

/// Runs one of the ignored tests below in a process of its own.
fn child(test: &str, seed: Option<&str>) -> (Output, String) {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--ignored", "--exact", &format!("child::{test}")]);
    command.env_remove("TULIP_SEED").env("RUST_BACKTRACE", "0");
    if let Some(seed) = seed {
        command.env("TULIP_SEED", seed);
    }
    let output = command.output().unwrap();
    let words = [&*output.stdout, &*output.stderr].concat();
    let words = String::from_utf8(words).unwrap();
    (output, words)
}

#[tulip::test]
#[ignore = "fails, as its parent wants"]
async fn fails() {
    yield_now().await;
    panic!("a panic that the test wants");
}

#[tulip::test(shuffle = false)]
#[ignore = "a child of the test below"]
async fn panics_in_a_stray_task() {
    drop(tulip::task::Builder::new().name("stray").spawn(async {
        panic!("a panic that the test wants");
    }));
    yield_now().await;
    // The harness shows what a test printed if it fails.
    panic!("the end");
}

#[test]
fn a_test_that_fails_tells_its_seed() {
    let (output, words) = child("fails", None);
    assert!(!output.status.success());
    let (_, after) = words.split_once("TULIP_SEED=").expect("it tells its seed");
    let seed: String = after.chars().take_while(char::is_ascii_digit).collect();
    let (_, again) = child("fails", Some(&seed));
    assert!(again.contains(&format!("tasks are picked by seed {seed};")), "{again}");
}

#[test]
fn a_seed_that_is_none_is_refused() {
    let (output, words) = child("fails", Some("often"));
    assert!(!output.status.success());
    assert!(
        words.contains("TULIP_SEED is `often`; it is the number that a failed"),
        "{words}"
    );
}

#[test]
fn a_panic_that_nobody_asked_for_is_reported() {
    let (_, words) = child("panics_in_a_stray_task", None);
    assert!(
        words.contains(
            "error: task 1 `stray`, spawned at crates/tulip/tests/tasks/child.rs:"
        )
    );
    assert!(words.contains("Await the task's handle, or pass the panic to"));
}
