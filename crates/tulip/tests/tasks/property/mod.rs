//! Random programs on the runtime and on a model of it: both must do the same in the same order.
//!
//! A failure prints the smallest program that fails, and the seed that leads to it:
//! `PROPTEST_RNG_SEED=<seed>` runs the same programs again, `PROPTEST_CASES=<n>` more of them.

mod model;
mod real;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, RngSeed};
use tulip::runtime::Builder;

/// What a task does next. Numbers are taken modulo how many there are.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    Yield,
    /// Sleeps for so many milliseconds.
    Sleep(u64),
    /// Spawns a task that runs a body further down.
    Spawn(usize),
    /// Awaits one of the tasks that this one spawned.
    Join(usize),
    Abort(usize),
    /// Drops the handle of one of them, and the way to its mailbox.
    Detach(usize),
    /// Sends to the mailbox of one of them.
    Send(usize),
    /// Waits for a message in its own mailbox.
    Receive,
    /// Waits until a flag is set.
    Wait(usize),
    /// Sets a flag and wakes who waits for it.
    Set(usize),
    /// The same, on another thread.
    SetFar(usize),
}

/// Bodies of tasks. The first task runs the first.
pub(crate) type Program = Vec<Vec<Step>>;

pub(crate) const FLAGS: usize = 3;

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::Yield),
        3 => (1..6_u64).prop_map(Step::Sleep),
        6 => any::<usize>().prop_map(Step::Spawn),
        4 => any::<usize>().prop_map(Step::Join),
        2 => any::<usize>().prop_map(Step::Abort),
        1 => any::<usize>().prop_map(Step::Detach),
        3 => any::<usize>().prop_map(Step::Send),
        3 => Just(Step::Receive),
        2 => (0..FLAGS).prop_map(Step::Wait),
        2 => (0..FLAGS).prop_map(Step::Set),
        1 => (0..FLAGS).prop_map(Step::SetFar),
    ]
}

fn program() -> impl Strategy<Value = Program> {
    vec(vec(step(), 0..12), 1..6)
}

/// The seed of this run: from the environment, or new. The harness shows it if the test fails.
fn config(cases: u32) -> ProptestConfig {
    let mut config = ProptestConfig::with_cases(cases);
    if let RngSeed::Random = config.rng_seed {
        let seed = std::hash::BuildHasher::hash_one(
            &std::collections::hash_map::RandomState::new(),
            cases,
        );
        config.rng_seed = RngSeed::Fixed(seed);
    }
    if let RngSeed::Fixed(seed) = config.rng_seed {
        eprintln!("PROPTEST_RNG_SEED={seed} runs the same programs again");
    }
    if let Ok(cases) = std::env::var("PROPTEST_CASES") {
        config.cases = cases.parse().expect("PROPTEST_CASES is a number");
    }
    config.failure_persistence = None::<Box<FileFailurePersistence>>.map(|none| none as _);
    config
}

#[test]
fn a_program_does_what_its_model_does_in_the_same_order() {
    proptest!(config(400), |(program in program())| {
        let runtime = Builder::current_thread().start_paused(true).build().unwrap();
        prop_assert_eq!(real::run(runtime, &program), model::run(&program));
    });
}

#[test]
fn a_shuffled_program_is_the_same_each_time() {
    proptest!(config(200), |(program in program(), seed in any::<u64>())| {
        let shuffled = || {
            let builder = Builder::current_thread().shuffle(seed).start_paused(true);
            real::run(builder.build().unwrap(), &program)
        };
        prop_assert_eq!(shuffled(), shuffled());
    });
}

#[test]
fn a_shuffled_program_loses_nothing() {
    proptest!(config(200), |(program in program(), seed in any::<u64>())| {
        let builder = Builder::current_thread().shuffle(seed).start_paused(true);
        let log = real::run(builder.build().unwrap(), &program);
        let count = |words| log.iter().filter(|line| line.contains(words)).count();
        prop_assert_eq!(count(" is dropped"), 1 + count(" spawns "));
        // The program ends too.
        prop_assert!(count(" begins") + 1 >= count(" ends"));
    });
}
