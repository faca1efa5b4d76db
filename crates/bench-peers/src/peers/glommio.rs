//! glommio, on `io_uring`.

use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;

use futures::{AsyncReadExt, AsyncWriteExt};
use glommio::net::{TcpListener, TcpStream};
use glommio::timer::sleep;
use glommio::{LocalExecutorBuilder, Placement};

use super::Peer;
use crate::meter::{Figures, Meter};
use crate::requests::{ADDRESS, Service, announce};
use crate::work::yield_once;

pub(super) const PEER: Peer =
    Peer { name: "glommio", work, up: Some(up), listening: Some(listening), serve };

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

fn block_on<F: Future>(future: F) -> F::Output {
    let executor = LocalExecutorBuilder::new(Placement::Unbound).make();
    executor.expect("glommio starts").run(future)
}

use glommio::spawn_local as spawn;

async fn unblock() {
    glommio::executor().spawn_blocking(|| ()).await;
}

tasks!();
blocking!();
timers!();

fn serve(service: Service) -> Option<Infallible> {
    if service.http {
        return None;
    }
    block_on(async move {
        let listener = TcpListener::bind(std::net::SocketAddr::from(ADDRESS));
        let listener = listener.expect("a port is free");
        announce(
            listener.local_addr().map_err(|error| std::io::Error::other(error.to_string())),
        );
        if service.yields {
            let yields = async {
                loop {
                    yield_once().await;
                }
            };
            glommio::spawn_local(yields).detach();
        }
        loop {
            let stream = listener.accept().await.expect("a connection comes");
            stream.set_nodelay(true).expect("it is a TCP stream");
            glommio::spawn_local(echo(stream, service.buffer)).detach();
        }
    })
}

async fn echo(mut stream: TcpStream, size: usize) {
    let mut buffer = vec![0; size];
    loop {
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(read) => {
                if stream.write_all(&buffer[..read]).await.is_err() {
                    return;
                }
            }
        }
    }
}
