//! Who runs next, wherever the kernel has a choice, can be told beforehand.

#![allow(clippy::unit_arg, reason = "what a task does last fits on its last line")]

use std::process::{Command, Output};

use crate::common::{kernel, said, secs};
use scheduler::{Kernel, RunError, Schedule, WrongPick};

#[test]
fn picks_are_followed() {
    assert_eq!(run_abc("3,1"), Ok(()));
    assert_eq!(said(), ["c1", "a1", "b1", "c2", "a2", "b2"]);
}

#[test]
fn without_a_schedule_the_queue_decides() {
    let mut kernel = abc();
    assert_eq!(kernel.run(), Ok(()));
    assert_eq!(said(), ["a1", "b1", "c1", "a2", "b2", "c2"]);
}

#[test]
fn one_task_can_be_picked_again_and_again() {
    assert_eq!(run_abc("3,3,3,2,2,2"), Ok(()));
    assert_eq!(said(), ["c1", "c2", "b1", "b2", "a1", "a2"]);
}

#[test]
fn after_its_last_pick_the_queue_decides() {
    assert_eq!(run_abc("3,3"), Ok(()));
    assert_eq!(said(), ["c1", "c2", "a1", "b1", "a2", "b2"]);
}

#[test]
fn a_pick_is_used_only_where_there_is_a_choice() {
    let mut kernel = kernel();
    kernel.follow("3,2".parse().unwrap());
    kernel.spawn("alone for a while", async |sys| {
        for second in 0..3 {
            say!("alone {second}");
            sys.yield_now().await?;
        }
        for name in ["b", "c"] {
            sys.spawn(name, async move |_| Ok(say!("{name}"))).await?;
        }
        Ok(())
    });
    // The first choice is between `b` and its maker, which goes on to make `c`.
    assert_eq!(wrong_pick(kernel.run()), "pick 1 is 3 of 2 b, 1 alone for a while");
    assert_eq!(said(), ["alone 0", "alone 1", "alone 2"]);
}

#[test]
fn a_task_that_was_made_later_can_be_picked() {
    let mut kernel = kernel();
    kernel.follow("1,3,2".parse().unwrap());
    kernel.spawn("parent", async |sys| {
        for name in ["b", "c"] {
            sys.spawn(name, async move |_| Ok(say!("{name}"))).await?;
        }
        Ok(say!("parent"))
    });
    assert_eq!(kernel.run(), Ok(()));
    assert_eq!(said(), ["c", "b", "parent"]);
}

#[test]
fn a_schedule_cannot_hurry_a_sleeper() {
    let mut kernel = kernel();
    kernel.follow("1,1".parse().unwrap());
    kernel.spawn("sleeper", async |sys| sys.sleep(secs(1)).await);
    for name in ["b", "c"] {
        kernel.spawn(name, async |_| Ok(()));
    }
    assert_eq!(wrong_pick(kernel.run()), "pick 2 is 1 of 2 b, 3 c");
}

#[test]
fn a_pick_of_who_is_not_ready_says_who_is() {
    assert_eq!(wrong_pick(run_abc("2,9")), "pick 2 is 9 of 1 a, 3 c, 2 b");
}

#[test]
fn a_wrong_pick_is_told_in_a_sentence() {
    assert_eq!(
        run_abc("2,9").unwrap_err().to_string(),
        "pick 2 of the schedule is task 9, which is not ready; ready are 1 (a), 3 (c), 2 (b)"
    );
}

#[test]
fn a_pick_of_who_has_ended_says_who_is_ready() {
    assert_eq!(wrong_pick(run_abc("1,1,1,1")), "pick 4 is 1 of 2 b, 3 c");
}

#[test]
fn a_wrong_pick_runs_nobody_and_stays_wrong() {
    let mut kernel = abc();
    kernel.follow("9".parse().unwrap());
    let first = kernel.run();
    assert_eq!((first.is_err(), said()), (true, vec![]));
    assert_eq!(kernel.run(), first);
}

#[test]
fn after_a_wrong_pick_another_schedule_can_be_followed() {
    let mut kernel = abc();
    kernel.follow("9".parse().unwrap());
    assert!(kernel.run().is_err());
    kernel.follow("3".parse().unwrap());
    assert_eq!(kernel.run(), Ok(()));
    assert_eq!(said(), ["c1", "a1", "b1", "c2", "a2", "b2"]);
}

