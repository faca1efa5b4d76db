//! What a report says of who waits: for what, and which line made the operation.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::mpsc;
use std::time::Duration;

use tulip::inspect::{Activity, Wait, all_tasks};
use tulip::net::{TcpListener, TcpStream, lookup_host};
use tulip::signal::ctrl_c;
use tulip::task::yield_now;
use tulip::time::{hold, interval, sleep, timeout};
use tulip::{spawn_blocking, spawn_local};

use crate::support::{pair, paused, real};

const HOUR: Duration = Duration::from_secs(3600);

/// Lets `waits` wait, and tells for what, at which line, and for how many things more.
async fn wait_of<F>(waits: F) -> (Wait, u32, u8)
where
    F: Future + 'static,
    F::Output: 'static,
{
    let task = spawn_local(waits);
    for _ in 0..3 {
        yield_now().await;
    }
    let info = all_tasks().into_iter().find(|info| info.id == task.id()).expect("it waits");
    let Activity::Waiting(waiting) = info.activity else {
        panic!("it does not wait: {info}");
    };
    task.abort();
    assert!(waiting.at.file().ends_with("waits.rs"), "{}", waiting.at);
    (waiting.on, waiting.at.line(), waiting.others)
}

/// The line below this call.
#[track_caller]
fn next_line() -> u32 {
    std::panic::Location::caller().line() + 1
}

#[test]
fn time_is_waited_for_where_the_sleep_was_made() {
    paused(async {
        hold();
        let line = next_line();
        assert_eq!(wait_of(async { sleep(HOUR).await }).await, (Wait::Sleep, line, 0));
        let mut ticks = interval(HOUR);
        ticks.tick().await;
        let line = next_line();
        let tick = async move { ticks.tick().await };
        assert_eq!(wait_of(tick).await, (Wait::Sleep, line, 0));
    });
}

#[test]
fn a_timeout_is_one_wait_more() {
    paused(async {
        hold();
        let (_client, server) = pair().await;
        let line = next_line();
        let bounded = async move { timeout(HOUR, server.read(&mut [0])).await };
        assert_eq!(wait_of(bounded).await, (Wait::Read, line, 1));
    });
}

#[test]
fn sockets_are_waited_for_where_the_operation_was_made() {
    real(async {
        let (client, server) = pair().await;
        let (client, server) = (Rc::new(client), Rc::new(server));

        let reads = Rc::clone(&server);
        let line = next_line();
        let read = async move { reads.read(&mut [0]).await };
        assert_eq!(wait_of(read).await, (Wait::Read, line, 0));

        let (other, _peer) = pair().await;
        let (mut half, _writes) = other.into_split();
        let line = next_line();
        let read = async move { half.read_exact(&mut [0]).await };
        assert_eq!(wait_of(read).await, (Wait::Read, line, 0));

        let line = next_line();
        let write = async move { client.write_all(&vec![0; 64 << 20]).await };
        assert_eq!(wait_of(write).await, (Wait::Write, line, 0));

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let line = next_line();
        let accept = async move { listener.accept().await };
        assert_eq!(wait_of(accept).await, (Wait::Accept, line, 0));
    });
}

#[test]
fn a_connect_is_waited_for_where_it_was_made() {
    paused(async {
        hold();
        let listener =
            socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None);
        let listener = listener.unwrap();
        let any: SocketAddr = "127.0.0.1:0".parse().unwrap();
        listener.bind(&any.into()).unwrap();
        listener.listen(0).unwrap();
        let full = listener.local_addr().unwrap().as_socket().unwrap();
        let queue: Vec<_> = (0..4).map(|_| spawn_local(TcpStream::connect(full))).collect();
        let line = next_line();
        let connect = async move { TcpStream::connect(full).await };
        assert_eq!(wait_of(connect).await, (Wait::Connect, line, 0));
        queue.iter().for_each(tulip::JoinHandle::abort);
    });
}

#[test]
fn a_trait_is_waited_for_where_the_socket_was_made() {
    use futures_io::AsyncRead;
    real(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let _client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
        let line = next_line();
        let (mut server, _) = listener.accept().await.unwrap();
        let read =
            std::future::poll_fn(move |cx| Pin::new(&mut server).poll_read(cx, &mut [0]));
        assert_eq!(wait_of(read).await, (Wait::Read, line, 0));
    });
}

#[test]
fn threads_and_signals_are_waited_for_where_they_were_asked() {
    real(async {
        let (release, held) = mpsc::channel::<()>();
        let line = next_line();
        let job = spawn_blocking(move || held.recv());
        yield_now().await;
        let info = all_tasks().into_iter().find(|info| info.id == job.id()).unwrap();
        let Activity::Waiting(waiting) = info.activity else { panic!("it waits") };
        assert_eq!((waiting.on, waiting.at.line()), (Wait::Blocking, line));
        drop(release);

        let line = next_line();
        let signal = async { ctrl_c().await };
        assert_eq!(wait_of(signal).await, (Wait::Signal, line, 0));
    });
    paused(async {
        let line = next_line();
        let lookup = async { lookup_host("localhost:80").await.map(drop) };
        let task = spawn_local(lookup);
        yield_now().await;
        let info = all_tasks().into_iter().find(|info| info.id == task.id());
        // The system may have been quicker.
        if let Some(Activity::Waiting(waiting)) = info.map(|info| info.activity) {
            assert_eq!((waiting.on, waiting.at.line()), (Wait::Lookup, line));
        }
        task.await.unwrap().unwrap();
    });
}
