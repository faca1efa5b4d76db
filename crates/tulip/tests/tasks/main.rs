//! What tasks, their handles and their scheduler promise.

mod abort;
mod child;
mod common;
mod drop_at_any_poll;
mod fairness;
mod inspect;
mod join;
mod local;
mod macros;
mod misuse;
mod panic;
mod property;
mod runtime;
mod shuffle;
mod spawn;
#[cfg(feature = "trace")]
mod trace;
mod wakers;
