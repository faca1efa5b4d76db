//! Time, sockets and threads: what they promise, whatever is dropped, and whoever goes away.
#![cfg(not(loom))]

mod afar;
mod blocking;
mod clock;
mod descriptors;
mod dropped;
mod ended;
mod halves;
mod interval;
mod lookup;
mod model;
mod pool;
mod shuffled;
mod sleep;
mod support;
mod tcp;
mod timeout;
mod together;
#[cfg(feature = "trace")]
mod trace;
mod waits;
