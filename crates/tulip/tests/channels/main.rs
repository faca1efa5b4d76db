//! Channels: what they promise, whatever is dropped, and whoever comes first.
#![cfg(not(loom))]

mod dropped;
mod model;
mod mpsc;
mod oneshot;
mod polled;
mod tasks;
mod threads;
