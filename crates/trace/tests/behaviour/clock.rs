//! A clock is real or virtual; virtual time jumps, and never leaves what a trace can hold.

use crate::child;
use std::time::Duration;

use tulip_trace::importers::check;
use tulip_trace::{Clock, Event, Lane, capture, emit, micros, read};

#[test]
fn a_clock_starts_at_zero() {
    assert_eq!(Clock::virtual_time().now(), Duration::ZERO);
}

#[test]
fn a_virtual_clock_stands_still_until_someone_sleeps_or_works() {
    let clock = Clock::virtual_time();
    assert_eq!(clock.now(), clock.now());
    clock.sleep(Duration::from_secs(3));
    assert_eq!(clock.now(), Duration::from_secs(3));
    clock.work(Duration::from_nanos(1));
    assert_eq!(clock.now(), Duration::new(3, 1));
}

#[test]
fn clones_show_the_same_time() {
    let clock = Clock::virtual_time();
    clock.clone().sleep(Duration::from_secs(1));
    assert_eq!(clock.now(), Duration::from_secs(1));
}

#[test]
fn a_deadline_that_has_passed_costs_no_time() {
    let clock = Clock::virtual_time();
    clock.sleep(Duration::from_secs(2));
    clock.sleep_until(Duration::from_secs(1));
    clock.sleep_until(clock.now());
    clock.sleep(Duration::ZERO);
    assert_eq!(clock.now(), Duration::from_secs(2));
}

#[test]
fn a_real_clock_is_never_early() {
    let clock = Clock::real();
    let deadline = clock.now() + Duration::from_millis(2);
    clock.sleep_until(deadline);
    assert!(clock.now() >= deadline);
    let end = clock.now() + Duration::from_millis(1);
    clock.work(Duration::from_millis(1));
    assert!(clock.now() >= end);
}

#[test]
fn a_virtual_clock_sleeps_for_ever_at_once_and_goes_on() {
    let clock = Clock::virtual_time();
    clock.sleep(Duration::MAX);
    clock.sleep(Duration::MAX);
    clock.work(Duration::MAX);
    assert_eq!(clock.now(), Duration::MAX);
}

/// 2^63 ns is the latest time for Perfetto, 2^53 µs for the others.
#[test]
fn the_end_of_time_is_still_a_time_that_importers_can_hold() {
    let trace = capture("for ever", || {
        let clock = Clock::virtual_time();
        clock.sleep(Duration::MAX);
        clock.sleep(Duration::MAX);
        for _ in 0..1_000 {
            emit(Lane::Main, || Event::Mark { label: "late".into() });
        }
    })
    .trace;
    assert_eq!(check(&trace), []);
    let last = read(&trace).records.pop().unwrap();
    assert_eq!(last.now, micros(Duration::MAX));
    let most_events = 100_000;
    assert!(last.now + 2 * most_events < 1 << 53);
    assert!(last.now + 2 * most_events < i64::MAX as u64 / 1_000);
}

#[test]
fn times_are_written_in_whole_microseconds() {
    assert_eq!(micros(Duration::from_nanos(1_999)), 1);
    assert_eq!(micros(Duration::from_secs(285 * 365 * 24 * 3_600)), 8_987_760_000_000_000);
}

#[test]
fn sleeping_is_parking_and_working_is_not() {
    let trace = capture("sleep", || {
        let clock = Clock::virtual_time();
        clock.work(Duration::from_millis(1));
        clock.sleep(Duration::from_millis(2));
        clock.sleep(Duration::ZERO);
    })
    .trace;
    let seen: Vec<_> = read(&trace).records.into_iter().map(|r| (r.now, r.event)).collect();
    let time = || "time".to_owned();
    let park = Event::LoopPark { timeout_us: Some(2_000) };
    assert_eq!(seen, [(1_000, park), (3_000, Event::LoopUnpark { cause: time() })]);
}

#[test]
fn events_are_stamped_with_the_clock_that_was_made_last() {
    let mark = |label: &str| emit(Lane::Main, || Event::Mark { label: label.into() });
    let trace = capture("clocks", || {
        let first = Clock::virtual_time();
        first.work(Duration::from_secs(2));
        mark("first");
        let second = Clock::virtual_time();
        mark("second");
        first.work(Duration::from_secs(2));
        second.work(Duration::from_secs(1));
        mark("second still");
    })
    .trace;
    let times: Vec<_> = read(&trace).records.iter().map(|record| record.now).collect();
    assert_eq!(times, [2_000_000, 0, 1_000_000]);
    assert_eq!(check(&trace), [], "the picture's time does not go back");
}

#[test]
fn two_words_name_a_clock_and_no_others() {
    assert!(Clock::from_word("virtual").unwrap().is_virtual());
    assert!(!Clock::from_word("real").unwrap().is_virtual());
    for word in ["", "Virtual", "virtual ", "fake", "1"] {
        let error = Clock::from_word(word).unwrap_err();
        let sentence = format!(
            "TULIP_CLOCK is `{word}`; it can be `real` (pauses are felt) or `virtual` (pauses are skipped)"
        );
        assert_eq!(error.to_string(), sentence);
    }
}

#[test]
fn the_environment_chooses_the_clock() {
    let test = "the_environment_chooses_the_clock";
    let mut program = child::program(test, || {
        println!("virtual: {}", Clock::from_env().is_virtual());
    });
    assert!(child::run(&mut program).stdout.contains("virtual: false"));
    for (word, says) in [("real", "virtual: false"), ("virtual", "virtual: true")] {
        let ended = child::run(program.env("TULIP_CLOCK", word));
        assert_eq!(ended.code, Some(0));
        assert!(ended.stdout.contains(says), "{word}: {}", ended.stdout);
    }
}

#[test]
fn a_wrong_word_in_the_environment_ends_the_program_with_a_sentence() {
    let test = "a_wrong_word_in_the_environment_ends_the_program_with_a_sentence";
    let mut program = child::program(test, || drop(Clock::from_env()));
    for word in ["fake", ""] {
        let ended = child::run(program.env("TULIP_CLOCK", word));
        assert_eq!(ended.code, Some(2));
        let error = Clock::from_word(word).unwrap_err();
        assert_eq!(ended.stderr, format!("error: {error}\n"));
    }
}

#[cfg(unix)]
#[test]
fn a_word_that_is_no_text_is_wrong_too() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let test = "a_word_that_is_no_text_is_wrong_too";
    let mut program = child::program(test, || drop(Clock::from_env()));
    let ended = child::run(program.env("TULIP_CLOCK", OsStr::from_bytes(b"virtual\xff")));
    assert_eq!(ended.code, Some(2));
    assert!(ended.stderr.starts_with("error: TULIP_CLOCK is `virtual\u{fffd}`; it can be"));
}
