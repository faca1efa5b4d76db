//! What the runtime tells the trace, in the words of every other stage.
//!
//! Without the feature `trace` nothing is left of it; with it, each word costs the read of a
//! thread-local where nobody records.

#[cfg(not(feature = "trace"))]
mod off;
#[cfg(feature = "trace")]
mod on;

#[cfg(not(feature = "trace"))]
pub(crate) use self::off::Told;
#[cfg(feature = "trace")]
pub(crate) use self::on::Told;
