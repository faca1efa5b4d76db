//! What servers and client agree on.

use std::io::{self, Write};
use std::net::SocketAddr;

use http_body_util::Full;
use hyper::Response;
use hyper::body::Bytes;

/// What a server does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Service {
    /// Sends back what comes, read into a buffer of this size.
    pub(crate) buffer: usize,
    /// Answers requests for a page instead.
    pub(crate) http: bool,
    /// Has a task beside it that does nothing but yield.
    pub(crate) yields: bool,
}

impl Service {
    pub(crate) fn named(name: &str) -> Option<Self> {
        let echo = Self { buffer: 4096, http: false, yields: false };
        Some(match name {
            "echo" => echo,
            "echo-beside-yields" => Self { yields: true, ..echo },
            "echo-blocks" => Self { buffer: BLOCK, ..echo },
            "echo-small" => Self { buffer: MESSAGE, ..echo },
            "http" => Self { http: true, ..echo },
            _ => return None,
        })
    }
}

/// A message of the echo rows, in bytes.
pub(crate) const MESSAGE: usize = 64;
/// A block of the throughput row.
pub(crate) const BLOCK: usize = 64 * 1024;
/// Any free port of this machine.
pub(crate) const ADDRESS: (std::net::Ipv4Addr, u16) = (std::net::Ipv4Addr::LOCALHOST, 0);
/// What the client asks of an HTTP server.
pub(crate) const REQUEST: &[u8] = b"GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
/// What it answers.
pub(crate) const PAGE: &str = "Hello, world!";

/// Tells whoever started this server where it listens.
pub(crate) fn announce(address: io::Result<SocketAddr>) {
    let address = address.expect("a listener has an address");
    println!("{address}");
    io::stdout().flush().expect("somebody reads");
}

/// The answer of an HTTP server on hyper.
pub(crate) fn hello() -> Response<Full<Bytes>> {
    Response::new(Full::new(Bytes::from_static(PAGE.as_bytes())))
}
