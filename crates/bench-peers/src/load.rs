//! The client of all servers: one thread, many connections, each with one request under way.
//!
//! It connects, sends each connection's first request, says `ready`, and waits for a line on
//! standard input. What comes then is measured: here the time of each request, and by whoever
//! started the client what the server used meanwhile.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream as StdStream};
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};
use rustix::process::{Resource, getrlimit, setrlimit};

use crate::meter::Figures;
use crate::processor;
use crate::requests::{BLOCK, MESSAGE, REQUEST};
use crate::work::quantile;

pub(crate) fn run(load: &str, address: &str, counts: &[u64]) -> Result<Figures, String> {
    let address: SocketAddr =
        address.parse().map_err(|_| format!("`{address}` is no address"))?;
    processor::pin(1);
    allow_many_files();
    let failed = |error: io::Error| format!("the server at {address} failed: {error}");
    let echo = |size: usize| Exchange { request: vec![b'x'; size], answer: size };
    match (load, counts) {
        ("echo", &[connections, requests]) => {
            measured(address, &echo(MESSAGE), connections, requests, false)
        }
        ("blocks", &[connections, requests]) => {
            measured(address, &echo(BLOCK), connections, requests, false)
        }
        ("http", &[connections, requests]) => page_of(address)
            .and_then(|page| measured(address, &page, connections, requests, false)),
        ("connect", &[connections, requests]) => {
            measured(address, &echo(MESSAGE), connections, requests, true)
        }
        ("hold", &[connections]) => hold(address, connections),
        _ => return Err(format!("there is no load `{load}` with {} counts", counts.len())),
    }
    .map_err(failed)
}

/// What goes out, and how many bytes come back.
struct Exchange {
    request: Vec<u8>,
    answer: usize,
}

/// Asks once, to learn how long the answer is: all of them are.
fn page_of(address: SocketAddr) -> io::Result<Exchange> {
    let mut stream = StdStream::connect(address)?;
    stream.write_all(REQUEST)?;
    let mut answer = Vec::new();
    let mut part = [0; 1024];
    loop {
        let read = stream.read(&mut part)?;
        answer.extend_from_slice(&part[..read]);
        if read == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let text = String::from_utf8_lossy(&answer).to_lowercase();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
        let length = length.and_then(|length| length.trim().parse::<usize>().ok());
        let length = length.ok_or(ErrorKind::InvalidData)?;
        if body.len() >= length {
            return Ok(Exchange { request: REQUEST.to_vec(), answer: answer.len() });
        }
    }
}

/// Opens connections, and holds them until a line comes.
fn hold(address: SocketAddr, connections: u64) -> io::Result<Figures> {
    let mut held = Vec::new();
    for _ in 0..connections {
        let mut stream = StdStream::connect(address)?;
        stream.write_all(&[b'x'; MESSAGE])?;
        stream.read_exact(&mut [0; MESSAGE])?;
        held.push(stream);
    }
    wait_for_the_word()?;
    Ok(Vec::new())
}

/// Sends `requests` requests over `connections` connections; with `anew`, each over one of its own.
fn measured(
    address: SocketAddr,
    exchange: &Exchange,
    connections: u64,
    requests: u64,
    anew: bool,
) -> io::Result<Figures> {
    let mut client = Client::connect(address, exchange, connections, anew)?;
    client.run(connections)?;
    wait_for_the_word()?;
    client.late.clear();
    let start = Instant::now();
    client.run(requests)?;
    let wall = start.elapsed().as_secs_f64();
    let mut late = client.late;
    late.sort_by(f64::total_cmp);
    #[expect(clippy::cast_precision_loss, reason = "no count here comes near 2^52")]
    let done = late.len() as f64;
    Ok(vec![
        ("requests", done),
        ("a-second", done / wall),
        ("wall", wall * 1e9 / done),
        ("p50", quantile(&late, 0.5)),
        ("p99", quantile(&late, 0.99)),
    ])
}

fn wait_for_the_word() -> io::Result<()> {
    println!("ready");
    io::stdout().flush()?;
    io::stdin().read_line(&mut String::new())?;
    Ok(())
}

