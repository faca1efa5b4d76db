use std::io::ErrorKind;

use tulip::spawn_local;

use crate::support::{pair, real};

#[test]
fn halves_go_to_different_tasks() {
    real(async {
        let (client, server) = pair().await;
        let (mut reads, mut writes) = server.into_split();
        let echo = spawn_local(async move {
            let mut buffer = [0; 64];
            loop {
                match reads.read(&mut buffer).await.unwrap() {
                    0 => break,
                    count => writes.write_all(&buffer[..count]).await.unwrap(),
                }
            }
        });
        client.write_all(b"tulip").await.unwrap();
        let mut answer = [0; 5];
        client.read_exact(&mut answer).await.unwrap();
        assert_eq!(&answer, b"tulip");
        drop(client);
        echo.await.unwrap();
    });
}

#[test]
fn the_peer_reads_the_end_when_the_writing_half_is_dropped() {
    real(async {
        let (client, server) = pair().await;
        let (mut reads, writes) = server.into_split();
        drop(writes);
        assert_eq!(client.read(&mut [0]).await.unwrap(), 0);
        client.write_all(b"still").await.unwrap();
        let mut buffer = Vec::with_capacity(16);
        reads.read_buf(&mut buffer).await.unwrap();
        assert_eq!(buffer, b"still");
    });
}

#[test]
fn the_peer_still_writes_when_the_reading_half_is_dropped() {
    real(async {
        let (client, server) = pair().await;
        let (reads, mut writes) = server.into_split();
        drop(reads);
        writes.write_all(b"tulip").await.unwrap();
        client.read_exact(&mut [0; 5]).await.unwrap();
        writes.shutdown().unwrap();
        assert_eq!(client.read(&mut [0]).await.unwrap(), 0);
        assert_eq!(writes.write_all(b"?").await.unwrap_err().kind(), ErrorKind::BrokenPipe);
    });
}

#[test]
fn halves_of_one_connection_are_whole_again() {
    real(async {
        let (client, server) = pair().await;
        let (reads, writes) = server.into_split();
        let server = reads.reunite(writes).unwrap();
        server.write_all(b"tulip").await.unwrap();
        client.read_exact(&mut [0; 5]).await.unwrap();
    });
}

#[test]
fn halves_of_two_connections_are_given_back() {
    real(async {
        let (_client, server) = pair().await;
        let (_other_client, other) = pair().await;
        let (reads, writes) = server.into_split();
        let (other_reads, other_writes) = other.into_split();
        let error = reads.reunite(other_writes).unwrap_err();
        assert_eq!(error.to_string(), "these are sides of two different connections");
        assert!(error.0.reunite(writes).is_ok());
        assert!(other_reads.reunite(error.1).is_ok());
    });
}

#[test]
fn halves_can_be_borrowed() {
    real(async {
        let (client, mut server) = pair().await;
        {
            let (mut reads, mut writes) = server.split();
            client.write_all(b"ab").await.unwrap();
            let mut both = [0; 2];
            reads.read_exact(&mut both).await.unwrap();
            writes.write_all(&both).await.unwrap();
        }
        client.read_exact(&mut [0; 2]).await.unwrap();
        server.write_all(b"whole").await.unwrap();
        client.read_exact(&mut [0; 5]).await.unwrap();
    });
}
