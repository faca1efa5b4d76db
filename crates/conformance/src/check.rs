use std::fmt;
use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use crate::panics::{self, quietly};

/// A check at work.
///
/// It names each step before it takes it, and then says what should hold. What does not hold
/// ends the check.
///
/// ```
/// use tulip_conformance::{Verdict, judge};
///
/// let verdict = judge(|check| {
///     check.step("add one and one");
///     check.equal(1 + 1, 3);
/// });
/// assert_eq!(
///     verdict.to_string(),
///     "wrong, at the step: add one and one\n  expected: 3\n  got:      2"
/// );
/// # assert_ne!(verdict, Verdict::Green);
/// ```
pub struct Check {
    step: Option<String>,
    /// Hears of each step before it is taken, so that it is known even of a program that never
    /// comes back.
    told: Box<dyn FnMut(&str)>,
}

impl Check {
    pub(crate) fn new(told: impl FnMut(&str) + 'static) -> Self {
        Self { step: None, told: Box::new(told) }
    }

    /// Says what is done next, as an order to the program: `resume it for the first time`.
    pub fn step(&mut self, step: impl Into<String>) {
        let step = step.into();
        (self.told)(&step);
        self.step = Some(step);
    }

    /// Fails unless both are the same.
    #[allow(clippy::needless_pass_by_value, reason = "a check reads better without `&`")]
    pub fn equal<T: Debug + PartialEq>(&mut self, got: T, expected: T) {
        if got != expected {
            Failure::Differs { expected: shown(&expected), got: shown(&got) }.end();
        }
    }

    /// Fails unless the condition holds. `should` is a sentence that says what should hold.
    pub fn that(&mut self, holds: bool, should: impl Into<String>) {
        if !holds {
            self.fail(should);
        }
    }

    /// Fails. `says` is a sentence that says what is wrong, or what should hold.
    pub fn fail(&mut self, says: impl Into<String>) -> ! {
        Failure::Says(says.into()).end()
    }

    /// Fails with what a loop has reported and gone on after. If that was a panic, the verdict is
    /// the panic, with the line from which it came.
    pub fn reported(&mut self, says: impl Into<String>) -> ! {
        Failure::Reported(says.into()).end()
    }

    /// Whether `body` panics. Nothing of it is printed.
    pub fn panics<R>(&mut self, body: impl FnOnce() -> R) -> bool {
        match catch_unwind(AssertUnwindSafe(|| quietly(body))) {
            Ok(_) => false,
            // A failed expectation inside `body` is none of its panics.
            Err(payload) if payload.is::<Failure>() => resume_unwind(payload),
            Err(_) => {
                panics::forget();
                true
            }
        }
    }

    /// The step that was named last.
    pub(crate) fn last_step(&mut self) -> Option<String> {
        self.step.take()
    }
}

impl Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Check").field("step", &self.step).finish_non_exhaustive()
    }
}

/// Why a check ended: what it unwinds with, so that nobody takes it for a panic of the reader's.
#[derive(Debug)]
pub(crate) enum Failure {
    Differs {
        expected: String,
        got: String,
    },
    Says(String),
    /// By somebody who may have caught a panic.
    Reported(String),
}

impl Failure {
    /// Unwinds without the panic hook: nothing is printed.
    pub(crate) fn end(self) -> ! {
        resume_unwind(Box::new(self))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Differs { expected, got } => write!(f, "expected {expected}, got {got}"),
            Self::Says(says) | Self::Reported(says) => f.write_str(says),
        }
    }
}

/// A value as the verdict shows it: its `{:?}`, cut where nobody would read on.
fn shown(value: &impl Debug) -> String {
    let mut text = format!("{value:?}");
    if let Some((end, _)) = text.char_indices().nth(LONGEST_VALUE) {
        text.truncate(end);
        text.push('…');
    }
    text
}

const LONGEST_VALUE: usize = 1000;
