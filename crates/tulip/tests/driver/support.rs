//! What these tests share.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tulip::net::{TcpListener, TcpStream};
use tulip::runtime::{Builder, Runtime};

/// Runs a body on a runtime whose clock jumps.
pub(crate) fn paused<F: Future>(body: F) -> F::Output {
    runtime(true).block_on(body)
}

/// Runs a body on a runtime whose clock runs.
pub(crate) fn real<F: Future>(body: F) -> F::Output {
    runtime(false).block_on(body)
}

fn runtime(paused: bool) -> Runtime {
    Builder::current_thread().start_paused(paused).build().unwrap()
}

/// Runs a future on this thread, without a runtime.
pub(crate) fn on_a_plain_thread<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// A waker that counts.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicUsize);

impl Counter {
    pub(crate) fn new() -> (Arc<Self>, Waker) {
        let counter = Arc::new(Self::default());
        (Arc::clone(&counter), Waker::from(counter))
    }

    pub(crate) fn wakes(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

impl Wake for Counter {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// Polls a future once, with a waker that does nothing.
pub(crate) fn poll_once<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// Polls a future as often as it is woken, but `times` at most, and drops it then. Whether it was
/// ready before.
pub(crate) async fn poll_times<F: Future>(times: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut polls = 0;
    poll_fn(|cx| {
        if polls == times {
            return Poll::Ready(None);
        }
        polls += 1;
        let polled = future.as_mut().poll(cx).map(Some);
        if polled.is_pending() && polls == times { Poll::Ready(None) } else { polled }
    })
    .await
}

/// Two ends of a connection: the one that connected, the one that was accepted.
pub(crate) async fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let connected = TcpStream::connect(address).await.unwrap();
    let (accepted, _) = listener.accept().await.unwrap();
    (connected, accepted)
}
