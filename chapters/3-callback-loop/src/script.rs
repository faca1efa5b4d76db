use std::collections::BTreeMap;
use std::time::Duration;

/// What the other sides do, and when: a world in which the same happens each time.
///
/// Addresses are names here, as `fast:80`. Sockets that connect to an address on which a
/// [`Listener`](crate::Listener) of the same loop listens reach that; others reach the server of
/// that name, and where there is none they are refused.
///
/// [`EventLoop::scripted`](crate::EventLoop::scripted) plays it in memory,
/// [`EventLoop::playing`](crate::EventLoop::playing) also in real time, on real sockets.
///
/// ```
/// use std::time::Duration;
/// use callback_loop::Script;
///
/// let after = Duration::from_millis(100);
/// Script::new().server("fast:80", |peer| peer.send(after, "HTTP/1.0 200 OK\r\n\r\n").close(after));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Script {
    pub(crate) servers: BTreeMap<String, Peer>,
}

impl Script {
    /// A world without anybody.
    pub fn new() -> Self {
        Self::default()
    }

    /// A server that does the same for everyone who connects. Times count from there.
    #[must_use]
    pub fn server(
        mut self,
        address: impl Into<String>,
        acts: impl FnOnce(Peer) -> Peer,
    ) -> Self {
        self.servers.insert(address.into(), acts(Peer::default()));
        self
    }
}

/// What the other side of a connection does.
///
/// It reads all that comes, unless [`read`](Self::read) says how much and when, or
/// [`read_from`](Self::read_from) says from when on.
#[derive(Clone, Debug, Default)]
pub struct Peer {
    pub(crate) acts: Vec<(Duration, Act)>,
}

#[derive(Clone, Debug)]
pub(crate) enum Act {
    Send(Vec<u8>),
    Read(usize),
    ReadOn,
    Close,
    Reset,
}

impl Peer {
    /// Sends bytes.
    #[must_use]
    pub fn send(self, at: Duration, bytes: impl AsRef<[u8]>) -> Self {
        self.act(at, Act::Send(bytes.as_ref().to_owned()))
    }

    /// Reads at most so many bytes, if they have come. Who says this once reads nothing else.
    #[must_use]
    pub fn read(self, at: Duration, bytes: usize) -> Self {
        self.act(at, Act::Read(bytes))
    }

    /// Reads nothing before, and from then on all that comes.
    #[must_use]
    pub fn read_from(self, at: Duration) -> Self {
        self.act(at, Act::ReadOn)
    }

    /// Sends no more. It still reads.
    #[must_use]
    pub fn close(self, at: Duration) -> Self {
        self.act(at, Act::Close)
    }

    /// Breaks the connection: what was not read is lost.
    #[must_use]
    pub fn reset(self, at: Duration) -> Self {
        self.act(at, Act::Reset)
    }

    /// Whether it reads by its script alone.
    pub(crate) fn reads_by_script(&self) -> bool {
        self.acts.iter().any(|(_, act)| matches!(act, Act::Read(_) | Act::ReadOn))
    }

    fn act(mut self, at: Duration, act: Act) -> Self {
        self.acts.push((at, act));
        self
    }
}
