use std::io::{self, ErrorKind, IoSlice};
use std::net::{Shutdown, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use socket2::{Domain, Socket, Type};
use tulip::net::{TcpListener, TcpStream};
use tulip::task::yield_now;
use tulip::{spawn_blocking, spawn_local};

use crate::support::{on_a_plain_thread, pair, paused, real};

/// More than the system takes at once.
const MUCH: usize = 16 << 20;

fn bytes(count: usize) -> Vec<u8> {
    (0..count).map(|index| u8::try_from(index % 251).unwrap()).collect()
}

#[test]
fn what_is_written_is_read() {
    real(async {
        let (client, server) = pair().await;
        assert_eq!(client.peer_addr().unwrap(), server.local_addr().unwrap());
        client.write_all(b"tulip").await.unwrap();
        let mut buffer = [0; 16];
        assert_eq!(server.read(&mut buffer).await.unwrap(), 5);
        assert_eq!(&buffer[..5], b"tulip");
    });
}

#[test]
fn much_is_written_while_it_is_read() {
    real(async {
        let (client, server) = pair().await;
        let sent = bytes(MUCH);
        let expected = sent.clone();
        let reader = spawn_local(async move {
            let mut received = Vec::new();
            assert_eq!(server.read_to_end(&mut received).await.unwrap(), MUCH);
            received
        });
        client.write_all(&sent).await.unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        assert!(reader.await.unwrap() == expected);
    });
}

#[test]
fn a_buffer_is_filled_however_the_bytes_come() {
    real(async {
        let (client, server) = pair().await;
        let reader = spawn_local(async move {
            let mut received = vec![0; 1000];
            server.read_exact(&mut received).await.unwrap();
            received
        });
        for part in bytes(1000).chunks(33) {
            client.write_all(part).await.unwrap();
            yield_now().await;
        }
        assert_eq!(reader.await.unwrap(), bytes(1000));
    });
}

#[test]
fn a_peer_that_closes_early_leaves_the_buffer_unfilled() {
    real(async {
        let (client, server) = pair().await;
        client.write_all(b"abc").await.unwrap();
        drop(client);
        let error = server.read_exact(&mut [0; 4]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
    });
}

#[test]
fn bytes_are_read_into_room_that_nobody_has_written() {
    real(async {
        let (client, server) = pair().await;
        client.write_all(b"tulips").await.unwrap();
        let mut buffer = Vec::with_capacity(4);
        assert_eq!(server.read_buf(&mut buffer).await.unwrap(), 4);
        assert_eq!(server.read_buf(&mut buffer).await.unwrap(), 0, "there is no room");
        buffer.reserve(100);
        assert_eq!(server.read_buf(&mut buffer).await.unwrap(), 2);
        assert_eq!(buffer, b"tulips");
    });
}

#[test]
fn several_slices_are_written_as_one() {
    real(async {
        let (client, server) = pair().await;
        let slices = [IoSlice::new(b"tu"), IoSlice::new(b""), IoSlice::new(b"lip")];
        assert_eq!(client.write_vectored(&slices).await.unwrap(), 5);
        let mut buffer = [0; 5];
        server.read_exact(&mut buffer).await.unwrap();
        assert_eq!(&buffer, b"tulip");
    });
}

#[test]
fn what_is_peeked_at_stays() {
    real(async {
        let (client, server) = pair().await;
        client.write_all(b"tulip").await.unwrap();
        let mut buffer = [0; 3];
        assert_eq!(server.peek(&mut buffer).await.unwrap(), 3);
        let mut buffer = [0; 5];
        assert_eq!(server.read(&mut buffer).await.unwrap(), 5);
    });
}

#[test]
fn what_cannot_be_done_at_once_is_refused_by_try() {
    real(async {
        let (client, server) = pair().await;
        let mut buffer = [0; 8];
        assert_eq!(server.try_read(&mut buffer).unwrap_err().kind(), ErrorKind::WouldBlock);
        assert_eq!(client.try_write(b"tulip").unwrap(), 5);
        server.readable().await.unwrap();
        assert_eq!(server.try_read(&mut buffer).unwrap(), 5);
        assert_eq!(server.try_read(&mut buffer).unwrap_err().kind(), ErrorKind::WouldBlock);
        let block = bytes(MUCH);
        while client.try_write(&block).is_ok() {}
        let writable = spawn_local(async move {
            client.writable().await.unwrap();
            client.try_write(b"again").unwrap();
        });
        yield_now().await;
        assert!(!writable.is_finished());
        let mut rest = Vec::new();
        server.read_to_end(&mut rest).await.unwrap();
        writable.await.unwrap();
        assert!(rest.ends_with(b"again"));
    });
}

/// The last bytes and the end come with one event: a read that takes the bytes must not make the
/// next one wait.
#[test]
fn the_end_is_read_after_the_last_bytes() {
    real(async {
        let (client, server) = pair().await;
        let reader = spawn_local(async move {
            let mut reads = Vec::new();
            loop {
                let count = server.read(&mut [0; 100]).await.unwrap();
                reads.push(count);
                if count == 0 {
                    return reads;
                }
            }
        });
        yield_now().await;
        client.write_all(b"last").await.unwrap();
        drop(client);
        assert_eq!(reader.await.unwrap(), [4, 0]);
    });
}

#[test]
fn a_peer_that_has_closed_its_side_is_still_written_to() {
    real(async {
        let (client, server) = pair().await;
        client.write_all(b"question").await.unwrap();
        client.shutdown(Shutdown::Write).unwrap();
        let mut question = Vec::new();
        server.read_to_end(&mut question).await.unwrap();
        assert_eq!(question, b"question");
        server.write_all(b"answer").await.unwrap();
        drop(server);
        let mut answer = Vec::new();
        client.read_to_end(&mut answer).await.unwrap();
        assert_eq!(answer, b"answer");
        assert_eq!(client.read(&mut [0]).await.unwrap(), 0, "the end stays");
    });
}

#[test]
fn a_peer_that_resets_is_an_error_for_who_reads_and_who_writes() {
    real(async {
        let (client, server) = pair().await;
        let reading = spawn_local(async move {
            let error = server.read(&mut [0; 8]).await.unwrap_err();
            (error.kind(), server)
        });
        yield_now().await;
        client.set_linger(Some(Duration::ZERO)).unwrap();
        drop(client);
        let (kind, server) = reading.await.unwrap();
        assert_eq!(kind, ErrorKind::ConnectionReset);
        assert_eq!(server.write_all(b"?").await.unwrap_err().kind(), ErrorKind::BrokenPipe);
    });
}

#[test]
fn a_writer_that_waits_learns_of_a_reset() {
    real(async {
        let (client, server) = pair().await;
        let writing = spawn_local(async move {
            let block = bytes(MUCH);
            loop {
                if let Err(error) = client.write_all(&block).await {
                    return error.kind();
                }
            }
        });
        yield_now().await;
        server.set_linger(Some(Duration::ZERO)).unwrap();
        drop(server);
        assert_eq!(writing.await.unwrap(), ErrorKind::ConnectionReset);
    });
}

#[test]
fn nobody_listens_where_a_listener_was() {
    real(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        drop(listener);
        let error = TcpStream::connect(address).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
    });
}

#[test]
fn of_several_addresses_the_first_that_answers_is_taken() {
    real(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gone =
            std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let there = listener.local_addr().unwrap();
        let stream = TcpStream::connect(&[gone, there][..]).await.unwrap();
        assert_eq!(stream.peer_addr().unwrap(), there);
        let none: &[SocketAddr] = &[];
        let error = TcpStream::connect(none).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    });
}

