//! What `#[tulip::main]` and `#[tulip::test]` become.

use std::collections::hash_map::RandomState;
use std::env;
use std::hash::{BuildHasher, Hasher};

use crate::runtime::Builder;

/// The options of a `main` or a `test`.
#[doc(hidden)]
#[macro_export]
macro_rules! options {
    ($kind:ident ($($option:ident = $value:expr),* $(,)?)) => {{
        #[allow(unused_mut)]
        let mut options = $crate::macros::Options::$kind();
        $(options.$option = $crate::macros::Setting::of($value);)*
        options
    }};
    ($kind:ident ($($other:tt)*)) => {
        ::core::compile_error!(
            "the options are `shuffle = <seed>`, `shuffle = false` and `start_paused = true`"
        )
    };
}

/// What stands in the brackets of an attribute.
#[derive(Debug)]
pub struct Options {
    /// How tasks are picked.
    pub shuffle: Shuffle,
    /// Whether the clock jumps.
    pub start_paused: bool,
}

/// How tasks are picked.
#[derive(Debug)]
pub enum Shuffle {
    /// In order.
    Never,
    /// At random, by the seed of `TULIP_SEED`, or by one that is drawn.
    Drawn,
    /// At random, by this seed.
    By(u64),
}

/// What an option may be set to.
#[diagnostic::on_unimplemented(
    message = "the option cannot be set to this",
    label = "`shuffle` takes a seed, as in `shuffle = 42`, or `false`; `start_paused` takes `true` or `false`"
)]
pub trait Setting<V> {
    /// The option, set to this.
    fn of(value: V) -> Self;
}

impl Setting<bool> for bool {
    fn of(value: bool) -> Self {
        value
    }
}

impl Setting<bool> for Shuffle {
    fn of(shuffles: bool) -> Self {
        if shuffles { Self::Drawn } else { Self::Never }
    }
}

impl Setting<u64> for Shuffle {
    fn of(seed: u64) -> Self {
        Self::By(seed)
    }
}

impl Options {
    /// Those of a `main` that names none.
    pub fn main() -> Self {
        Self { shuffle: Shuffle::Never, start_paused: false }
    }

    /// Those of a test that names none.
    pub fn test() -> Self {
        Self { shuffle: Shuffle::Drawn, start_paused: false }
    }

    /// Runs the body.
    #[track_caller]
    pub fn run<F: Future>(self, body: F) -> F::Output {
        let builder = Builder::current_thread().start_paused(self.start_paused);
        let builder = match self.shuffle {
            Shuffle::Never => builder,
            Shuffle::Drawn => builder.shuffle(drawn()),
            Shuffle::By(seed) => builder.shuffle(seed),
        };
        let runtime = builder.build();
        runtime
            .expect("a runtime on this thread asks the system for nothing")
            .block_on(body)
    }
}

/// A seed, which is printed; the harness of tests shows it when the test fails.
#[track_caller]
fn drawn() -> u64 {
    let seed = match env::var_os("TULIP_SEED") {
        // The standard library's own random keys: enough to begin from.
        None => RandomState::new().build_hasher().finish(),
        Some(word) => {
            let word = word.to_string_lossy();
            let Ok(seed) = word.parse() else {
                panic!(
                    "TULIP_SEED is `{word}`; it is the number that a failed test printed"
                )
            };
            seed
        }
    };
    eprintln!("tasks are picked by seed {seed}; TULIP_SEED={seed} picks them so again");
    seed
}
