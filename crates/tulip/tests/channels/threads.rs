//! Channels between plain threads, without any runtime.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tulip::sync::{mpsc, oneshot};

/// Runs a future on this thread, which parks while it waits.
fn block_on<F: Future>(future: F) -> F::Output {
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

#[test]
fn many_threads_send_and_each_keeps_its_order() {
    let (sender, mut receiver) = mpsc::channel(2);
    let threads: Vec<_> = (0..4)
        .map(|thread| {
            let sender = sender.clone();
            thread::spawn(move || {
                block_on(async {
                    for number in 0..500 {
                        sender.send((thread, number)).await.unwrap();
                    }
                });
            })
        })
        .collect();
    drop(sender);
    let mut next = [0; 4];
    block_on(async {
        while let Some((thread, number)) = receiver.recv().await {
            assert_eq!(number, next[thread]);
            next[thread] += 1;
        }
    });
    assert_eq!(next, [500; 4]);
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn a_thread_answers_by_a_oneshot() {
    let (sender, receiver) = oneshot::channel();
    let thread = thread::spawn(move || sender.send(1));
    assert_eq!(block_on(receiver), Ok(1));
    assert_eq!(thread.join().unwrap(), Ok(()));
}
