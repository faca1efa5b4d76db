//! `capture` records what a closure does on this thread, and leaves nothing behind.

use std::panic::{self, AssertUnwindSafe};
use std::thread;

use tulip_trace::{
    Clock, Event, Lane, capture, current_lane, cut, emit, enter_lane, here, is_on, next_id,
    read, take_mark,
};

#[test]
fn a_capture_gives_the_result_the_name_and_what_happened() {
    let recording = capture("a program", || {
        mark("here");
        42
    });
    assert_eq!(recording.result, 42);
    assert_eq!(read(&recording.trace).program, "a program");
    assert_eq!(marks(&recording.trace), ["here"]);
}

#[test]
fn only_the_closure_is_recorded() {
    mark("before");
    let trace = capture("a program", || mark("within")).trace;
    assert!(!is_on());
    mark("after");
    assert_eq!(marks(&trace), ["within"]);
}

#[test]
fn the_same_program_gives_the_same_trace() {
    let program = || {
        let clock = Clock::virtual_time();
        clock.sleep(std::time::Duration::from_secs(1));
        mark(&format!("machine {}", next_id("machine")));
    };
    assert_eq!(capture("twice", program).trace, capture("twice", program).trace);
}

#[test]
fn ids_count_from_1_for_each_kind_in_each_record_anew() {
    for _ in 0..2 {
        let ids = capture("ids", || {
            [next_id("wake"), next_id("wake"), next_id("timer"), next_id("wake")]
        });
        assert_eq!(ids.result, [1, 2, 1, 3]);
        assert_eq!(next_id("wake"), 0, "nothing is recorded, so nothing is counted");
    }
}

#[test]
fn a_capture_within_a_capture_panics_and_the_outer_one_goes_on() {
    let trace = capture("outer", || {
        mark("before");
        let inner = panic::catch_unwind(|| capture("inner", || ()));
        let message = inner.unwrap_err();
        assert_eq!(*message.downcast::<&str>().unwrap(), "this thread records already");
        mark("after");
    });
    assert_eq!(marks(&trace.trace), ["before", "after"]);
}

#[test]
fn a_panic_leaves_the_thread_able_to_capture_again() {
    let panics = || {
        mark("lost");
        next_id("thing");
        let _lane = enter_lane(Lane::Task(1));
        panic!("as it should");
    };
    let failed = panic::catch_unwind(AssertUnwindSafe(|| capture("panics", panics)));
    assert!(failed.is_err());
    assert!(!is_on());
    assert_eq!(current_lane(), Lane::Main);
    let again = capture("again", || {
        mark("found");
        next_id("thing")
    });
    assert_eq!(again.result, 1);
    assert_eq!(marks(&again.trace), ["found"]);
}

#[test]
fn other_threads_are_not_recorded() {
    let trace = capture("one thread", || {
        thread::spawn(|| {
            assert!(!is_on());
            mark("on another thread");
        })
        .join()
        .unwrap();
        let of_its_own =
            thread::spawn(|| capture("another", || mark("of its own"))).join().unwrap();
        assert_eq!(marks(&of_its_own.trace), ["of its own"]);
        mark("on this one");
    })
    .trace;
    assert_eq!(marks(&trace), ["on this one"]);
}

#[test]
fn no_event_is_made_for_nobody() {
    emit(Lane::Main, || unreachable!("nothing is recorded"));
}

#[test]
fn an_event_may_ask_for_what_the_recorder_knows() {
    let trace = capture("within an event", || {
        emit(Lane::Main, || Event::CoDrop { co: next_id("machine") });
    });
    assert_eq!(read(&trace.trace).records[0].event, Event::CoDrop { co: 1 });
}

#[test]
fn a_lane_is_left_when_its_guard_is_dropped() {
    {
        let _outer = enter_lane(Lane::Task(1));
        {
            let _inner = enter_lane(Lane::Resources);
            assert_eq!(current_lane(), Lane::Resources);
        }
        assert_eq!(current_lane(), Lane::Task(1));
    }
    assert_eq!(current_lane(), Lane::Main);
}

#[test]
fn a_lane_is_named_after_its_task() {
    let trace = capture("lanes", || {
        let new = Event::TaskNew { task: 1, name: "slow".into(), parent: None, src: None };
        emit(Lane::Task(1), || new);
        emit(Lane::Task(2), || Event::TaskPick { queue_left: 0 });
        emit(Lane::Resources, || Event::Mark { label: String::new() });
    })
    .trace;
    let names: Vec<serde_json::Value> = serde_json::from_str(&trace).unwrap();
    let names: Vec<_> = names
        .iter()
        .filter(|event| event["ph"] == "M")
        .map(|event| event["args"]["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["main", "t1 slow", "t2", "timers and I/O"]);
}

#[test]
fn a_mark_serves_one_event() {
    here();
    let line = line!() - 1;
    assert_eq!(take_mark().unwrap().line(), line);
    assert!(take_mark().is_none());
}

#[test]
fn a_value_is_cut_at_60_characters() {
    assert_eq!(cut(&"tulip"), "\"tulip\"");
    let tulips = |n: usize| "\u{1f337}".repeat(n);
    assert_eq!(cut(&tulips(58)), format!("\"{}\"", tulips(58)));
    assert_eq!(cut(&tulips(59)), format!("\"{}…", tulips(59)));
}

fn mark(label: &str) {
    emit(Lane::Main, || Event::Mark { label: label.to_owned() });
}

fn marks(trace: &str) -> Vec<String> {
    let records = read(trace).records.into_iter();
    records
        .filter_map(|record| match record.event {
            Event::Mark { label } => Some(label),
            _ => None,
        })
        .collect()
}
