//! monoio, on epoll and on `io_uring`. Its wakers may leave their thread by its feature `sync`.

use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;

use monoio::blocking::DefaultThreadPool;
use monoio::io::{AsyncReadRent, AsyncWriteRentExt};
use monoio::net::{TcpListener, TcpStream};
use monoio::time::TimeDriver;
use monoio::{IoUringDriver, LegacyDriver, RuntimeBuilder};

use super::Peer;
use crate::meter::{Figures, Meter};
use crate::requests::{ADDRESS, Service, announce};
use crate::work::yield_once;

pub(super) const PEER: Peer =
    Peer { name: "monoio", work, up: Some(up), listening: Some(listening), serve };

/// Only its servers differ.
pub(super) const URING: Peer = Peer {
    name: "monoio-uring",
    work: |_, _| None,
    up: None,
    listening: None,
    serve: |service| {
        if service.http {
            return None;
        }
        let runtime = RuntimeBuilder::<IoUringDriver>::new().build();
        runtime.expect("io_uring is there").block_on(accept(service))
    },
};

fn work(work: &str, n: u64) -> Option<Figures> {
    let kinds = [tasks, blocking, timers];
    kinds.into_iter().find_map(|kind| kind(work, n))
}

fn up() {
    block_on(async {});
}

fn listening() {
    block_on(async {
        drop(
            TcpListener::bind(std::net::SocketAddr::from(ADDRESS)).expect("a port is free"),
        );
    });
}

fn block_on<F: Future + 'static>(future: F) -> F::Output {
    let runtime: Result<monoio::Runtime<TimeDriver<LegacyDriver>>, _> =
        RuntimeBuilder::<LegacyDriver>::new()
            .attach_thread_pool(Box::new(DefaultThreadPool::new(1)))
            .enable_timer()
            .build();
    runtime.expect("monoio starts").block_on(future)
}

use monoio::spawn;
use monoio::time::sleep;

async fn unblock() {
    monoio::spawn_blocking(|| ()).await.expect("the pool runs");
}

tasks!();
blocking!();
timers!();

fn serve(service: Service) -> Option<Infallible> {
    if service.http {
        return None;
    }
    block_on(accept(service))
}

async fn accept(service: Service) -> Option<Infallible> {
    let listener = TcpListener::bind(std::net::SocketAddr::from(ADDRESS));
    let listener = listener.expect("a port is free");
    announce(listener.local_addr());
    if service.yields {
        monoio::spawn(async {
            loop {
                yield_once().await;
            }
        });
    }
    loop {
        let (stream, _) = listener.accept().await.expect("a connection comes");
        stream.set_nodelay(true).expect("it is a TCP stream");
        monoio::spawn(echo(stream, service.buffer));
    }
}

async fn echo(mut stream: TcpStream, size: usize) {
    let mut buffer = Vec::with_capacity(size);
    loop {
        let read;
        (read, buffer) = stream.read(buffer).await;
        if !read.is_ok_and(|read| read > 0) {
            return;
        }
        let written;
        (written, buffer) = stream.write_all(buffer).await;
        if written.is_err() {
            return;
        }
        buffer.clear();
    }
}
