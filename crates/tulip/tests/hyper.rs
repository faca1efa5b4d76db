//! What hyper asks of a runtime.
#![cfg(all(feature = "hyper", not(loom)))]

use std::future::poll_fn;
use std::io::IoSlice;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hyper::rt::{Executor as _, Read, ReadBuf, Timer as _, Write};
use tulip::hyper::{Executor, Timer};
use tulip::net::{TcpListener, TcpStream};
use tulip::runtime::Builder;
use tulip::task::yield_now;
use tulip::time::Instant;

fn run<F: Future>(body: F) -> F::Output {
    Builder::current_thread().start_paused(true).build().unwrap().block_on(body)
}

async fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    (client, listener.accept().await.unwrap().0)
}

async fn read(stream: &mut TcpStream, room: usize) -> Vec<u8> {
    let mut memory = vec![MaybeUninit::uninit(); room];
    let mut buffer = ReadBuf::uninit(&mut memory);
    poll_fn(|cx| Pin::new(&mut *stream).poll_read(cx, buffer.unfilled())).await.unwrap();
    buffer.filled().to_vec()
}

#[test]
fn bytes_go_both_ways_and_end() {
    run(async {
        let (mut client, mut server) = pair().await;
        assert!(client.is_write_vectored());
        let slices = [IoSlice::new(b"tu"), IoSlice::new(b"lips")];
        let written = poll_fn(|cx| Pin::new(&mut client).poll_write_vectored(cx, &slices))
            .await
            .unwrap();
        assert_eq!(written, 6);
        poll_fn(|cx| Pin::new(&mut client).poll_write(cx, b"!")).await.unwrap();
        poll_fn(|cx| Pin::new(&mut client).poll_flush(cx)).await.unwrap();
        poll_fn(|cx| Pin::new(&mut client).poll_shutdown(cx)).await.unwrap();
        assert_eq!(read(&mut server, 4).await, b"tuli");
        assert_eq!(read(&mut server, 64).await, b"ps!");
        assert_eq!(read(&mut server, 64).await, b"", "the end");
    });
}

#[test]
fn the_timer_keeps_the_runtimes_time() {
    run(async {
        let start = Instant::now();
        let hour = Duration::from_secs(3600);
        Timer.sleep(hour).await;
        assert_eq!(start.elapsed(), hour);
        assert_eq!(Timer.now(), Instant::now().into_std());
        let mut sleep = Timer.sleep_until(Timer.now() + hour);
        Timer.reset(&mut sleep, Timer.now() + 2 * hour);
        sleep.await;
        assert_eq!(start.elapsed(), 3 * hour);
    });
}

#[test]
fn the_executor_spawns() {
    run(async {
        let ran = Arc::new(AtomicBool::new(false));
        let runs = Arc::clone(&ran);
        Executor.execute(async move { runs.store(true, Ordering::SeqCst) });
        assert!(!ran.load(Ordering::SeqCst));
        yield_now().await;
        assert!(ran.load(Ordering::SeqCst));
    });
}
