//! The search through all schedules: the engine, and programs of the kernel.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use scheduler::{Clock, Kernel, RunError, Schedule, Wait};
use tulip_conformance::explore::{Explored, Outcome, Run, choices, explore, in_process};
use tulip_trace::{capture, read};

#[test]
fn a_program_without_choices_is_one_run() {
    let explored = explore(10, |_| Run { outcome: Outcome::Fine, choices: Vec::new() });
    assert_eq!(explored, Explored { runs: 1, whole: true, failure: None });
    assert_eq!(
        explored.to_string(),
        "1 schedule was run, which are all that there are: none fails"
    );
}

#[test]
fn every_schedule_is_run_once_and_short_ones_come_first() {
    let mut seen = Vec::new();
    let explored = explore(100, |picks| {
        seen.push(picks.to_vec());
        orders_of(vec![1, 2, 3], picks).0
    });
    assert_eq!(explored, Explored { runs: 6, whole: true, failure: None });
    assert_eq!(seen, [vec![], vec![2], vec![3], vec![1, 3], vec![2, 3], vec![3, 2]]);
}

#[test]
fn every_order_is_seen() {
    let mut orders = Vec::new();
    explore(1000, |picks| {
        let (run, order) = orders_of(vec![1, 2, 3, 4], picks);
        orders.push(order);
        run
    });
    orders.sort();
    let all = orders.len();
    orders.dedup();
    assert_eq!((orders.len(), all), (24, 24));
}

#[test]
fn the_shortest_schedule_that_fails_is_found_first() {
    let explored = explore(1000, |picks| {
        let (mut run, order) = orders_of(vec![1, 2, 3, 4], picks);
        // Found early behind a long schedule, and later behind a short one.
        if order == [1, 2, 4, 3] || order[0] == 4 {
            run.outcome = Outcome::Hang;
        }
        run
    });
    assert_eq!(explored.failure, Some((vec![4], Outcome::Hang)));
    assert_eq!(explored.runs, 4);
    assert!(!explored.whole);
}

#[test]
fn what_fails_as_it_comes_needs_no_schedule() {
    let fails = Run { outcome: Outcome::Panic("no".to_owned()), choices: Vec::new() };
    let explored = explore(10, |_| fails.clone());
    assert_eq!(
        explored.to_string(),
        "as it comes, it panics: no\n1 schedule was run, the short ones first"
    );
    assert!(explored.whole);
}

#[test]
fn a_search_is_cut_at_its_limit_and_says_so() {
    for (limit, whole) in [(1, false), (23, false), (24, true), (25, true)] {
        let explored = explore(limit, |picks| orders_of(vec![1, 2, 3, 4], picks).0);
        assert_eq!((explored.runs, explored.whole), (limit.min(24), whole), "{limit}");
    }
    let explored = explore(2, |picks| orders_of(vec![1, 2, 3], picks).0);
    assert_eq!(
        explored.to_string(),
        "2 schedules were run, and none fails; there are more, at which the search was cut"
    );
}

/// A thousand choices of a thousand tasks: a million schedules stand behind the first run.
#[test]
fn a_program_whose_choices_explode_is_cut() {
    let ready: Vec<u32> = (1..=1000).collect();
    let run = Run { outcome: Outcome::Fine, choices: vec![ready; 1000] };
    let explored = explore(20, |_| run.clone());
    assert_eq!(explored, Explored { runs: 20, whole: false, failure: None });
}

#[test]
fn a_lost_wake_up_is_found_and_can_be_replayed() {
    let explored = in_process(100, lost_wake_up);
    let Some((schedule, Outcome::Deadlock(report))) = &explored.failure else {
        panic!("{explored}");
    };
    assert_eq!(*schedule, [2]);
    assert!(report.contains("t1 waiter waits for light"), "{report}");
    assert!(
        explored.to_string().starts_with(
            "under the schedule 2, the shortest that fails, it ends in a deadlock: nobody is ready"
        ),
        "{explored}"
    );
    let replayed = lost_wake_up("2".parse().unwrap());
    let Err(RunError::Deadlock(replayed)) = replayed else { panic!("no deadlock") };
    assert_eq!(replayed.waiting[0].name, "waiter");
    assert_eq!(lost_wake_up("1".parse().unwrap()), Ok(()));
}

#[test]
fn the_same_search_finds_the_same() {
    let text = |_| in_process(100, lost_wake_up).to_string();
    let [first, second] = [0, 1].map(text);
    assert_eq!(first, second);
}

#[test]
fn tasks_without_a_fault_are_searched_whole() {
    // Two tasks of two turns each: 4! / (2! * 2!) orders.
    let explored = in_process(100, |schedule| {
        two_tasks(schedule, async |sys| {
            sys.yield_now().await?;
            Ok(())
        })
    });
    assert_eq!(explored, Explored { runs: 6, whole: true, failure: None });
}

