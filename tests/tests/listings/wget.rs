//! The three downloads of the course: at every stage the same, and on servers that behave badly.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::thread;

use super::{COURSE, PROGRAMS, RUNS, report, timed_lines};
use crate::python::TWINS;

#[test]
fn the_three_downloads_print_the_same_at_every_stage_and_in_python() {
    let mut expected: Vec<_> =
        ["slow", "fast", "mid"].map(|host| (0, format!("wget {host}..."))).into();
    for (milliseconds, host) in [(100, "fast"), (200, "mid"), (300, "slow")] {
        let server = format!("Server: {host}-srv");
        for line in ["HTTP/1.0 200 OK", &server, "Content-Length: 2"] {
            expected.push((milliseconds * 1000, format!("{host} header > {line}")));
        }
    }
    let faults = downloads().flat_map(|slug| {
        let trace = RUNS[slug].trace.as_deref().expect("the downloads are traced");
        let rust = Some(("Rust", Ok(timed_lines(trace))));
        let python = TWINS.as_ref().map(|twins| ("Python", twins[slug].clone()));
        let wrong = rust
            .into_iter()
            .chain(python)
            .filter(|(_, lines)| *lines != Ok(expected.clone()))
            .map(move |(language, lines)| format!("{slug} in {language}: {lines:?}"));
        wrong.collect::<Vec<_>>()
    });
    report(faults);
}

/// Real servers on this machine, each with a fault of its own, and all at the same time.
#[test]
fn a_download_ends_whatever_the_server_does() {
    let whole = "HTTP/1.0 200 OK\r\nServer: odd\r\n\r\nok";
    let servers = [
        ("a byte at a time", serve(move |guest| send_by_bytes(guest, whole))),
        ("closes early", serve(|guest| guest.write_all(b"HTTP/1.0 200 OK\r\nServer: e"))),
        ("closes at once", serve(|_| Ok(()))),
        ("never answers", serve(|guest| guest.read_to_end(&mut Vec::new()).map(drop))),
        ("is not there", nobody()),
    ];
    for slug in downloads().filter(|slug| is_of_stage_3(slug)) {
        let heard = wget(slug, servers.iter().map(|(_, address)| *address));
        let of = |name: &str| {
            let (_, address) = servers.iter().find(|(known, _)| *known == name).unwrap();
            heard.get(address).cloned().unwrap_or_default().join(" | ")
        };
        assert_eq!(of("a byte at a time"), "> HTTP/1.0 200 OK | > Server: odd", "{slug}");
        assert_eq!(
            of("closes early"),
            "> HTTP/1.0 200 OK | the header has no end",
            "{slug}: what came is told, and half a line is none"
        );
        assert_eq!(of("closes at once"), "the header has no end", "{slug}");
        assert_eq!(of("never answers"), "no answer", "{slug}");
        assert_eq!(of("is not there"), "nobody is there", "{slug}");
    }
}

fn downloads() -> impl Iterator<Item = &'static str> {
    let slugs = COURSE.listings().iter().map(|listing| &*listing.slug);
    slugs.filter(|slug| slug.starts_with("wget-"))
}

/// Those take the addresses of their servers; the one on tulip brings its own.
fn is_of_stage_3(slug: &str) -> bool {
    let mut listings = COURSE.listings().iter();
    listings.any(|listing| listing.slug == slug && listing.chapter == "callback-loop")
}

/// What a download program says of each address.
fn wget(
    slug: &str,
    addresses: impl Iterator<Item = SocketAddr>,
) -> BTreeMap<SocketAddr, Vec<String>> {
    let listing = COURSE.listings().iter().find(|listing| listing.slug == slug);
    let program =
        PROGRAMS.executable(listing.expect("it is a listing")).expect("it is built");
    let addresses: Vec<_> = addresses.collect();
    let output = Command::new(program)
        .args(addresses.iter().map(SocketAddr::to_string))
        .env("TULIP_CLOCK", "real")
        .env_remove("TULIP_TRACE")
        .output()
        .expect("it can be started");
    assert!(output.status.success(), "{slug}: {}", String::from_utf8_lossy(&output.stderr));
    let mut heard: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Some(address) =
            addresses.iter().find(|known| line.starts_with(&known.to_string()))
        else {
            assert!(line.starts_with("wget 127.0.0.1:"), "{slug}: {line}");
            continue;
        };
        let said = line[address.to_string().len()..].trim_start_matches([':', ' ']);
        let said = said.trim_start_matches("header ").to_owned();
        heard.entry(*address).or_default().push(said);
    }
    heard
}

/// A server that reads a request from each guest, and then does this.
fn serve(
    answer: impl Fn(&mut TcpStream) -> std::io::Result<()> + Send + Sync + Clone + 'static,
) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let address = listener.local_addr().expect("it has an address");
    thread::spawn(move || {
        for guest in listener.incoming() {
            let (mut guest, answer) =
                (guest.expect("a guest can be let in"), answer.clone());
            thread::spawn(move || {
                read_request(&mut guest).expect("a request comes");
                // It may have gone.
                let _ = answer(&mut guest);
            });
        }
    });
    address
}

fn read_request(guest: &mut TcpStream) -> std::io::Result<()> {
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") {
        guest.read_exact(&mut byte)?;
        request.push(byte[0]);
    }
    Ok(())
}

fn send_by_bytes(guest: &mut TcpStream, text: &str) -> std::io::Result<()> {
    guest.set_nodelay(true)?;
    for byte in text.bytes() {
        guest.write_all(&[byte])?;
        thread::yield_now();
    }
    Ok(())
}

/// An address at which somebody was a moment ago.
fn nobody() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    listener.local_addr().expect("it has an address")
}
