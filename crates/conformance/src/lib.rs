//! Checks of what a reader wrote.
//!
//! * [`Check`] is what a check holds in its hand: it names a step, then says what should hold.
//!   [`run`] runs a check and leaves its [`Verdict`] where a parent process finds it.
//! * [`explore`] runs a program under every schedule, and finds the shortest that makes it fail.
//! * [`stage1`], [`stage2`] and [`stage3`] are the rules that a runtime keeps, checked on any: on
//!   those of this course, on wrong ones, on the reader's own. [`examine`] goes through them.
//! * [`template`] is where a reader's own runtime begins.

mod check;
pub mod explore;
mod panics;
#[cfg(feature = "stages")]
mod rule;
mod run;
#[cfg(feature = "stages")]
pub mod stage1;
#[cfg(feature = "stages")]
pub mod stage2;
#[cfg(feature = "stages")]
pub mod stage3;
#[cfg(feature = "stages")]
mod suite;
pub mod template;
mod verdict;

pub use check::Check;
#[cfg(feature = "stages")]
pub use rule::{Finding, Rule, examine};
pub use run::{NEXT_STEP, judge, run};
pub use verdict::Verdict;
