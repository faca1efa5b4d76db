//! An echo server on loopback: what a request costs it, and a connection.

use std::env;
use std::io;
use std::process::Command;

use super::calls;
use super::client::Client;
use super::process::Process;
use super::processor::OnOne;
use super::python::{self, Python};
use crate::linux;
use crate::row::{Group, Row, Trouble, Unit};

/// Processor time of the server a request, with few and with many connections.
pub(super) fn time_group() -> Group {
    let rows = [
        time_rows(
            ["loop-echo-1-mio", "loop-echo-1", "loop-echo-1-asyncio", "loop-echo-1-uvloop"],
            1,
        ),
        time_rows(
            [
                "loop-echo-50-mio",
                "loop-echo-50",
                "loop-echo-50-asyncio",
                "loop-echo-50-uvloop",
            ],
            50,
        ),
        time_rows(
            [
                "loop-echo-500-mio",
                "loop-echo-500",
                "loop-echo-500-asyncio",
                "loop-echo-500-uvloop",
            ],
            500,
        ),
    ];
    Group {
        name: "loop-echo",
        rows: rows.into_iter().flatten().collect(),
        rounds: 9,
        on_request: false,
        notes: |_| with_what_is_missing(TIME_NOTE),
    }
}

/// System calls a request. They are the same each time, as long as there is one connection:
/// with more of them one wait may bring several requests.
pub(super) fn calls_group() -> Group {
    let names = ["loop-calls-mio", "loop-calls", "loop-calls-asyncio", "loop-calls-uvloop"];
    let [mio, ours, asyncio, uvloop] = each(names, |name, peer| {
        Row::new(name, Unit::Calls, move || {
            let server = Server::start(peer)?;
            calls::a_request(server.process.id(), &server.address)
        })
    });
    Group {
        name: "loop-calls",
        rows: vec![mio, ours.at_most(3.0), asyncio, uvloop],
        rounds: 1,
        on_request: false,
        notes: |_| {
            let missing = calls::what_is_missing();
            with_what_is_missing(CALLS_NOTE).into_iter().chain(missing).collect()
        },
    }
}

/// Memory a connection that was served once. The first connection is not in the figure: with it
/// comes what all of them share.
pub(super) fn memory_group() -> Group {
    let names =
        ["loop-memory-mio", "loop-memory", "loop-memory-asyncio", "loop-memory-uvloop"];
    let rows = each(names, |name, peer| Row::new(name, Unit::Bytes, move || memory(peer)));
    Group {
        name: "loop-memory",
        rows: rows.into(),
        rounds: 1,
        on_request: false,
        notes: |_| with_what_is_missing(MEMORY_NOTE),
    }
}

fn with_what_is_missing(note: &str) -> Vec<String> {
    [note.to_owned()].into_iter().chain(python::what_is_missing()).collect()
}

fn time_rows(names: [&'static str; 4], connections: u32) -> [Row; 4] {
    let [floor, ..] = names;
    let [mio, ours, asyncio, uvloop] = each(names, |name, peer| {
        let mut server = None;
        Row::new(name, Unit::Nanoseconds, move || {
            let _on_one = OnOne::now();
            let server = match &mut server {
                Some(server) => server,
                none => none.insert(Server::start(peer)?),
            };
            time(server, connections)
        })
    });
    [mio, ours.at_most_times(1.2, floor), asyncio.beside(floor), uvloop.beside(floor)]
}

fn each(names: [&'static str; 4], row: impl Fn(&'static str, Peer) -> Row) -> [Row; 4] {
    let [mio, ours, asyncio, uvloop] = names;
    [
        row(mio, Peer::Here("mio")),
        row(ours, Peer::Here("tulip")),
        row(asyncio, Peer::Python(Python::Asyncio)),
        row(uvloop, Peer::Python(Python::Uvloop)),
    ]
}

/// Nanoseconds a request.
#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn time(server: &Server, connections: u32) -> Result<f64, Trouble> {
    let laps = REQUESTS / connections;
    let used = || linux::cpu_nanos_of(server.process.id()).ok_or(Trouble::NotHere);
    used()?;
    let mut client = server.connect(connections)?;
    client.run(laps.div_ceil(10)).map_err(|error| unanswered(&error))?;
    let before = used()?;
    client.run(laps).map_err(|error| unanswered(&error))?;
    let nanos = used()? - before;
    Ok(nanos as f64 / f64::from(laps * connections))
}

/// Bytes a connection.
#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn memory(peer: Peer) -> Result<f64, Trouble> {
    let server = Server::start(peer)?;
    let resident = || linux::resident_bytes_of(server.process.id()).ok_or(Trouble::NotHere);
    resident()?;
    let _first = server.connect(1)?;
    let before = resident()?;
    let _others = server.connect(CONNECTIONS)?;
    let after = resident()?;
    Ok(after.saturating_sub(before) as f64 / f64::from(CONNECTIONS))
}

#[derive(Clone, Copy, Debug)]
enum Peer {
    /// A server of this program.
    Here(&'static str),
    Python(Python),
}

/// A server in a process of its own. Dropping it ends it.
struct Server {
    process: Process,
    address: String,
}

impl Server {
    fn start(peer: Peer) -> Result<Self, Trouble> {
        let mut process = match peer {
            Peer::Here(name) => {
                let program = env::current_exe()
                    .map_err(|error| Trouble::Failed(error.to_string()))?;
                let mut command = Command::new(program);
                command.args(["child", &format!("loop:serve:{name}")]);
                Process::start(name, command)?
            }
            Peer::Python(python) => python.start("serve")?,
        };
        let address = process.line()?;
        Ok(Self { process, address })
    }

    fn connect(&self, connections: u32) -> Result<Client, Trouble> {
        Client::connect(&self.address, connections).map_err(|error| {
            Trouble::Failed(format!(
                "cannot connect {connections} times: {error}. (Each takes a descriptor on \
                 either side: see `ulimit -n`)"
            ))
        })
    }
}

fn unanswered(error: &io::Error) -> Trouble {
    Trouble::Failed(format!("the server did not answer all requests: {error}"))
}

const TIME_NOTE: &str = "\
loop-echo: processor time of the server, user and system, a request of 64 bytes. Each of the 1, 50
  or 500 connections has one request under way; server and client take turns on one processor.
  The bare mio loop is a floor and no server: it keeps nothing that a slow client does not take,
  and calls nobody back.";
const CALLS_NOTE: &str = "\
loop-calls: what the kernel counted (perf) on one connection: a wait, a read, a write.";
const MEMORY_NOTE: &str = "\
loop-memory: resident memory of the server's process. What the system keeps for a socket comes \
on top.";

/// In each sample: some milliseconds of the quickest server.
const REQUESTS: u32 = 3_000;

/// Whose memory is taken together.
const CONNECTIONS: u32 = 500;