#[test]
fn a_schedule_that_is_too_long_says_how_long_it_may_be() {
    // Three tasks have three turns each, and at the last one there is no choice.
    let error = run_abc("1,2,3,1,2,3,1,2,3").unwrap_err();
    assert_eq!(error, RunError::Schedule(WrongPick::TooLong { needed: 8, given: 9 }));
    assert_eq!(
        error.to_string(),
        "the schedule has 9 picks, and the program ended after 8: a pick counts only where \
         more than one task is ready"
    );
}

#[test]
fn a_schedule_for_one_task_is_too_long() {
    let mut kernel = kernel();
    kernel.follow("1".parse().unwrap());
    kernel.spawn("alone", async |sys| sys.yield_now().await);
    let too_long = WrongPick::TooLong { needed: 0, given: 1 };
    assert_eq!(kernel.run(), Err(too_long.into()));
}

#[test]
fn numbers_with_commas_are_a_schedule() {
    let schedule = |text: &str| text.parse::<Schedule>().unwrap();
    assert_eq!(schedule("2,1,1,2"), schedule(" 2, 1 ,1,\t2 "));
    assert_ne!(schedule("2,1"), schedule("1,2"));
}

#[test]
fn anything_else_is_none_and_says_which_word_is_wrong() {
    for (text, word) in [
        ("", ""),
        ("0", "0"),
        ("1,2,", ""),
        ("1,,2", ""),
        ("1;2", "1;2"),
        ("a", "a"),
        ("1, t2", " t2"),
        ("-1", "-1"),
        ("1.5", "1.5"),
        ("4294967296", "4294967296"),
    ] {
        let error = text.parse::<Schedule>().unwrap_err().to_string();
        assert_eq!(
            error,
            format!(
                "`{word}` in the schedule `{text}` is no task: write numbers from 1 with \
                 commas between them, as 2,1,1,2"
            )
        );
    }
}

#[test]
fn a_schedule_in_the_environment_is_followed() {
    let output = scheduler(&[("TULIP_SCHEDULE", "3,2")]);
    assert!(output.status.success(), "{output:?}");
    let stdout = String::from_utf8(output.stdout).unwrap();
    let tasks =
        stdout.lines().filter_map(|line| Some(line.strip_prefix("Task ")?.split_at(1).0));
    assert_eq!(tasks.take(3).collect::<Vec<_>>(), ["C", "B", "A"]);
}

#[test]
fn a_schedule_in_the_environment_that_is_none_ends_the_program_with_2() {
    let output = scheduler(&[("TULIP_SCHEDULE", "1,zwei")]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stdout, b"");
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error: `zwei` in the schedule `1,zwei` is no task: write numbers from 1 with commas \
         between them, as 2,1,1,2\n"
    );
}

#[test]
fn an_empty_schedule_in_the_environment_ends_the_program_with_2() {
    assert_eq!(scheduler(&[("TULIP_SCHEDULE", "")]).status.code(), Some(2));
}

#[test]
fn a_schedule_in_the_environment_that_does_not_fit_ends_the_program_with_1() {
    let output = scheduler(&[("TULIP_SCHEDULE", "3,9")]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "Error: pick 2 of the schedule is task 9, which is not ready; ready are 1 (A), 2 (B)\n"
    );
}

#[test]
fn a_clock_in_the_environment_that_is_none_ends_the_program_with_2() {
    let output = scheduler(&[("TULIP_CLOCK", "sundial")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&output.stderr)
            .starts_with("error: TULIP_CLOCK is `sundial`")
    );
}

fn run_abc(schedule: &str) -> Result<(), RunError> {
    let mut kernel = abc();
    kernel.follow(schedule.parse().unwrap());
    kernel.run()
}

/// Three tasks of three turns: two steps, and the end.
fn abc() -> Kernel {
    let mut kernel = kernel();
    for name in ["a", "b", "c"] {
        kernel.spawn(name, async move |sys| {
            for step in 1..=2 {
                say!("{name}{step}");
                sys.yield_now().await?;
            }
            Ok(())
        });
    }
    kernel
}

/// The pick that was wrong, and what could have been picked.
fn wrong_pick(ran: Result<(), RunError>) -> String {
    let Err(RunError::Schedule(WrongPick::NotReady { pick, wanted, ready })) = ran else {
        panic!("no wrong pick: {ran:?}");
    };
    let ready = ready.iter().map(|(id, name)| format!("{} {name}", id.number()));
    format!("pick {pick} is {wanted} of {}", ready.collect::<Vec<_>>().join(", "))
}

/// The running example, on virtual time.
fn scheduler(environment: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_scheduler"))
        .env("TULIP_CLOCK", "virtual")
        .env_remove("TULIP_SCHEDULE")
        .env_remove("TULIP_TRACE")
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}
