//! Rows of servers: one process serves, another one asks.

use std::rc::Rc;

use super::{Must, comparison};
use crate::compare::comparison::Comparison;
use crate::compare::servers::{self, Load, Of};
use crate::programs::Programs;

/// In the order of the table.
pub(crate) fn rows(programs: &Rc<Programs>) -> Vec<Comparison> {
    [echo, bulk, connections, http].into_iter().flat_map(|rows| rows(programs)).collect()
}

fn echo(programs: &Rc<Programs>) -> Vec<Comparison> {
    vec![
        row(
            programs,
            "echo-50",
            "TCP echo, 50 connections, server CPU a request",
            AT_MOST_TOKIO,
            SERVERS,
            ECHO,
            Of::Cpu,
        )
        .noting(&[BARE, URING]),
        row(
            programs,
            "echo-50-calls",
            "TCP echo, 50 connections, system calls a request",
            Must::AtMost(2.3),
            SERVERS,
            Load { requests: Some(100_000), ..ECHO },
            Of::Calls,
        )
        .rounds(3)
        .noting(&["How many requests one epoll_wait serves depends on the client's pace."]),
        row(
            programs,
            "echo-500",
            "TCP echo, 500 connections, server CPU a request",
            AT_MOST_TOKIO,
            SERVERS,
            Load { connections: 500, ..ECHO },
            Of::Cpu,
        )
        .noting(&[BARE, URING]),
        row(
            programs,
            "echo-beside-yields",
            "TCP echo beside a task that yields without end, p99",
            AT_MOST_TOKIO,
            &["tulip", "tokio", "smol"],
            BESIDE_YIELDS,
            Of::Client("p99", 1.0),
        )
        .noting(&[
            "monoio and glommio are left out: while a task yields, their connections starve.",
            "tulip and tokio look at their sockets every 61 polls. The client shares the processors \
             with a server that never sleeps: the spread is wide.",
        ]),
    ]
}

fn bulk(programs: &Rc<Programs>) -> Vec<Comparison> {
    vec![
        row(
            programs,
            "blocks",
            "blocks of 64 KiB there and back, 4 connections, wall time a block",
            AT_MOST_TOKIO,
            WITHOUT_BARE,
            BLOCKS,
            PER_REQUEST,
        )
        .noting(&[
            "The system copies each block four times, the server does little else: a draw.",
        ]),
        row(
            programs,
            "blocks-cpu",
            "blocks of 64 KiB there and back, server CPU a block",
            AT_MOST_TOKIO,
            WITHOUT_BARE,
            BLOCKS,
            Of::Cpu,
        ),
    ]
}

fn connections(programs: &Rc<Programs>) -> Vec<Comparison> {
    vec![
        row(
            programs,
            "connection",
            "memory of a connection with a buffer of 64 bytes",
            Must::Times(0.7),
            SERVERS,
            HELD,
            Of::Memory,
        ),
        row(
            programs,
            "accept",
            "accept, serve one message, close; wall time a connection",
            AT_MOST_TOKIO,
            SERVERS,
            ACCEPTS,
            PER_REQUEST,
        )
        .noting(&["Tried and left: to watch a new connection for reading alone, which changes \
                   nothing, and not to read before the first event, which costs more than the read \
                   that finds nothing. By CPU time it is the row below."]),
        row(
            programs,
            "accept-cpu",
            "accept, serve one message, close; server CPU a connection",
            AT_MOST_TOKIO,
            SERVERS,
            ACCEPTS,
            Of::Cpu,
        ),
    ]
}

fn http(programs: &Rc<Programs>) -> Vec<Comparison> {
    vec![
        row(
            programs,
            "http",
            "HTTP hello on hyper, 50 connections, server CPU a request",
            AT_MOST_TOKIO,
            &["tulip", "tokio", "smol", "bare-mio"],
            HTTP,
            Of::Cpu,
        )
        .noting(&[
            "bare-mio answers without parsing, by hand: what no server can be under.",
        ]),
    ]
}

fn row(
    programs: &Rc<Programs>,
    name: &'static str,
    about: &'static str,
    must: Must,
    peers: &[&'static str],
    load: Load,
    of: Of,
) -> Comparison {
    let programs = Rc::clone(programs);
    comparison(name, about, of.unit(), must, peers, move |peer| {
        servers::measure(&programs.timed, peer, load, of)
    })
}

const AT_MOST_TOKIO: Must = Must::Times(1.0);
/// What the client tells in nanoseconds, in microseconds.
const PER_REQUEST: Of = Of::Client("wall", 1000.0);
const ECHO: Load =
    Load { service: "echo", client: "echo", connections: 50, requests: Some(200_000) };
const BESIDE_YIELDS: Load =
    Load { service: "echo-beside-yields", requests: Some(100_000), ..ECHO };
const BLOCKS: Load = Load {
    service: "echo-blocks",
    client: "blocks",
    connections: 4,
    requests: Some(20_000),
};
const ACCEPTS: Load = Load {
    service: "echo-small",
    client: "connect",
    connections: 16,
    requests: Some(10_000),
};
const HELD: Load =
    Load { service: "echo-small", client: "hold", connections: 2000, requests: None };
const HTTP: Load =
    Load { service: "http", client: "http", connections: 50, requests: Some(100_000) };
const SERVERS: &[&str] =
    &["tulip", "tokio", "smol", "monoio", "monoio-uring", "glommio", "bare-mio"];
const WITHOUT_BARE: &[&str] =
    &["tulip", "tokio", "smol", "monoio", "monoio-uring", "glommio"];
const BARE: &str = "bare-mio is a loop without tasks: the floor of epoll.";
const URING: &str =
    "monoio-uring and glommio use io_uring, which asks the kernel in batches.";