/// A listener whose queue is full: the system does not answer who connects.
fn silent() -> (Socket, SocketAddr, Vec<Socket>) {
    let listener = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
    listener.bind(&any.into()).unwrap();
    listener.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let queue = (0..4)
        .map(|_| {
            let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
            socket.set_nonblocking(true).unwrap();
            let _ = socket.connect(&address);
            socket
        })
        .collect();
    (listener, address.as_socket().unwrap(), queue)
}

#[test]
fn a_connect_that_nobody_answers_is_given_up_in_time() {
    paused(async {
        let (_listener, address, _queue) = silent();
        let patience = Duration::from_secs(5);
        let error = TcpStream::connect_timeout(address, patience).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        assert_eq!(error.to_string(), "nobody answered within 5s");
    });
}

#[test]
fn a_connect_in_time_is_a_connection() {
    real(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let patience = Duration::from_secs(3600);
        let client = TcpStream::connect_timeout(address, patience).await.unwrap();
        let (server, peer) = listener.accept().await.unwrap();
        assert_eq!(client.local_addr().unwrap(), peer);
        assert_eq!(server.peer_addr().unwrap(), peer);
    });
}

#[test]
fn options_are_kept() {
    real(async {
        let (client, _server) = pair().await;
        client.set_nodelay(true).unwrap();
        assert!(client.nodelay().unwrap());
        client.set_ttl(42).unwrap();
        assert_eq!(client.ttl().unwrap(), 42);
        client.set_linger(Some(Duration::from_secs(3))).unwrap();
        assert_eq!(client.linger().unwrap(), Some(Duration::from_secs(3)));
        client.set_linger(None).unwrap();
        assert_eq!(client.linger().unwrap(), None);
        assert!(client.take_error().unwrap().is_none());
    });
}

