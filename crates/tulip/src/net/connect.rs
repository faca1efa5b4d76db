use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::panic::Location;
use std::time::Duration;

use super::lookup::first_of;
use super::{TcpStream, ToSocketAddrs};
use crate::driver::{Registered, Try};
use crate::inspect::{Place, Wait};
use crate::time::timeout;

impl TcpStream {
    /// Connects to an address; of several, to the first that answers.
    ///
    /// The system decides when it gives up, which may be minutes; see
    /// [`connect_timeout`](Self::connect_timeout). Dropping the future gives up at once.
    #[track_caller]
    pub fn connect(address: impl ToSocketAddrs) -> impl Future<Output = io::Result<Self>> {
        let place = Location::caller();
        first_of(address.addresses(), place, move |address| connect_to(address, place))
    }

    /// Connects to an address, and gives up after `duration`, look-up and all addresses
    /// together.
    ///
    /// # Panics
    ///
    /// If there is no runtime on this thread.
    #[track_caller]
    pub fn connect_timeout(
        address: impl ToSocketAddrs,
        duration: Duration,
    ) -> impl Future<Output = io::Result<Self>> {
        let connected = timeout(duration, Self::connect(address));
        async move {
            connected.await.unwrap_or_else(|_| {
                let text = format!("nobody answered within {duration:?}");
                Err(io::Error::new(ErrorKind::TimedOut, text))
            })
        }
    }
}

async fn connect_to(address: SocketAddr, place: Place) -> io::Result<TcpStream> {
    let io = Registered::new(mio::net::TcpStream::connect(address)?, place)?;
    io.operation(Wait::Connect, place, is_connected).await?;
    Ok(TcpStream { io })
}

fn is_connected(io: &mio::net::TcpStream) -> io::Result<Try<()>> {
    if let Some(error) = io.take_error()? {
        return Err(error);
    }
    match io.peer_addr() {
        Ok(_) => Ok(Try::Done(())),
        Err(error) if error.kind() == ErrorKind::NotConnected => {
            Err(ErrorKind::WouldBlock.into())
        }
        Err(error) => Err(error),
    }
}
