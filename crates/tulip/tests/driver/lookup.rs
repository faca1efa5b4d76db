use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use tulip::net::{ToSocketAddrs, lookup_host};

use crate::support::real;

fn found(host: impl ToSocketAddrs) -> Result<Vec<SocketAddr>, ErrorKind> {
    real(async {
        lookup_host(host).await.map(Iterator::collect).map_err(|error| error.kind())
    })
}

fn home(port: u16) -> SocketAddr {
    (Ipv4Addr::LOCALHOST, port).into()
}

#[test]
fn addresses_that_are_spelled_out_are_not_asked_for() {
    assert_eq!(found("127.0.0.1:80"), Ok(vec![home(80)]));
    assert_eq!(found(("127.0.0.1", 81)), Ok(vec![home(81)]));
    assert_eq!(found(String::from("127.0.0.1:82")), Ok(vec![home(82)]));
    assert_eq!(found((String::from("127.0.0.1"), 83)), Ok(vec![home(83)]));
    assert_eq!(found((IpAddr::from([127, 0, 0, 1]), 84)), Ok(vec![home(84)]));
    assert_eq!(found(home(85)), Ok(vec![home(85)]));
    assert_eq!(found(&[home(86), home(87)][..]), Ok(vec![home(86), home(87)]));
    assert_eq!(found("[::1]:88"), Ok(vec![(Ipv6Addr::LOCALHOST, 88).into()]));
}

#[test]
fn the_system_is_asked_for_a_name() {
    let addresses = found("localhost:80").unwrap();
    assert!(
        addresses.iter().all(|address| address.ip().is_loopback() && address.port() == 80)
    );
    assert!(!addresses.is_empty());
}

#[test]
fn what_is_no_address_is_refused() {
    for wrong in ["localhost", "localhost:", "localhost:http", "localhost:65536", ""] {
        assert_eq!(found(wrong), Err(ErrorKind::InvalidInput), "{wrong}");
    }
    assert_eq!(found(&[][..] as &[SocketAddr]), Err(ErrorKind::InvalidInput));
}

#[test]
fn a_name_that_cannot_be_is_not_found() {
    real(async {
        let error = lookup_host("name with spaces:80").await.map(drop).unwrap_err();
        assert!(
            error.to_string().starts_with("no address for name with spaces: "),
            "{error}"
        );
    });
}
