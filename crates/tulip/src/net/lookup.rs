use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::panic::Location;

use crate::inspect::Wait;
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
) -> impl Future<Output = io::Result<impl Iterator<Item = SocketAddr>>> {
    let place = Location::caller();
    let addresses = host.addresses();
    async move { Ok(resolve(addresses?, place).await?.into_iter()) }
}

/// What can be made an address, or several to be tried one after the other: an address, a pair of
/// a host and a port, or a text such as `"localhost:8080"`.
///
/// It differs from the standard library's trait in that it never waits for the system.
pub trait ToSocketAddrs: sealed::Sealed {
    /// The addresses, or what is to be asked for them.
    #[doc(hidden)]
    fn addresses(&self) -> io::Result<Addresses>;
}

mod sealed {
    pub trait Sealed {}
}

/// Addresses, or a host whose addresses have to be asked for.
#[doc(hidden)]
#[derive(Debug)]
pub enum Addresses {
    Known(Vec<SocketAddr>),
    Ask { host: String, port: u16 },
}

/// The addresses, of which there is at least one.
pub(super) async fn resolve(
    addresses: Addresses,
    place: &'static Location<'static>,
) -> io::Result<Vec<SocketAddr>> {
    let (known, host) = match addresses {
        Addresses::Known(known) => (known, String::from("an empty list")),
        Addresses::Ask { host, port } => (ask(host.clone(), port, place).await?, host),
    };
    if known.is_empty() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("there is no address in {host}"),
        ));
    }
    Ok(known)
}

async fn ask(
    host: String,
    port: u16,
    place: &'static Location<'static>,
) -> io::Result<Vec<SocketAddr>> {
    let job = move || {
        let found = std::net::ToSocketAddrs::to_socket_addrs(&(host.as_str(), port));
        found.map(Vec::from_iter).map_err(|error| {
            io::Error::new(error.kind(), format!("no address for {host}: {error}"))
        })
    };
    let asked =
        context::expect(|core| core.shared.blocking.submit(Wait::Lookup, place, job));
    asked?.await.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// `$Type`, and how one of them is an address.
macro_rules! known {
    ($($Type:ty: $address:expr;)*) => {$(
        impl sealed::Sealed for $Type {}
        impl ToSocketAddrs for $Type {
            fn addresses(&self) -> io::Result<Addresses> {
                let address: fn(&Self) -> SocketAddr = $address;
                Ok(Addresses::Known(vec![address(self)]))
            }
        }
    )*};
}

known! {
    SocketAddr: |address| *address;
    SocketAddrV4: |address| (*address).into();
    SocketAddrV6: |address| (*address).into();
    (IpAddr, u16): |pair| (*pair).into();
    (Ipv4Addr, u16): |pair| (*pair).into();
    (Ipv6Addr, u16): |pair| (*pair).into();
}

impl sealed::Sealed for [SocketAddr] {}
impl ToSocketAddrs for [SocketAddr] {
    fn addresses(&self) -> io::Result<Addresses> {
        Ok(Addresses::Known(self.to_vec()))
    }
}

impl sealed::Sealed for (&str, u16) {}
impl ToSocketAddrs for (&str, u16) {
    fn addresses(&self) -> io::Result<Addresses> {
        let &(host, port) = self;
        Ok(match host.parse::<IpAddr>() {
            Ok(ip) => Addresses::Known(vec![(ip, port).into()]),
            Err(_) => Addresses::Ask { host: host.to_owned(), port },
        })
    }
}

impl sealed::Sealed for (String, u16) {}
impl ToSocketAddrs for (String, u16) {
    fn addresses(&self) -> io::Result<Addresses> {
        (self.0.as_str(), self.1).addresses()
    }
}

impl sealed::Sealed for str {}
impl ToSocketAddrs for str {
    fn addresses(&self) -> io::Result<Addresses> {
        if let Ok(address) = self.parse::<SocketAddr>() {
            return Ok(Addresses::Known(vec![address]));
        }
        let parts =
            self.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse().ok()?)));
        let (host, port) = parts.ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("`{self}` is no address: write host:port, as in localhost:8080"),
            )
        })?;
        (host, port).addresses()
    }
}

impl sealed::Sealed for String {}
impl ToSocketAddrs for String {
    fn addresses(&self) -> io::Result<Addresses> {
        self.as_str().addresses()
    }
}

impl<T: ToSocketAddrs + ?Sized> sealed::Sealed for &T {}
impl<T: ToSocketAddrs + ?Sized> ToSocketAddrs for &T {
    fn addresses(&self) -> io::Result<Addresses> {
        (**self).addresses()
    }
}
