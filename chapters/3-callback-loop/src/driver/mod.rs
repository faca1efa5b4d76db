//! What a loop waits on: the operating system, or a script.

mod system;
pub(crate) mod wire;
pub(crate) mod world;

use std::io;
use std::time::Duration;

use crate::Clock;
use crate::handle::Inbox;
use crate::playing::Servers;
use crate::script::Script;
use crate::watch::Token;
use system::System;
use world::World;

pub(crate) enum Driver {
    System(System),
    Script(World),
}

/// A socket became ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Woken {
    pub(crate) token: Token,
    pub(crate) readable: bool,
    pub(crate) writable: bool,
    /// The other side sends no more: even when all is read, there is its end to be read.
    pub(crate) ended: bool,
    /// How many bytes wait, if that is known.
    pub(crate) bytes: Option<u64>,
}

impl Driver {
    pub(crate) fn system() -> io::Result<Self> {
        System::new(None).map(Self::System)
    }

    /// With the servers of a script.
    pub(crate) fn system_with(servers: Servers) -> io::Result<Self> {
        System::new(Some(servers)).map(Self::System)
    }

    pub(crate) fn script(script: Script) -> Self {
        Self::Script(World::new(script))
    }

    /// What ends a wait from another thread.
    pub(crate) fn waker(&self) -> io::Result<Option<mio::Waker>> {
        match self {
            Self::System(system) => system.waker().map(Some),
            Self::Script(_) => Ok(None),
        }
    }

    /// Whether a socket can still become ready.
    pub(crate) fn may_bring_news(&self) -> bool {
        match self {
            Self::System(_) => true,
            Self::Script(world) => world.may_bring_news(),
        }
    }

    /// Waits until a socket is ready, a call comes, or `timeout` has passed; for ever without
    /// one. It may come back early, with nothing.
    pub(crate) fn wait(
        &self,
        clock: &Clock,
        timeout: Option<Duration>,
        inbox: &Inbox,
    ) -> io::Result<Vec<Woken>> {
        match self {
            Self::System(system) => system.wait(clock, timeout, inbox),
            Self::Script(world) => Ok(world.wait(clock, timeout, inbox)),
        }
    }
}
