//! Several tasks on one socket.

use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Context;
use std::time::Duration;

use tulip::net::{TcpListener, TcpStream};
use tulip::spawn_local;
use tulip::task::yield_now;
use tulip::time::timeout;

use crate::support::{Counter, pair, paused, real};

#[test]
fn all_who_read_one_connection_learn_of_its_end() {
    real(async {
        let (client, server) = pair().await;
        let server = Rc::new(server);
        let readers: Vec<_> = (0..10)
            .map(|_| {
                let server = Rc::clone(&server);
                spawn_local(async move { server.read(&mut [0; 8]).await.unwrap() })
            })
            .collect();
        yield_now().await;
        drop(client);
        for reader in readers {
            assert_eq!(reader.await.unwrap(), 0);
        }
    });
}

#[test]
fn who_finds_nothing_waits_on() {
    real(async {
        let (client, server) = pair().await;
        let server = Rc::new(server);
        let readers: Vec<_> = (0..3)
            .map(|_| {
                let server = Rc::clone(&server);
                spawn_local(async move {
                    let mut byte = [0];
                    server.read_exact(&mut byte).await.unwrap();
                    byte[0]
                })
            })
            .collect();
        let mut bytes = Vec::new();
        for byte in 0..3 {
            client.write_all(&[byte]).await.unwrap();
            while readers.iter().filter(|reader| reader.is_finished()).count()
                <= bytes.len()
            {
                tulip::time::sleep(Duration::from_millis(1)).await;
            }
            bytes.push(byte);
        }
        let mut read = Vec::new();
        for reader in readers {
            read.push(reader.await.unwrap());
        }
        read.sort_unstable();
        assert_eq!(read, bytes);
    });
}

#[test]
fn one_reads_and_one_writes_at_a_time() {
    real(async {
        let (client, server) = pair().await;
        let server = Rc::new(server);
        let reads = Rc::clone(&server);
        let reader =
            spawn_local(async move { reads.read_to_end(&mut Vec::new()).await.unwrap() });
        let writes = Rc::clone(&server);
        let sent = spawn_local(async move { writes.write_all(&vec![1; 8 << 20]).await });
        yield_now().await;
        client.read_exact(&mut vec![0; 8 << 20]).await.unwrap();
        sent.await.unwrap().unwrap();
        assert!(!reader.is_finished());
        client.write_all(&[0; 10]).await.unwrap();
        drop(client);
        assert_eq!(reader.await.unwrap(), 10);
    });
}

#[test]
fn who_leaves_is_not_woken_and_takes_nobodys_wake() {
    real(async {
        let (client, server) = pair().await;
        let (gone, waker) = Counter::new();
        {
            let mut buffer = [0; 8];
            let leaving = pin!(server.read(&mut buffer));
            assert!(leaving.poll(&mut Context::from_waker(&waker)).is_pending());
        }
        drop(waker);
        assert_eq!(Arc::strong_count(&gone), 1, "nothing is kept of it");
        let mut buffer = [0; 8];
        let mut other = [0; 8];
        let (first, waker) = Counter::new();
        let mut stays = pin!(server.read(&mut buffer));
        assert!(stays.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        {
            let same_task = pin!(server.read(&mut other));
            assert!(same_task.poll(&mut Context::from_waker(&waker)).is_pending());
        }
        client.write_all(b"tulip").await.unwrap();
        while first.wakes() == 0 {
            yield_now().await;
        }
        assert_eq!(gone.wakes(), 0);
        assert_eq!(stays.await.unwrap(), 5);
    });
}

#[test]
fn a_listener_that_many_gave_up_keeps_none_of_them() {
    paused(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (counter, waker) = Counter::new();
        for _ in 0..1000 {
            let accept = pin!(listener.accept());
            assert!(accept.poll(&mut Context::from_waker(&waker)).is_pending());
        }
        drop(waker);
        assert_eq!(Arc::strong_count(&counter), 1);
        for _ in 0..10 {
            assert!(timeout(Duration::from_secs(1), listener.accept()).await.is_err());
        }
        let address = listener.local_addr().unwrap();
        let client = TcpStream::connect(address).await.unwrap();
        let (_, peer) = listener.accept().await.unwrap();
        assert_eq!(peer, client.local_addr().unwrap());
    });
}
