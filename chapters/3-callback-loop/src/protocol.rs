use std::io;

use crate::event_loop::EventLoop;
use crate::transport::Transport;

/// Who is told what happens on a connection: asyncio's `Protocol`.
///
/// The calls come in this order (R66): `made` once, `data` any number of times, `eof` at most
/// once, `lost` exactly once, and nothing after it. None of them comes from within a call of
/// yours: a [`Transport`] calls back later.
pub trait Protocol {
    /// The connection stands.
    fn made(&mut self, transport: &Transport) {
        let _ = transport;
    }

    /// Bytes came. Where one message ends and the next begins, the protocol has to find out.
    fn data(&mut self, transport: &Transport, bytes: &[u8]);

    /// The other side sends no more. `true` keeps this side open; else it is closed when all has
    /// been written.
    fn eof(&mut self, transport: &Transport) -> bool {
        let _ = transport;
        false
    }

    /// More is waiting to be written than the transport wants to hold: write no more for now.
    fn pause_writing(&mut self, transport: &Transport) {
        let _ = transport;
    }

    /// There is room again.
    fn resume_writing(&mut self, transport: &Transport) {
        let _ = transport;
    }

    /// The connection is gone; by an error, or because somebody closed it.
    fn lost(&mut self, event_loop: &EventLoop, error: Option<io::Error>) {
        let _ = (event_loop, error);
    }
}