struct Client<'a> {
    poll: Poll,
    address: SocketAddr,
    exchange: &'a Exchange,
    connections: Vec<Connection>,
    anew: bool,
    buffer: Vec<u8>,
    /// What each request took, in microseconds.
    late: Vec<f64>,
}

struct Connection {
    stream: TcpStream,
    /// Bytes of the request that went out, and of the answer that came in.
    written: usize,
    read: usize,
    start: Instant,
}

impl<'a> Client<'a> {
    fn connect(
        address: SocketAddr,
        exchange: &'a Exchange,
        connections: u64,
        anew: bool,
    ) -> io::Result<Self> {
        let poll = Poll::new()?;
        let buffer = vec![0; BLOCK];
        let mut client = Self {
            poll,
            address,
            exchange,
            connections: vec![],
            anew,
            buffer,
            late: vec![],
        };
        for index in 0..usize::try_from(connections).map_err(io::Error::other)? {
            let connection = client.open(index)?;
            client.connections.push(connection);
        }
        Ok(client)
    }

    fn open(&self, index: usize) -> io::Result<Connection> {
        let start = Instant::now();
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_nodelay(true)?;
        let interest = Interest::READABLE | Interest::WRITABLE;
        self.poll.registry().register(&mut stream, Token(index), interest)?;
        Ok(Connection { stream, written: 0, read: 0, start })
    }

    /// Goes on until so many requests are answered, and leaves none half done.
    fn run(&mut self, requests: u64) -> io::Result<()> {
        let mut started = 0;
        let mut open = 0;
        for index in 0..self.connections.len() {
            if started < requests {
                started += 1;
                open += 1;
                self.begin(index)?;
                self.go_on(index)?;
            }
        }
        let mut events = Events::with_capacity(1024);
        while open > 0 {
            self.poll.poll(&mut events, Some(PATIENCE))?;
            if events.is_empty() {
                return Err(ErrorKind::TimedOut.into());
            }
            for event in &events {
                let index = event.token().0;
                while self.go_on(index)? {
                    open -= 1;
                    if started == requests {
                        break;
                    }
                    started += 1;
                    open += 1;
                    self.begin(index)?;
                }
            }
        }
        Ok(())
    }

    /// The next request of a connection whose last one is answered.
    fn begin(&mut self, index: usize) -> io::Result<()> {
        let used = self.connections[index].read > 0;
        if self.anew && used {
            // A reset leaves no port behind in TIME_WAIT.
            let stream = &self.connections[index].stream;
            rustix::net::sockopt::set_socket_linger(stream, Some(Duration::ZERO))?;
            self.connections[index] = self.open(index)?;
            return Ok(());
        }
        let connection = &mut self.connections[index];
        (connection.written, connection.read) = (0, 0);
        connection.start = Instant::now();
        Ok(())
    }

    /// Writes and reads what can be; whether the answer has come with that.
    fn go_on(&mut self, index: usize) -> io::Result<bool> {
        let connection = &mut self.connections[index];
        let Exchange { request, answer } = self.exchange;
        while connection.written < request.len() {
            match connection.stream.write(&request[connection.written..]) {
                Ok(written) => connection.written += written,
                Err(error) if is_later(&error) => break,
                Err(error) => return Err(error),
            }
        }
        if connection.written == 0 || connection.read == *answer {
            return Ok(false);
        }
        while connection.read < *answer {
            match connection.stream.read(&mut self.buffer) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(read) => connection.read += read,
                Err(error) if is_later(&error) => return Ok(false),
                Err(error) => return Err(error),
            }
        }
        self.late.push(connection.start.elapsed().as_secs_f64() * 1e6);
        Ok(true)
    }
}

/// `NotConnected` is what a stream says before the handshake is over.
fn is_later(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::NotConnected)
}

/// As many connections as the system lets this process have.
pub(crate) fn allow_many_files() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    // What the limit was will do for fewer connections; more of them say that they fail.
    let _ = setrlimit(Resource::Nofile, limit);
}

/// A server that has not answered for so long will not answer.
const PATIENCE: Duration = Duration::from_secs(20);