#[test]
fn a_failed_assertion_is_a_failure_and_names_its_line() {
    let explored = in_process(100, |schedule| {
        let order = Rc::new(RefCell::new(String::new()));
        let mut kernel = Kernel::new(Clock::virtual_time());
        kernel.follow(schedule);
        for name in ["a", "b"] {
            let order = Rc::clone(&order);
            kernel.spawn(name, async move |_| {
                order.borrow_mut().push_str(name);
                Ok(())
            });
        }
        kernel.run()?;
        assert_ne!(*order.borrow(), "ba");
        Ok(())
    });
    let Some((schedule, Outcome::Panic(message))) = explored.failure else {
        panic!("no panic");
    };
    assert_eq!(schedule, [2]);
    assert!(message.contains("crates/conformance/tests/explore.rs:"), "{message}");
}

#[test]
fn a_program_that_is_not_the_same_twice_is_told_so() {
    let first = std::sync::atomic::AtomicBool::new(true);
    let explored = in_process(100, |schedule| {
        let first = first.swap(false, std::sync::atomic::Ordering::Relaxed);
        let mut kernel = Kernel::new(Clock::virtual_time());
        kernel.follow(schedule);
        for name in if first { vec!["a", "b"] } else { vec!["a"] } {
            kernel.spawn(name, async |_| Ok(()));
        }
        kernel.run()
    });
    let Some((_, Outcome::Failed(why))) = explored.failure else {
        panic!("it does not fail")
    };
    assert!(why.starts_with("it is not the same each time, or has no kernel"), "{why}");
}

#[test]
fn an_endless_record_is_no_whole_search() {
    let explored = in_process(1, |schedule| {
        let mut kernel = Kernel::new(Clock::virtual_time());
        kernel.follow(schedule);
        kernel.spawn("a", async |sys| {
            for _ in 0..30_000 {
                sys.yield_now().await?;
            }
            Ok(())
        });
        kernel.run()
    });
    assert_eq!(explored, Explored { runs: 1, whole: false, failure: None });
}

#[test]
fn a_search_leaves_the_trace_of_its_program_alone() {
    let recording = capture("outer", || {
        let before = tulip_trace::next_id("thing");
        let explored = in_process(100, |schedule| {
            tulip_trace::println!("a run");
            lost_wake_up(schedule)
        });
        (before, explored.runs, tulip_trace::next_id("thing"))
    });
    assert_eq!(recording.result, (1, 2, 2));
    assert_eq!(read(&recording.trace).records, []);
}

#[test]
fn the_choices_of_a_record_are_its_queues() {
    let recording = capture("orders", || two_tasks(Schedule::default(), async |_| Ok(())));
    assert_eq!(choices(&read(&recording.trace).records), [[1, 2]]);
}

/// A program of tasks that run once each, in any order: its run, and in which order they ran.
fn orders_of(mut ready: Vec<u32>, picks: &[u32]) -> (Run, Vec<u32>) {
    let mut picks = picks.iter();
    let (mut choices, mut order) = (Vec::new(), Vec::new());
    while !ready.is_empty() {
        let mut index = 0;
        if ready.len() > 1 {
            choices.push(ready.clone());
            if let Some(pick) = picks.next() {
                index = ready.iter().position(|task| task == pick).expect("it is ready");
            }
        }
        order.push(ready.remove(index));
    }
    (Run { outcome: Outcome::Fine, choices }, order)
}

fn two_tasks(
    schedule: Schedule,
    body: impl AsyncFn(&scheduler::Sys) -> Result<(), scheduler::Cancelled> + Copy + 'static,
) -> Result<(), RunError> {
    let mut kernel = Kernel::new(Clock::virtual_time());
    kernel.follow(schedule);
    for name in ["a", "b"] {
        kernel.spawn(name, async move |sys| body(&sys).await);
    }
    kernel.run()
}

fn lost_wake_up(schedule: Schedule) -> Result<(), RunError> {
    let mut kernel = Kernel::new(Clock::virtual_time());
    kernel.follow(schedule);
    let light = Rc::new(Cell::new(false));
    let seen = Rc::clone(&light);
    let waiter = kernel.spawn("waiter", async move |sys| {
        if !seen.get() {
            sys.yield_now().await?;
            sys.park(Wait::for_thing("light")).await?;
        }
        Ok(())
    });
    kernel.spawn("switch", async move |sys| {
        sys.yield_now().await?;
        light.set(true);
        sys.wake(waiter.id()).await;
        Ok(())
    });
    kernel.run()
}
