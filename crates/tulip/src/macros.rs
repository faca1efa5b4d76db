//! What `#[tulip::main]` and `#[tulip::test]` call.

use std::collections::hash_map::RandomState;
use std::env;
use std::future::Future;
use std::hash::{BuildHasher, Hasher};

use crate::runtime::{Builder, Runtime};

/// What the attribute says about the order of tasks.
#[derive(Clone, Copy, Debug)]
pub enum Shuffle {
    /// Nothing: `main` picks in order, a test shuffles.
    Default,
    /// In order.
    Never,
    /// At random, by this seed.
    By(u64),
}

/// Runs the body of a `main`.
#[track_caller]
pub fn main<F: Future>(shuffle: Shuffle, paused: bool, body: F) -> F::Output {
    let seed = match shuffle {
        Shuffle::Default | Shuffle::Never => None,
        Shuffle::By(seed) => Some(seed),
    };
    runtime(seed, paused).block_on(body)
}

/// Runs the body of a test. The harness shows what is printed here when the test fails.
#[track_caller]
pub fn test<F: Future>(shuffle: Shuffle, paused: bool, body: F) -> F::Output {
    let seed = match shuffle {
        Shuffle::Default => Some(seed_of_environment().unwrap_or_else(seed_by_chance)),
        Shuffle::Never => None,
        Shuffle::By(seed) => Some(seed),
    };
    if let Some(seed) = seed {
        eprintln!("tasks are picked by seed {seed}; TULIP_SEED={seed} picks them so again");
    }
    runtime(seed, paused).block_on(body)
}

fn runtime(seed: Option<u64>, paused: bool) -> Runtime {
    let builder = Builder::current_thread().start_paused(paused);
    let builder = match seed {
        Some(seed) => builder.shuffle(seed),
        None => builder,
    };
    builder.build().expect("a runtime on this thread asks the system for nothing")
}

#[track_caller]
fn seed_of_environment() -> Option<u64> {
    let word = env::var_os("TULIP_SEED")?;
    let word = word.to_string_lossy();
    let Ok(seed) = word.parse() else {
        panic!("TULIP_SEED is `{word}`; it is the number that a failed test printed");
    };
    Some(seed)
}

/// The standard library's own random keys: enough to begin from.
fn seed_by_chance() -> u64 {
    RandomState::new().build_hasher().finish()
}
