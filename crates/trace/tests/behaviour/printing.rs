//! `println!` prints as std's does, tells the trace, and ends the program quietly when nobody
//! reads any more.

use crate::child;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::Duration;

use tulip_trace::{
    Clock, Event, Lane, Place, capture, enter_lane, fold, muted, println, read,
};

#[test]
fn a_program_prints_what_stds_would() {
    let program = || {
        println!("{:>5}|{name}", 1, name = "two");
        println!();
        println!("a\nb");
    };
    let ended =
        child::run(&mut child::program("a_program_prints_what_stds_would", program));
    assert_eq!(ended.code, Some(0));
    assert!(ended.stdout.contains("    1|two\n\na\nb\n"), "{}", ended.stdout);
}

#[test]
fn a_printed_line_is_recorded_with_its_time_its_lane_and_its_place() {
    let test = "a_printed_line_is_recorded_with_its_time_its_lane_and_its_place";
    let mut program = child::program(test, || {
        let mut line = 0;
        let trace = capture("print", || {
            let clock = Clock::virtual_time();
            line = line!() + 1;
            println!("main prints");
            let _lane = enter_lane(Lane::Task(4));
            clock.work(Duration::from_secs(2));
            println!("a task {}", "prints");
        });
        let records = read(&trace.trace).records;
        let output = [(0, "main prints"), (2_000_000, "a task prints")];
        assert_eq!(fold(&records, u64::MAX).output, output.map(|(t, s)| (t, s.to_owned())));
        let src = Some(Place { file: file!().replace('\\', "/").into(), line });
        assert_eq!(records[0].event, Event::Out { text: "main prints".into(), src });
        assert_eq!([records[0].lane, records[1].lane], [Lane::Main, Lane::Task(4)]);
    });
    let ended = child::run(&mut program);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stdout.contains("main prints\na task prints\n"), "{}", ended.stdout);
}

#[test]
fn what_is_muted_goes_to_the_trace_alone() {
    let test = "what_is_muted_goes_to_the_trace_alone";
    let mut program = child::program(test, || {
        let recording = capture("muted", || {
            muted(|| {
                println!("a line");
                muted(|| println!("and another"));
                println!("still");
            });
            println!("heard");
        });
        let output = fold(&read(&recording.trace).records, u64::MAX).output;
        let lines: Vec<_> = output.into_iter().map(|(_, line)| line).collect();
        assert_eq!(lines, ["a line", "and another", "still", "heard"]);
        let _ = std::panic::catch_unwind(|| muted(|| panic!("in the middle")));
        println!("heard again");
    });
    let ended = child::run(&mut program);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stdout.ends_with("heard\nheard again\n"), "{}", ended.stdout);
    assert!(!ended.stdout.contains("line") && !ended.stdout.contains("still"));
}

#[test]
fn a_reader_that_goes_away_ends_the_program_quietly() {
    let mut program =
        child::program("a_reader_that_goes_away_ends_the_program_quietly", || {
            for line in 1..=1_000_000 {
                println!("line {line}");
            }
            panic!("nobody went away");
        });
    let piped = program.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut running = piped.spawn().unwrap();
    let mut lines = BufReader::new(running.stdout.take().unwrap()).lines();
    // What the test harness says comes before.
    assert!(lines.any(|line| line.unwrap().ends_with("line 2")));
    drop(lines);
    let ended = running.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
}
