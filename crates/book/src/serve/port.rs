use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

/// Listens on this machine alone, at `wanted` or the next free port, and says which if it is
/// not the one that was wanted.
pub(super) fn listen(wanted: u16) -> Result<(TcpListener, Option<String>), String> {
    let last = wanted.saturating_add(TRIES);
    for port in wanted..=last {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) if port == wanted => return Ok((listener, None)),
            Ok(listener) => {
                let note = format!("Port {wanted} is taken, so it is {port}.");
                return Ok((listener, Some(note)));
            }
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) => {
                return Err(format!(
                    "cannot listen on port {port}: {error}; try `--port 0`"
                ));
            }
        }
    }
    Err(format!(
        "the ports {wanted} to {last} are all taken: name a free one with `--port`"
    ))
}

const TRIES: u16 = 20;

#[cfg(test)]
mod tests {
    use super::listen;

    #[test]
    fn a_taken_port_is_passed_over_and_said() {
        let (first, note) = listen(0).unwrap();
        assert_eq!(note, None);
        let port = first.local_addr().unwrap().port();
        let (second, note) = listen(port).unwrap();
        let next = second.local_addr().unwrap();
        assert!(next.port() > port && next.ip().is_loopback(), "{next}");
        let note = note.unwrap();
        assert!(note.contains(&port.to_string()), "{note}");
        assert!(note.contains(&next.port().to_string()), "{note}");
    }
}
