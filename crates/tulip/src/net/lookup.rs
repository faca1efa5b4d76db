use std::io::{Error, ErrorKind, Result};
use std::net::ToSocketAddrs as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::panic::Location;

use crate::inspect::{Place, Wait};
use crate::runtime::context;

/// Asks the system for the addresses of a host, on a thread of the blocking pool.
///
/// Addresses that are spelled out are told at once, without a thread. When the future is dropped
/// the question is still asked to its end, but nobody hears the answer.
///
/// ```
/// # tulip::Runtime::new()?.block_on(async {
/// let addresses: Vec<_> = tulip::net::lookup_host("127.0.0.1:80").await?.collect();
/// assert_eq!(addresses, ["127.0.0.1:80".parse().unwrap()]);
/// # Ok::<(), std::io::Error>(())
/// # })?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[track_caller]
pub fn lookup_host(
    host: impl ToSocketAddrs,
) -> impl Future<Output = Result<impl Iterator<Item = SocketAddr>>> {
    let place = Location::caller();
    let addresses = host.addresses();
    async move { Ok(resolve(addresses?, place).await?.into_iter()) }
}

/// What can be made an address, or several to be tried one after the other: an address, a pair of
/// a host and a port, or a text such as `"localhost:8080"`.
///
/// It differs from the standard library's trait in that it never waits for the system. Other
/// crates cannot implement it.
pub trait ToSocketAddrs {
    /// The addresses, or what is to be asked for them: a type that has no name elsewhere.
    #[doc(hidden)]
    fn addresses(&self) -> Result<Addresses>;
}

/// Addresses, or a host whose addresses have to be asked for.
#[doc(hidden)]
#[derive(Debug)]
pub enum Addresses {
    Known(Vec<SocketAddr>),
    Ask { host: String, port: u16 },
}

/// Tries one address after the other, until one of them will do.
pub(super) async fn first_of<T, F: Future<Output = Result<T>>>(
    addresses: Result<Addresses>,
    place: Place,
    attempt: impl Fn(SocketAddr) -> F,
) -> Result<T> {
    let mut refused = None;
    for address in resolve(addresses?, place).await? {
        match attempt(address).await {
            Ok(found) => return Ok(found),
            Err(error) => refused = Some(error),
        }
    }
    Err(refused.expect("one address was tried"))
}

/// The addresses, of which there is at least one.
async fn resolve(addresses: Addresses, place: Place) -> Result<Vec<SocketAddr>> {
    let (known, host) = match addresses {
        Addresses::Known(known) => (known, String::from("an empty list")),
        Addresses::Ask { host, port } => {
            let name = host.clone();
            let ask = move || (name.as_str(), port).to_socket_addrs().map(Vec::from_iter);
            let asked = context::expect(|core| {
                core.shared.blocking.submit(Wait::Lookup, place, ask)
            });
            let found = asked?.await.map_err(|error| {
                Error::new(error.kind(), format!("no address for {host}: {error}"))
            })?;
            (found, host)
        }
    };
    if known.is_empty() {
        let text = format!("there is no address in {host}");
        return Err(Error::new(ErrorKind::InvalidInput, text));
    }
    Ok(known)
}

macro_rules! known {
    ($($Type:ty,)*) => {$(
        impl ToSocketAddrs for $Type {
            fn addresses(&self) -> Result<Addresses> {
                Ok(Addresses::Known(vec![(*self).into()]))
            }
        }
    )*};
}

known! {
    SocketAddr,
    SocketAddrV4,
    SocketAddrV6,
    (IpAddr, u16),
    (Ipv4Addr, u16),
    (Ipv6Addr, u16),
}

impl ToSocketAddrs for [SocketAddr] {
    fn addresses(&self) -> Result<Addresses> {
        Ok(Addresses::Known(self.to_vec()))
    }
}

impl ToSocketAddrs for (&str, u16) {
    fn addresses(&self) -> Result<Addresses> {
        let &(host, port) = self;
        match host.parse::<IpAddr>() {
            Ok(ip) => (ip, port).addresses(),
            Err(_) => Ok(Addresses::Ask { host: host.to_owned(), port }),
        }
    }
}

impl ToSocketAddrs for (String, u16) {
    fn addresses(&self) -> Result<Addresses> {
        (self.0.as_str(), self.1).addresses()
    }
}

impl ToSocketAddrs for str {
    fn addresses(&self) -> Result<Addresses> {
        if let Ok(address) = self.parse::<SocketAddr>() {
            return address.addresses();
        }
        let parts =
            self.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse().ok()?)));
        let (host, port) = parts.ok_or_else(|| {
            let text = "is no address: write host:port, as in localhost:8080";
            Error::new(ErrorKind::InvalidInput, format!("`{self}` {text}"))
        })?;
        (host, port).addresses()
    }
}

impl ToSocketAddrs for String {
    fn addresses(&self) -> Result<Addresses> {
        self.as_str().addresses()
    }
}

impl<T: ToSocketAddrs + ?Sized> ToSocketAddrs for &T {
    fn addresses(&self) -> Result<Addresses> {
        (**self).addresses()
    }
}