#[test]
fn an_address_can_be_listened_on_again_at_once() {
    real(async {
        let first = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = first.local_addr().unwrap();
        let client = TcpStream::connect(address).await.unwrap();
        let (server, _) = first.accept().await.unwrap();
        assert_eq!(
            TcpListener::bind(address).await.unwrap_err().kind(),
            ErrorKind::AddrInUse
        );
        drop((first, server, client));
        TcpListener::bind(address).await.unwrap();
    });
}

#[test]
fn sockets_of_the_standard_library_come_and_go() {
    real(async {
        let std_listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = std_listener.local_addr().unwrap();
        let listener = TcpListener::from_std(std_listener).unwrap();
        let client = std::net::TcpStream::connect(address).unwrap();
        let client = TcpStream::from_std(client).unwrap();
        let (server, _) = listener.accept().await.unwrap();
        client.write_all(b"in").await.unwrap();
        server.read_exact(&mut [0; 2]).await.unwrap();

        let mut plain = server.into_std().unwrap();
        plain.set_nonblocking(false).unwrap();
        client.write_all(b"out").await.unwrap();
        let mut text = [0; 3];
        io::Read::read_exact(&mut plain, &mut text).unwrap();
        assert_eq!(&text, b"out");
        // Its number can be used again in the reactor.
        let server = TcpStream::from_std(plain).unwrap();
        client.write_all(b"in").await.unwrap();
        server.read_exact(&mut [0; 2]).await.unwrap();
        let listener = listener.into_std().unwrap();
        assert_eq!(listener.local_addr().unwrap(), address);
    });
}

#[test]
fn a_task_whose_socket_is_always_ready_lets_others_run() {
    real(async {
        let (client, server) = pair().await;
        client.write_all(b"x").await.unwrap();
        let others = spawn_local(async {
            for _ in 0..10 {
                yield_now().await;
            }
        });
        let mut peeks = 0;
        while !others.is_finished() {
            server.peek(&mut [0]).await.unwrap();
            peeks += 1;
            assert!(peeks < 100_000, "nobody else runs");
        }
    });
}

