//! As much of HTTP as a browser needs to read files: one request a connection, no bodies.
//!
//! A thread a connection: browsers open some and send nothing on them for a while, and none of
//! them must keep another waiting.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Asked<'a> {
    pub(super) method: &'a str,
    pub(super) target: &'a str,
    /// Empty if there is none, or more than one.
    pub(super) host: &'a str,
}

/// What is given.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: Status,
    pub(super) kind: &'static str,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn text(status: Status, says: impl Into<String>) -> Self {
        Self { status, kind: "text/plain; charset=utf-8", body: says.into().into_bytes() }
    }
}

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Ok,
    BadRequest,
    Forbidden,
    NotFound,
    MethodNotAllowed,
}

impl Status {
    fn line(self) -> &'static str {
        match self {
            Self::Ok => "200 OK",
            Self::BadRequest => "400 Bad Request",
            Self::Forbidden => "403 Forbidden",
            Self::NotFound => "404 Not Found",
            Self::MethodNotAllowed => "405 Method Not Allowed\r\nAllow: GET, HEAD",
        }
    }
}

/// Answers who connects, for ever.
pub(super) fn serve(
    listener: &TcpListener,
    answer: impl Fn(&Asked<'_>) -> Answer + Send + Sync + 'static,
) {
    let answer = Arc::new(answer);
    let open = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        let Ok(stream) = stream else {
            // As when too many files are open: soon there are fewer.
            thread::sleep(Duration::from_millis(50));
            continue;
        };
        if open.fetch_add(1, Ordering::Relaxed) >= CONNECTIONS {
            open.fetch_sub(1, Ordering::Relaxed);
            continue;
        }
        let (answer, open) = (Arc::clone(&answer), Arc::clone(&open));
        thread::spawn(move || {
            // Who went away needs no answer.
            let _ = converse(stream, &*answer);
            open.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

/// More of them than a few browsers open at once.
const CONNECTIONS: usize = 256;
/// So long a browser may be silent.
const PATIENCE: Duration = Duration::from_secs(30);
/// So long a request may be.
const HEAD: usize = 16 << 10;

fn converse(
    mut stream: TcpStream,
    answer: &dyn Fn(&Asked<'_>) -> Answer,
) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let Some(head) = read_head(&mut stream)? else { return Ok(()) };
    let asked = parse(&head);
    let says = match &asked {
        Some(asked) => answer(asked),
        None => Answer::text(Status::BadRequest, "This is no request of a browser.\n"),
    };
    let is_head = asked.is_some_and(|asked| asked.method == "HEAD");
    let body = if is_head { &[][..] } else { &says.body };
    let (status, kind, length) = (says.status.line(), says.kind, says.body.len());
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{HEADERS}\r\n"
    );
    stream.write_all(&[head.as_bytes(), body].concat())?;
    // What comes after the head is read before we go: otherwise the system could take the answer
    // back.
    stream.shutdown(Shutdown::Write)?;
    stream.set_read_timeout(Some(Duration::from_secs(1)))?;
    io::copy(&mut stream.take(1 << 20), &mut io::sink())?;
    Ok(())
}

/// Of each answer. A page loads nothing from elsewhere; the theme has scripts in the page.
const HEADERS: &str = "Connection: close\r\nCache-Control: no-store\r\n\
    X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n\
    Cross-Origin-Resource-Policy: same-origin\r\n\
    Content-Security-Policy: default-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    font-src 'self' data:\r\n";

/// All up to the empty line; as far as it came, if it is too long. Nothing if nothing came.
fn read_head(stream: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut head = Vec::new();
    let mut piece = [0; 1024];
    while head.len() < HEAD && !head.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut piece)? {
            0 if head.is_empty() => return Ok(None),
            0 => break,
            length => head.extend_from_slice(&piece[..length]),
        }
    }
    Ok(Some(head))
}

/// Nothing if it is no request, or has more lines than it should.
fn parse(head: &[u8]) -> Option<Asked<'_>> {
    let end = head.windows(4).position(|end| end == b"\r\n\r\n")?;
    let mut lines = std::str::from_utf8(&head[..end]).ok()?.split("\r\n");
    let mut words = lines.next()?.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    if !version.starts_with("HTTP/1.") || words.next().is_some() {
        return None;
    }
    let mut hosts = Vec::new();
    for line in lines {
        let (name, value) = line.split_once(':')?;
        if name.is_empty() || name.contains(char::is_whitespace) {
            return None;
        }
        if name.eq_ignore_ascii_case("host") {
            hosts.push(value.trim());
        }
    }
    let host = match hosts[..] {
        [host] => host,
        _ => "",
    };
    Some(Asked { method, target, host })
}

#[cfg(test)]
mod tests {
    use super::{Asked, HEAD, parse, read_head};

    #[test]
    fn a_request_is_a_line_and_headers() {
        let head = b"GET /a?b HTTP/1.1\r\nAccept: */*\r\nhOST:  x:1 \r\n\r\nbody";
        let asked = Asked { method: "GET", target: "/a?b", host: "x:1" };
        assert_eq!(parse(head), Some(asked));
    }

    #[test]
    fn who_has_no_host_or_two_has_none() {
        for headers in ["", "Host: a\r\nHost: a\r\n", "Host:\r\n"] {
            let head = format!("GET / HTTP/1.1\r\n{headers}\r\n");
            assert_eq!(parse(head.as_bytes()).unwrap().host, "", "{headers}");
        }
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for head in [
            "",
            "GET / HTTP/1.1\r\n",
            "GET /\r\n\r\n",
            "GET / x HTTP/1.1\r\n\r\n",
            "GET / HTTP/2\r\n\r\n",
            "GET / HTTP/1.1\r\nno header\r\n\r\n",
            "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
            "GET / HTTP/1.1\r\nA: b\r\n Host: c\r\n\r\n",
            "GET / HTTP/1.1\n\n",
        ] {
            assert_eq!(parse(head.as_bytes()), None, "{head:?}");
        }
        assert_eq!(parse(b"GET /\xff HTTP/1.1\r\n\r\n"), None);
    }

    #[test]
    fn a_head_is_read_to_its_end_and_no_longer_than_it_may_be() {
        let head = |text: &[u8]| read_head(&mut &*text).unwrap();
        assert_eq!(head(b""), None);
        assert_eq!(head(b"GET"), Some(b"GET".to_vec()));
        assert!(head(&vec![b'a'; 4 * HEAD]).unwrap().len() < 2 * HEAD);
    }
}
