//! Sockets that outlive their runtime.

use std::pin::pin;
use std::sync::mpsc;
use std::task::{Context, Waker};
use std::thread;

use tulip::net::TcpListener;
use tulip::runtime::Runtime;

use crate::support::{on_a_plain_thread, pair, real};

#[test]
fn an_operation_that_would_wait_says_that_the_runtime_has_ended() {
    let runtime = Runtime::new().unwrap();
    let (client, server) = runtime.block_on(pair());
    drop(runtime);
    on_a_plain_thread(async {
        let error = server.read(&mut [0; 8]).await.unwrap_err();
        assert!(error.to_string().contains("the runtime"), "{error}");
        assert!(error.to_string().contains("has ended"), "{error}");
        drop(client);
    });
}

#[test]
fn whoever_waits_elsewhere_is_woken_when_the_runtime_ends() {
    let runtime = Runtime::new().unwrap();
    let (client, server) = runtime.block_on(pair());
    let (polled, waits) = mpsc::channel();
    let thread = thread::spawn(move || {
        on_a_plain_thread(async {
            let mut buffer = [0; 8];
            let mut read = pin!(server.read(&mut buffer));
            let mut cx = Context::from_waker(Waker::noop());
            assert!(read.as_mut().poll(&mut cx).is_pending());
            polled.send(()).unwrap();
            read.await.unwrap_err().to_string()
        })
    });
    waits.recv().unwrap();
    drop(runtime);
    assert!(thread.join().unwrap().contains("has ended"));
    drop(client);
}

#[test]
fn a_listener_that_outlives_its_runtime_accepts_no_more() {
    let runtime = Runtime::new().unwrap();
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    drop(runtime);
    let _client = std::net::TcpStream::connect(address).unwrap();
    let error = on_a_plain_thread(listener.accept()).unwrap_err();
    assert!(error.to_string().contains("has ended"), "{error}");
}

#[test]
fn a_connection_of_one_runtime_is_used_on_another_while_both_run() {
    let (send, receive) = mpsc::channel();
    let (release, held) = mpsc::channel::<()>();
    let owner = thread::spawn(move || {
        real(async move {
            send.send(pair().await).unwrap();
            let wait = tulip::spawn_blocking(move || held.recv());
            let _ = wait.await.unwrap();
        });
    });
    let (client, server) = receive.recv().unwrap();
    real(async move {
        let reads = tulip::spawn(async move {
            let mut text = [0; 5];
            server.read_exact(&mut text).await.unwrap();
            text
        });
        tulip::task::yield_now().await;
        client.write_all(b"tulip").await.unwrap();
        assert_eq!(&reads.await.unwrap(), b"tulip");
    });
    drop(release);
    owner.join().unwrap();
}
