use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr};

/// The loop looks no names up: that would block it.
pub(crate) fn parsed(address: &str) -> io::Result<SocketAddr> {
    address.parse().map_err(|_| {
        let say = format!("`{address}` is no address: write it as 127.0.0.1:80");
        io::Error::new(ErrorKind::InvalidInput, say)
    })
}

/// The names of a script that is played on real sockets, and where they really are.
#[derive(Debug, Default)]
pub(crate) struct Names(RefCell<BTreeMap<String, SocketAddr>>);

impl Names {
    /// Where to connect.
    pub(crate) fn find(&self, address: &str) -> io::Result<SocketAddr> {
        if let Ok(address) = parsed(address) {
            return Ok(address);
        }
        let found = self.0.borrow().get(address).copied();
        found.ok_or_else(|| {
            let say = format!(
                "nobody is called `{address}`: the script's servers have names, all others an \
                 address as 127.0.0.1:80"
            );
            io::Error::new(ErrorKind::ConnectionRefused, say)
        })
    }

    /// Where to listen.
    pub(crate) fn free(&self, address: &str) -> io::Result<SocketAddr> {
        if self.0.borrow().contains_key(address) {
            return Err(ErrorKind::AddrInUse.into());
        }
        Ok(parsed(address).unwrap_or((Ipv4Addr::LOCALHOST, 0).into()))
    }

    pub(crate) fn add(&self, name: impl Into<String>, address: SocketAddr) {
        self.0.borrow_mut().insert(name.into(), address);
    }

    pub(crate) fn forget(&self, address: SocketAddr) {
        self.0.borrow_mut().retain(|_, known| *known != address);
    }
}
