//! The runtimes, each in the words of its own documentation.

mod floor;
#[cfg(all(feature = "peers", target_os = "linux"))]
mod glommio;
mod local_pool;
#[cfg(all(feature = "peers", target_os = "linux"))]
mod monoio;
#[cfg(feature = "peers")]
mod smol;
#[cfg(feature = "peers")]
mod tokio;
mod tulip;

use std::convert::Infallible;

use crate::meter::Figures;
use crate::requests::Service;

/// A runtime, and what it can do here; what it cannot, it answers with `None`.
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    /// The figures of a work that does so many operations.
    pub(crate) work: fn(&str, u64) -> Option<Figures>,
    /// Starts the runtime, with timers and I/O switched on, and runs an empty future.
    pub(crate) up: Option<fn()>,
    /// Starts the runtime, and a listener on it: nothing lazy is left.
    pub(crate) listening: Option<fn()>,
    /// Serves until the process is killed.
    pub(crate) serve: fn(Service) -> Option<Infallible>,
}

pub(crate) const PEERS: &[Peer] = &[
    tulip::PEER,
    #[cfg(feature = "peers")]
    tokio::PEER,
    #[cfg(feature = "peers")]
    smol::PEER,
    local_pool::PEER,
    #[cfg(all(feature = "peers", target_os = "linux"))]
    monoio::PEER,
    #[cfg(all(feature = "peers", target_os = "linux"))]
    monoio::URING,
    #[cfg(all(feature = "peers", target_os = "linux"))]
    glommio::PEER,
    floor::PEER,
];