#[test]
fn a_task_that_never_stops_waking_itself_starves_no_socket() {
    real(async {
        let greedy = spawn_local(async {
            loop {
                yield_now().await;
            }
        });
        let (client, server) = pair().await;
        let echo = spawn_local(async move {
            let mut byte = [0];
            while server.read(&mut byte).await.unwrap() > 0 {
                server.write_all(&byte).await.unwrap();
            }
        });
        for byte in 0..100 {
            client.write_all(&[byte]).await.unwrap();
            client.read_exact(&mut [0]).await.unwrap();
        }
        drop(client);
        echo.await.unwrap();
        greedy.abort();
    });
}

#[test]
fn a_connection_is_used_on_another_thread_while_its_runtime_runs() {
    real(async {
        let (client, server) = pair().await;
        let echo = spawn_blocking(move || {
            on_a_plain_thread(async {
                let mut buffer = [0; 64];
                loop {
                    let count = server.read(&mut buffer).await.unwrap();
                    if count == 0 {
                        break;
                    }
                    server.write_all(&buffer[..count]).await.unwrap();
                }
            });
        });
        for _ in 0..100 {
            client.write_all(b"tulip").await.unwrap();
            client.read_exact(&mut [0; 5]).await.unwrap();
        }
        drop(client);
        echo.await.unwrap();
    });
}

#[test]
fn many_connections_are_served() {
    real(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = spawn_local(async move {
            for _ in 0..400 {
                let (stream, _) = listener.accept().await.unwrap();
                drop(spawn_local(async move {
                    let mut buffer = [0; 16];
                    let count = stream.read(&mut buffer).await.unwrap();
                    stream.write_all(&buffer[..count]).await.unwrap();
                }));
            }
        });
        let clients: Vec<_> = (0..400_u32)
            .map(|number| {
                spawn_local(async move {
                    let stream = TcpStream::connect(address).await.unwrap();
                    stream.write_all(&number.to_be_bytes()).await.unwrap();
                    let mut answer = [0; 4];
                    stream.read_exact(&mut answer).await.unwrap();
                    assert_eq!(answer, number.to_be_bytes());
                })
            })
            .collect();
        for client in clients {
            client.await.unwrap();
        }
        server.await.unwrap();
    });
}

#[test]
fn a_listener_is_polled() {
    real(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut cx = Context::from_waker(Waker::noop());
        assert!(listener.poll_accept(&mut cx).is_pending());
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        std::future::poll_fn(|cx| listener.poll_accept(cx)).await.unwrap();
    });
}

#[test]
fn futures_traits_read_write_and_close() {
    use futures_io::{AsyncRead, AsyncWrite};
    real(async {
        let (mut client, mut server) = pair().await;
        let mut cx = Context::from_waker(Waker::noop());
        let slices = [IoSlice::new(b"tu"), IoSlice::new(b"lip")];
        let written = Pin::new(&mut client).poll_write_vectored(&mut cx, &slices);
        assert!(matches!(written, Poll::Ready(Ok(5))));
        assert!(matches!(
            Pin::new(&mut client).poll_write(&mut cx, b"s"),
            Poll::Ready(Ok(1))
        ));
        assert!(matches!(Pin::new(&mut client).poll_flush(&mut cx), Poll::Ready(Ok(()))));
        assert!(matches!(Pin::new(&mut client).poll_close(&mut cx), Poll::Ready(Ok(()))));
        let mut text = Vec::new();
        let mut buffer = [0; 4];
        loop {
            let read =
                |cx: &mut Context<'_>| Pin::new(&mut server).poll_read(cx, &mut buffer);
            match std::future::poll_fn(read).await.unwrap() {
                0 => break,
                count => text.extend_from_slice(&buffer[..count]),
            }
        }
        assert_eq!(text, b"tulips");
    });
}

#[test]
#[should_panic(expected = "no Tulip runtime on this thread")]
fn a_socket_needs_a_runtime() {
    let _ = on_a_plain_thread(TcpListener::bind("127.0.0.1:0"));
}
