//! tokio's `current_thread` runtime.

use std::convert::Infallible;
use std::future::Future;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::mpsc;

use super::Peer;
use crate::meter::{Figures, Meter};
use crate::requests::{ADDRESS, Service, announce, hello};
use crate::work::yield_once;

pub(super) const PEER: Peer =
    Peer { name: "tokio", work, up: Some(up), listening: Some(listening), serve };

fn work(work: &str, n: u64) -> Option<Figures> {
    let kinds = [tasks, own_yield, own_channel, blocking, timers];
    kinds.into_iter().find_map(|kind| kind(work, n))
}

fn up() {
    block_on(async {});
}

fn listening() {
    block_on(async {
        drop(TcpListener::bind(ADDRESS).await.expect("a port is free"));
    });
}

fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("tokio starts").block_on(future)
}

fn spawn<F>(future: F) -> impl Future<Output = F::Output> + Send
where
    F: Future<Output: Send> + Send + 'static,
{
    let handle = tokio::spawn(future);
    async move { handle.await.expect("no task panics") }
}

use tokio::time::sleep;

use tokio::task::yield_now as yield_own;

fn channel() -> (mpsc::Sender<u64>, mpsc::Receiver<u64>) {
    mpsc::channel(1)
}

async fn send(to: &mpsc::Sender<u64>, number: u64) {
    to.send(number).await.expect("it is listened to");
}

async fn receive(from: &mut mpsc::Receiver<u64>) -> Option<u64> {
    from.recv().await
}

async fn unblock() {
    tokio::task::spawn_blocking(|| ()).await.expect("it does not panic");
}

tasks!();
own_yield!();
own_channel!();
blocking!();
timers!();

fn serve(service: Service) -> Option<Infallible> {
    block_on(async move {
        let listener = TcpListener::bind(ADDRESS).await.expect("a port is free");
        announce(listener.local_addr());
        if service.yields {
            tokio::spawn(async {
                loop {
                    yield_once().await;
                }
            });
        }
        loop {
            let (stream, _) = listener.accept().await.expect("a connection comes");
            stream.set_nodelay(true).expect("it is a TCP stream");
            if service.http {
                tokio::spawn(http(stream));
            } else {
                tokio::spawn(echo(stream, service.buffer));
            }
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

async fn http(stream: TcpStream) {
    let answer = service_fn(|_| async { Ok::<_, Infallible>(hello()) });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), answer);
    // A client that goes away is no fault of the server.
    let _ = served.await;
}
