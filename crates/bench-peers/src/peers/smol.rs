//! smol's parts: async-executor (its fastest executor, the static local one) and async-io.

use std::convert::Infallible;
use std::future::Future;
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use async_channel::{Receiver, Sender};
use async_executor::{LocalExecutor, StaticLocalExecutor};
use async_io::{Async, Timer};
use futures::{AsyncReadExt, AsyncWriteExt};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use smol_hyper::rt::FuturesIo;

use super::Peer;
use crate::meter::{Figures, Meter};
use crate::requests::{ADDRESS, Service, announce, hello};
use crate::work::yield_once;

pub(super) const PEER: Peer =
    Peer { name: "smol", work, up: Some(up), listening: Some(listening), serve };

thread_local! {
    static EXECUTOR: &'static StaticLocalExecutor = LocalExecutor::new().leak();
}

fn work(work: &str, n: u64) -> Option<Figures> {
    let kinds = [tasks, own_channel, blocking, timers];
    kinds.into_iter().find_map(|kind| kind(work, n))
}

fn up() {
    block_on(async {});
}

fn listening() {
    block_on(async {
        drop(Async::<TcpListener>::bind(ADDRESS).expect("a port is free"));
    });
}

fn block_on<F: Future>(future: F) -> F::Output {
    let executor = EXECUTOR.with(|executor| *executor);
    async_io::block_on(executor.run(future))
}

fn spawn<F: Future + 'static>(future: F) -> impl Future<Output = F::Output> {
    EXECUTOR.with(|executor| executor.spawn(future))
}

async fn sleep(time: Duration) {
    Timer::after(time).await;
}

fn channel() -> (Sender<u64>, Receiver<u64>) {
    async_channel::bounded(1)
}

async fn send(to: &Sender<u64>, number: u64) {
    to.send(number).await.expect("it is listened to");
}

async fn receive(from: &mut Receiver<u64>) -> Option<u64> {
    from.recv().await.ok()
}

async fn unblock() {
    blocking::unblock(|| ()).await;
}

tasks!();
own_channel!();
blocking!();
timers!();

fn serve(service: Service) -> Option<Infallible> {
    let executor = EXECUTOR.with(|executor| *executor);
    block_on(async move {
        let listener = Async::<TcpListener>::bind(ADDRESS).expect("a port is free");
        announce(listener.get_ref().local_addr());
        if service.yields {
            let yields = async {
                loop {
                    yield_once().await;
                }
            };
            executor.spawn(yields).detach();
        }
        loop {
            let (stream, _) = listener.accept().await.expect("a connection comes");
            stream.get_ref().set_nodelay(true).expect("it is a TCP stream");
            if service.http {
                executor.spawn(http(stream)).detach();
            } else {
                executor.spawn(echo(stream, service.buffer)).detach();
            }
        }
    })
}

async fn echo(mut stream: Async<TcpStream>, size: usize) {
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

async fn http(stream: Async<TcpStream>) {
    let answer = service_fn(|_| async { Ok::<_, Infallible>(hello()) });
    let served = http1::Builder::new().serve_connection(FuturesIo::new(stream), answer);
    // A client that goes away is no fault of the server.
    let _ = served.await;
}
