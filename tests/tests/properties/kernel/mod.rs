//! Random small programs: the kernel does what the model says, and keeps its promises.

mod model;
mod program;

use std::collections::BTreeMap;
use std::fmt::Write;

use self::model::{Model, Wrong};
use self::program::{Program, programs};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use scheduler::{RunError, WrongPick};
use tulip_trace::{Activity, Event, Lane, Reading, capture, fold, importers, read};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_kernel_does_what_the_model_says(program in programs()) {
        prop_assert_eq!(program.run(), Model::new(&program).run());
    }
}

/// Not vacuous: a model that is wrong in one rule is found out, whichever rule it is.
#[test]
fn a_model_with_a_wrong_rule_is_refused() {
    let mut runner = TestRunner::deterministic();
    let mut accepted = Wrong::ALL.to_vec();
    for _ in 0..2000 {
        let program = programs().new_tree(&mut runner).unwrap().current();
        let ran = program.run();
        accepted.retain(|wrong| ran == Model::with(*wrong, &program).run());
        if accepted.is_empty() {
            return;
        }
    }
    panic!("nobody notices {accepted:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_program_runs_the_same_way_every_time(program in programs()) {
        let [first, second] = [(); 2].map(|()| capture("random", || program.run()));
        prop_assert_eq!(first.result, second.result);
        prop_assert_eq!(first.trace, second.trace);
    }

    #[test]
    fn every_trace_keeps_the_promises(program in programs()) {
        let told = capture("random", || program.run());
        prop_assert_eq!(importers::check(&told.trace), []);
        let reading = read(&told.trace);
        prop_assert_eq!(&reading.bad, &[]);
        prop_assert_eq!(timers_fire_in_order(&reading), Ok(()));
        prop_assert_eq!(who_is_ready_longest_is_picked(&reading), Ok(()));
        let end = fold(&reading.records, u64::MAX);
        prop_assert_eq!(end.timers.len(), 0);
        let stuck = end.tasks.iter().filter(|(_, task)| task.activity != done());
        let stuck: Vec<_> = stuck.map(|(id, _)| format!("t{id}")).collect();
        let reported = told.result.stuck.iter().map(|report| report.split(' ').next().unwrap());
        prop_assert_eq!(stuck, reported.collect::<Vec<_>>());
    }

    #[test]
    fn a_schedule_that_was_found_can_be_replayed(
        program in programs(),
        choices in proptest::collection::vec(any::<Index>(), 0..8),
    ) {
        let picks = explore(&program, &choices);
        let schedule = schedule(&picks);
        let [first, second] =
            [(); 2].map(|()| capture("random", || program.run_by(&schedule)));
        prop_assert_eq!(&first.trace, &second.trace);
        let taken = picks_of(&read(&first.trace));
        prop_assert_eq!(&taken[..picks.len()], &picks[..]);
        // And the way that the queue went on is a schedule, too.
        let whole = capture("random", || program.run_by(&self::schedule(&taken)));
        prop_assert_eq!(whole.trace, first.trace);
    }
}

/// Not vacuous: a program runs in more than one way.
#[test]
fn other_picks_make_another_run() {
    let program = Program::of_three_that_send();
    let [first, second] = [[1, 2], [3, 1]].map(|picks| program.run_by(&schedule(&picks)));
    assert_ne!(first, second);
}

#[test]
fn the_check_of_timers_refuses_another_order() {
    let program = Program::of_three_that_sleep();
    let mut told = read(&capture("sleepers", || program.run()).trace);
    assert_eq!(timers_fire_in_order(&told), Ok(()));
    let is_fire =
        |record: &tulip_trace::Record| matches!(record.event, Event::TimerFire { .. });
    let first = told.records.iter().position(is_fire).unwrap();
    let last = told.records.iter().rposition(is_fire).unwrap();
    told.records.swap(first, last);
    assert!(timers_fire_in_order(&told).is_err());
}

/// Picks at random wherever there is a choice, as far as the choices go: the kernel tells who
/// could be picked when it is asked for somebody who cannot.
fn explore(program: &Program, choices: &[Index]) -> Vec<u32> {
    let mut picks = Vec::new();
    for choice in choices {
        picks.push(u32::MAX);
        let Err(RunError::Schedule(WrongPick::NotReady { ready, .. })) =
            program.run_by(&schedule(&picks)).ran
        else {
            picks.pop();
            break;
        };
        *picks.last_mut().unwrap() = choice.get(&ready).0.number();
    }
    picks
}

fn schedule(picks: &[u32]) -> String {
    picks.iter().fold(String::new(), |mut text, pick| {
        let comma = if text.is_empty() { "" } else { "," };
        write!(text, "{comma}{pick}").unwrap();
        text
    })
}

/// Who was picked where more than one was ready.
fn picks_of(told: &Reading) -> Vec<u32> {
    let pick = |record: &tulip_trace::Record| match (record.lane, &record.event) {
        (Lane::Task(task), Event::TaskPick { queue_left: 1.. }) => Some(task),
        _ => None,
    };
    told.records.iter().filter_map(pick).collect()
}

/// By deadline, and among equals by the order in which they were set.
fn timers_fire_in_order(told: &Reading) -> Result<(), String> {
    let mut due = BTreeMap::new();
    let mut last = None;
    for record in &told.records {
        match record.event {
            Event::TimerArm { timer, due_us, .. } => drop(due.insert(timer, due_us)),
            Event::TimerFire { timer, .. } => {
                let key = Some((due[&timer], timer));
                if key < last || record.now < due[&timer] {
                    return Err(format!("{key:?} fires at {} after {last:?}", record.now));
                }
                last = key;
            }
            _ => {}
        }
    }
    Ok(())
}

fn who_is_ready_longest_is_picked(told: &Reading) -> Result<(), String> {
    let mut state = fold(&[], 0);
    for record in &told.records {
        if let (Lane::Task(picked), Event::TaskPick { .. }) = (record.lane, &record.event)
            && state.ready.front() != Some(&picked)
        {
            return Err(format!("t{picked} is picked of {:?}", state.ready));
        }
        state.apply(record);
    }
    Ok(())
}

fn done() -> Activity {
    Activity::Done("done".to_owned())
}
