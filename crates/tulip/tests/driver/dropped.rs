//! Each operation, dropped at its k-th poll for all k, leaves what it worked on usable.

use std::net::Shutdown;
use std::time::Duration;

use tulip::net::{TcpListener, TcpStream, lookup_host};
use tulip::spawn_local;
use tulip::time::sleep;

use crate::support::{pair, poll_times, real};

/// Calls `body` with 0, 1, 2 … until it says that its operation was ready.
fn at_each_poll<F: Future<Output = bool>>(body: impl Fn(usize) -> F) {
    let mut times = 0;
    while !real(body(times)) {
        times += 1;
        assert!(times < 10_000, "the operation never ends");
    }
    assert!(times > 0, "an operation that was not polled was ready");
}

/// Writes `bytes` one by one, each when the reader has had time to see the last.
fn trickle(stream: TcpStream, bytes: &'static [u8]) {
    drop(spawn_local(async move {
        for byte in bytes {
            sleep(Duration::from_millis(1)).await;
            if stream.write_all(&[*byte]).await.is_err() {
                return;
            }
        }
        let _ = stream.shutdown(Shutdown::Write);
        let _ = stream.read(&mut [0; 64]).await;
    }));
}

#[test]
fn a_read_loses_nothing() {
    at_each_poll(|times| async move {
        let (client, server) = pair().await;
        trickle(client, b"tulip");
        let mut text = Vec::new();
        let mut buffer = [0; 3];
        let read = poll_times(times, server.read(&mut buffer)).await;
        let ready = read.is_some();
        if let Some(count) = read {
            text.extend_from_slice(&buffer[..count.unwrap()]);
        }
        server.read_to_end(&mut text).await.unwrap();
        assert_eq!(text, b"tulip");
        ready
    });
}

#[test]
fn a_connection_outlives_its_operations() {
    at_each_poll(|times| async move {
        let (client, server) = pair().await;
        trickle(client, b"tulips and more");
        let mut buffer = [0; 8];
        let filled = poll_times(times, server.read_exact(&mut buffer)).await.is_some();
        let mut rest = Vec::new();
        server.read_to_end(&mut rest).await.unwrap();
        assert!(b"tulips and more".ends_with(&rest));
        if filled {
            assert_eq!(rest, b"nd more");
        }
        filled
    });
}

#[test]
fn a_read_to_the_end_has_kept_what_came() {
    at_each_poll(|times| async move {
        let (client, server) = pair().await;
        trickle(client, b"tulip");
        let mut text = Vec::new();
        let ended = poll_times(times, server.read_to_end(&mut text)).await.is_some();
        server.read_to_end(&mut text).await.unwrap();
        assert_eq!(text, b"tulip");
        ended
    });
}

#[test]
fn a_write_has_sent_a_first_part() {
    const MUCH: usize = 8 << 20;
    at_each_poll(|times| async move {
        let (client, server) = pair().await;
        let reader = spawn_local(async move {
            let mut received = Vec::new();
            server.read_to_end(&mut received).await.unwrap();
            received
        });
        let sent: Vec<u8> =
            (0..MUCH).map(|index| u8::try_from(index % 251).unwrap()).collect();
        let all = poll_times(times, client.write_all(&sent)).await.is_some();
        client.shutdown(Shutdown::Write).unwrap();
        let received = reader.await.unwrap();
        assert!(sent.starts_with(&received));
        assert!(!all || received.len() == MUCH);
        all
    });
}

#[test]
fn an_accept_loses_no_connection() {
    at_each_poll(|times| async move {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let client = spawn_local(async move {
            sleep(Duration::from_millis(1)).await;
            TcpStream::connect(address).await.unwrap()
        });
        let accepted = poll_times(times, listener.accept()).await;
        let ready = accepted.is_some();
        let (server, peer) = match accepted {
            Some(accepted) => accepted.unwrap(),
            None => listener.accept().await.unwrap(),
        };
        assert_eq!(client.await.unwrap().local_addr().unwrap(), peer);
        drop(server);
        ready
    });
}

#[test]
fn a_connect_leaves_nothing_behind() {
    at_each_poll(|times| async move {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let ready = poll_times(times, TcpStream::connect(address)).await.is_some();
        let client = TcpStream::connect(address).await.unwrap();
        loop {
            let (server, peer) = listener.accept().await.unwrap();
            if peer == client.local_addr().unwrap() {
                break;
            }
            // The one that was given up, if it came that far.
            assert_eq!(server.read(&mut [0]).await.unwrap_or(0), 0);
        }
        ready
    });
}

#[test]
fn a_lookup_is_forgotten() {
    at_each_poll(|times| async move {
        let ready = poll_times(times, lookup_host("localhost:80")).await.is_some();
        assert!(lookup_host("localhost:80").await.is_ok());
        ready
    });
}
