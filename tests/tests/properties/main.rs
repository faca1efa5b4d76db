//! Random programs, held against a simple model or against a rule.
//!
//! They stand here and not beside the crates that they test, because cargo builds the
//! dev-dependencies of a crate before its first example: a reader who runs a listing would wait
//! for all of proptest.

mod delegation;
mod kernel;
mod mail;
